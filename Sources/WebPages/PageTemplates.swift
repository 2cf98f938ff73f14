import API
import Core

/// A page with its own texts.
enum PageName: String, CaseIterable, Sendable {
    /// The page that a scanned code opens.
    case join
    /// The page of a paired device.
    case home

    var skeleton: String { "\(rawValue).html" }

    func texts(in language: String) -> String { "\(rawValue).\(language).json" }

    /// Texts that every page uses, in one language.
    static func sharedTexts(in language: String) -> String { "kith.\(language).json" }
}

/// The files of the pages: the built-in ones, or replacements.
public struct PageTemplates: Sendable {
    /// The parts of one script, in this order. What both pages need is one file, so that a browser that has opened one
    /// page has it for the other.
    static let scripts = [
        "kith.js": ["kith.keys.js", "kith.memory.js", "kith.node.js", "kith.page.js", "kith.cookies.js"],
        "join.js": ["join.node.js", "join.page.js", "join.js"],
        // For the join page, once the PIN is on the screen.
        "later.js": ["kith.words.js", "join.later.js"],
        "home.js": [
            "kith.words.js", "home.node.js", "home.live.js", "home.page.js", "home.services.js", "home.visit.js",
            "home.apps.js", "home.js",
        ],
    ]
    /// Notices look like the join page, so both have one style sheet, which a device's page adds to.
    static let styles = ["kith.css": ["kith.css", "join.css"], "home.css": ["home.css"]]
    /// For a home screen: the only file that is not text.
    static let icon = "icon.png"
    private static let plain =
        PageName.allCases.map(\.skeleton) + [
            "notice.html", "service.html", "kith.css", "join.css", "home.css", "mark.svg", icon,
        ]
        + Set(scripts.values.flatMap(\.self)).sorted()
    /// For all files together, so that a wrong folder is noticed and not served.
    public static let mostBytes = 1 << 20

    private var files: [String: [UInt8]]

    /// The files of the repository's `Templates/`.
    public static let builtIn = PageTemplates(files: [
        "join.html": PackageResources.join_html, "home.html": PackageResources.home_html,
        "notice.html": PackageResources.notice_html, "service.html": PackageResources.service_html,
        "kith.css": PackageResources.kith_css, "join.css": PackageResources.join_css,
        "home.css": PackageResources.home_css,
        "mark.svg": PackageResources.mark_svg, icon: PackageResources.icon_png,
        "kith.keys.js": PackageResources.kith_keys_js, "kith.memory.js": PackageResources.kith_memory_js,
        "kith.node.js": PackageResources.kith_node_js, "kith.page.js": PackageResources.kith_page_js,
        "kith.words.js": PackageResources.kith_words_js, "kith.cookies.js": PackageResources.kith_cookies_js,
        "join.node.js": PackageResources.join_node_js, "join.page.js": PackageResources.join_page_js,
        "join.js": PackageResources.join_js, "join.later.js": PackageResources.join_later_js,
        "home.node.js": PackageResources.home_node_js, "home.live.js": PackageResources.home_live_js,
        "home.page.js": PackageResources.home_page_js, "home.services.js": PackageResources.home_services_js,
        "home.visit.js": PackageResources.home_visit_js, "home.apps.js": PackageResources.home_apps_js,
        "home.js": PackageResources.home_js,
        "kith.en.json": PackageResources.kith_en_json, "kith.de.json": PackageResources.kith_de_json,
        "join.en.json": PackageResources.join_en_json, "join.de.json": PackageResources.join_de_json,
        "home.en.json": PackageResources.home_en_json, "home.de.json": PackageResources.home_de_json,
    ])

    private init(files: [String: [UInt8]]) { self.files = files }

    /// The same with some files replaced, or with another language. An unknown name is an error: a file with a typing
    /// mistake in its name must not be ignored silently.
    public func replacing(_ others: [String: [UInt8]]) throws(TemplateError) -> PageTemplates {
        var files = files
        for (name, bytes) in others.sorted(by: { $0.key < $1.key }) {
            guard Self.plain.contains(name) || Self.isOfTexts(name) else {
                let names =
                    Self.plain + PageName.allCases.map { $0.texts(in: "LANGUAGE") } + [
                        PageName.sharedTexts(in: "LANGUAGE")
                    ]
                throw TemplateError(
                    name, "there is no template of this name; there are \(names.joined(separator: ", "))")
            }
            guard name == Self.icon || String(validating: bytes, as: UTF8.self) != nil else {
                throw TemplateError(name, "this is not UTF-8")
            }
            files[name] = bytes
        }
        return PageTemplates(files: files)
    }

    var names: Set<String> { Set(files.keys) }

    func bytes(_ name: String) -> [UInt8] {
        guard let bytes = files[name] else { preconditionFailure("no template \(name)") }
        return bytes
    }

    /// The skeleton of a page. A line with `{{scope}}` is repeated for each scope: in it, `{{scope}}` is the scope, and
    /// `{{text.scope}}` is its description.
    func skeleton(of page: PageName) -> [UInt8] {
        let lines = bytes(page.skeleton).split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let place = Array("{{scope}}".utf8)
        let filled = lines.map { line -> [UInt8] in
            guard line.indices.contains(where: { line[$0...].starts(with: place) }) else { return Array(line) }
            let text = String(decoding: line, as: UTF8.self)
            // On one line, so that the others keep their numbers.
            return Scope.allCases.flatMap { scope in
                text.replacing("{{scope}}", with: scope.rawValue)
                    .replacing("{{text.scope}}", with: "{{text.scope.\(scope.rawValue)}}").utf8
            }
        }
        return Array(filled.joined(separator: [UInt8(ascii: "\n")]))
    }

    /// The texts of a page in a language: its own, and those that all pages share.
    func texts(
        of page: PageName, in language: String, values: [String: String]
    ) throws(TemplateError) -> Texts {
        let file = page.texts(in: language)
        let own = try Texts(bytes(file), file: file, values: values)
        let shared = PageName.sharedTexts(in: language)
        guard let source = files[shared] else { return own }
        return own.adding(try Texts(source, file: shared, values: values))
    }

    /// English first: it is the language for clients that want none of the others.
    func languages(of page: PageName) -> [String] {
        let others = files.keys.compactMap { Self.language(ofFile: $0, page.rawValue) }.filter { $0 != "en" }
        return ["en"] + others.sorted()
    }

    private static func isOfTexts(_ name: String) -> Bool {
        (PageName.allCases.map(\.rawValue) + ["kith"]).contains { language(ofFile: name, $0) != nil }
    }

    /// `join.pt-BR.json` -> `pt-BR`
    private static func language(ofFile name: String, _ page: String) -> String? {
        let start = "\(page)."
        guard name.hasPrefix(start), name.hasSuffix(".json") else { return nil }
        let language = name.dropFirst(start.count).dropLast(".json".count)
        return LanguageChoice.isTag(language) ? String(language) : nil
    }
}
