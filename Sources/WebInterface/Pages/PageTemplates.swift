/// The files that the pages are made of: those that are built in, or others in their place.
public struct PageTemplates: Sendable {
    /// Which come together as `join.js`, in this order.
    static let scripts = ["join.keys.js", "join.memory.js", "join.node.js", "join.page.js", "join.js"]
    private static let plain = ["join.html", "refusal.html", "join.css", "mark.svg"] + scripts
    /// Of all files together, so that a wrong folder is noticed and not served.
    public static let mostBytes = 1 << 20

    private var files: [String: [UInt8]]

    /// Those of the repository's `Templates/`.
    public static let builtIn = PageTemplates(files: [
        "join.html": PackageResources.join_html, "refusal.html": PackageResources.refusal_html,
        "join.css": PackageResources.join_css, "mark.svg": PackageResources.mark_svg,
        "join.keys.js": PackageResources.join_keys_js,
        "join.memory.js": PackageResources.join_memory_js, "join.node.js": PackageResources.join_node_js,
        "join.page.js": PackageResources.join_page_js, "join.js": PackageResources.join_js,
        "join.en.json": PackageResources.join_en_json, "join.de.json": PackageResources.join_de_json,
    ])

    private init(files: [String: [UInt8]]) { self.files = files }

    /// The same with some replaced, or with a language more. A name that is none of theirs is an error: a misspelt one
    /// must not be silently without effect.
    public func replacing(_ others: [String: [UInt8]]) throws(TemplateError) -> PageTemplates {
        var files = files
        for (name, bytes) in others.sorted(by: { $0.key < $1.key }) {
            guard Self.plain.contains(name) || Self.language(ofFile: name) != nil else {
                let names = (Self.plain + ["join.LANGUAGE.json"]).joined(separator: ", ")
                throw TemplateError(name, "there is no template of this name; there are \(names)")
            }
            guard String(validating: bytes, as: UTF8.self) != nil else {
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

    /// English first: it is what those get who want none of the others.
    var languages: [String] {
        let others = files.keys.compactMap(Self.language(ofFile:)).filter { $0 != "en" }
        return ["en"] + others.sorted()
    }

    static func file(ofLanguage language: String) -> String { "join.\(language).json" }

    /// `join.pt-BR.json` -> `pt-BR`
    private static func language(ofFile name: String) -> String? {
        guard name.hasPrefix("join."), name.hasSuffix(".json") else { return nil }
        let language = name.dropFirst("join.".count).dropLast(".json".count)
        return LanguageChoice.isTag(language) ? String(language) : nil
    }
}
