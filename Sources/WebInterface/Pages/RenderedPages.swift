public import HTTPMessage

/// Who the pages are about.
public struct PageSubject: Sendable {
    /// The node's name, for people.
    public let name: String
    /// Its id: a browser that was let in keeps it, and so knows whether it is here again.
    public let id: String

    /// A node as its pages name it.
    public init(name: String, id: String) {
        self.name = name
        self.id = id
    }
}

/// Every page and what it needs, made when the node starts: what can be wrong with a template is found then.
public struct Pages: Sendable {
    /// By language.
    private let join: [String: [UInt8]]
    /// By language and what is refused.
    private let refusals: [String: [Refusal: [UInt8]]]
    private let languages: [String]
    private let assets: [String: PageAsset]

    /// `fingerprint` is a hash of the bytes, in characters that need no escaping: chosen by whoever has hashes.
    public init(
        _ templates: PageTemplates, about node: PageSubject, fingerprint: ([UInt8]) -> String
    ) throws(TemplateError) {
        assets = PageAsset.all(of: templates, fingerprint: fingerprint)
        languages = templates.languages
        var values = ["node.name": node.name, "node.id": node.id]
        let textValues = values
        for asset in assets.values { values["asset.\(asset.name)"] = asset.address }
        let skeleton = try Template(templates.bytes("join.html"), file: "join.html", kind: .html)
        let refusal = try Template(templates.bytes("refusal.html"), file: "refusal.html", kind: .html)
        var join: [String: [UInt8]] = [:]
        var refusals: [String: [Refusal: [UInt8]]] = [:]
        for language in languages {
            let file = PageTemplates.file(ofLanguage: language)
            let texts = try Texts(templates.bytes(file), file: file, values: textValues)
            values["language"] = language
            let page = try skeleton.filled(with: { texts.value(of: $0) ?? values[$0] }, missing: file)
            join[language] = slimmed(page, .page)
            for kind in Refusal.allCases {
                refusals[language, default: [:]][kind] = try kind.page(refusal, texts, values)
            }
        }
        self.join = join
        self.refusals = refusals
    }

    /// The answer, and the tag by which the client may know that it has it already.
    public func response(to route: PageRoute, isTrustworthy: Bool) -> (response: Response, tag: String?)? {
        switch route {
        case .join(let choice):
            let language = choice.best(of: languages)
            return join[language].map { (.page($0, language: language, isTrustworthy: isTrustworthy), nil) }
        case .asset(let name, let version):
            return assets[name].map { (.asset($0, isCurrent: $0.version == version), $0.version) }
        }
    }
}

extension Pages {
    /// What it says of the error; the status is the caller's.
    func page(_ refusal: Refusal, _ choice: LanguageChoice) -> Response {
        let language = choice.best(of: languages)
        guard let page = refusals[language]?[refusal] else { preconditionFailure("each is made for every language") }
        return .page(page, language: language, isTrustworthy: false)
    }
}

extension Texts {
    /// `text.waiting.title` -> the text of `waiting.title`
    fileprivate func value(of place: String) -> String? {
        place.hasPrefix("text.") ? self[String(place.dropFirst("text.".count))] : nil
    }
}
