public import API
public import HTTPMessage

/// The node that the pages are about.
public struct PageSubject: Sendable {
    /// The node's name, for people.
    public let name: String
    /// Its id. A paired browser stores it, and so recognises the node.
    public let id: String

    /// The name and id for the pages.
    public init(name: String, id: String) {
        self.name = name
        self.id = id
    }
}

/// Every page and its files, made when the node starts, so that errors in templates are found then.
public struct Pages: Sendable {
    /// By language.
    private let pages: [PageName: [String: [UInt8]]]
    private let forms: FormPages
    /// By language and error.
    private let refusals: [String: [Refusal: [UInt8]]]
    private let atServices: ServicePages
    private let languages: [PageName: [String]]
    private let assets: [String: PageAsset]
    private let errors: ErrorPages

    /// `sha256` is a parameter, because this module has no hashes.
    public init(
        _ templates: PageTemplates, about node: PageSubject, sha256: ([UInt8]) -> [UInt8]
    ) throws(TemplateError) {
        var assets = PageAsset.all(of: templates, about: node, sha256: sha256)
        var values = ["node.name": node.name, "node.id": node.id]
        let textValues = values
        for asset in assets.values {
            values["asset.\(asset.name)"] = asset.address
            values["integrity.\(asset.name)"] = asset.integrity
        }
        let notice = try Template(templates.bytes(Notice.file), file: Notice.file, kind: .html)
        var forms = try FormPages(templates, notice)
        guard let style = assets["kith.css"] else { preconditionFailure("it is one of the styles") }
        var atServices = try ServicePages(templates, style: style)
        var pages: [PageName: [String: [UInt8]]] = [:]
        var refusals: [String: [Refusal: [UInt8]]] = [:]
        var languages: [PageName: [String]] = [:]
        for name in PageName.allCases {
            let source = templates.skeleton(of: name)
            let skeleton = try Template(
                name == .join ? FormPages.without(source) : source, file: name.skeleton, kind: .html)
            languages[name] = templates.languages(of: name)
            for language in templates.languages(of: name) {
                let file = name.texts(in: language)
                let texts = try templates.texts(of: name, in: language, values: textValues)
                values["language"] = language
                let later = LaterTexts(language, texts, about: node, sha256: sha256)
                if name == .join {
                    (values["asset.texts"], values["integrity.texts"]) = (later.asset.address, later.asset.integrity)
                    assets[later.asset.name] = later.asset
                }
                let page = try skeleton.filled(with: { texts.value(of: $0) ?? values[$0] }, missing: file)
                pages[name, default: [:]][language] = slimmed(page, .page)
                guard name == .join else { continue }
                try later.check(source)
                try forms.add(language, texts, values, file)
                try atServices.add(language, texts, values)
                for kind in Refusal.allCases {
                    refusals[language, default: [:]][kind] = try kind.notice.page(notice, texts, values)
                }
            }
        }
        errors = try ErrorPages(notice, values)
        self.assets = assets
        self.pages = pages
        self.forms = forms
        self.atServices = atServices
        self.refusals = refusals
        self.languages = languages
    }

    /// The response, and the tag by which the client may know that it already has it.
    public func response(
        to route: PageRoute, isTrustworthy: Bool, isOverTLS: Bool = false
    ) -> (response: Response, tag: String?)? {
        switch route {
        case .join(let choice):
            guard !isOverTLS else { return (forms.joinPage(choice), nil) }
            return (page(.join, choice, isTrustworthy: isTrustworthy), nil)
        case .home(let choice): return (page(.home, choice, isTrustworthy: isTrustworthy), nil)
        case .asset(let name, let version):
            return assets[name].map { (.asset($0, isCurrent: $0.version == version), $0.version) }
        case .error(let code): return errors.response(for: code).map { ($0, nil) }
        }
    }

    private func page(_ name: PageName, _ choice: LanguageChoice, isTrustworthy: Bool) -> Response {
        let language = choice.best(of: languages[name] ?? [])
        guard let page = pages[name]?[language] else { preconditionFailure("each is made for every language") }
        return .page(page, language: language, isTrustworthy: isTrustworthy)
    }
}

extension Pages {
    /// While the pairing waits, the browser requests the page again by itself.
    public func response(to step: JoinStep, _ choice: LanguageChoice, _ cookies: [SetCookie] = []) -> Response {
        forms.response(to: step, choice, cookies)
    }

    /// The page for an error, in the languages of the join page. The caller sets the status.
    func page(_ refusal: Refusal, _ choice: LanguageChoice) -> Response {
        let language = choice.best(of: languages[.join] ?? [])
        guard let page = refusals[language]?[refusal] else { preconditionFailure("each is made for every language") }
        return .page(page, language: language, isTrustworthy: false)
    }

    /// The page for an error at the host of a service.
    func page(_ refusal: ServiceRefusal, _ choice: LanguageChoice, home: String?) -> Response {
        atServices.response(refusal, choice, home: home)
    }
}

extension Texts {
    /// `text.waiting.title` -> the text of `waiting.title`
    func value(of place: String) -> String? {
        place.hasPrefix("text.") ? self[String(place.dropFirst("text.".count))] : nil
    }
}
