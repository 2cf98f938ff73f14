/// A page that says one thing, and what to do: what stands in the places of `notice.html`.
struct Notice {
    static let file = "notice.html"

    /// Of its texts, and where one of them is missing.
    let name: String
    /// Names of texts, where they are not its own.
    var why: String?
    var todo: String?
    /// Of the skeleton's style.
    let look: String
    var pin = ""

    /// As UTF-8.
    func page(_ skeleton: Template, _ texts: Texts, _ values: [String: String]) throws(TemplateError) -> [UInt8] {
        let page = try skeleton.filled(
            with: { place in
                switch place {
                case "notice.title": texts["\(name).title"]
                case "notice.why": texts[why ?? "\(name).why"]
                case "notice.todo": texts[todo ?? "\(name).todo"]
                case "notice.look": look
                case "notice.pin": pin
                default: values[place]
                }
            }, missing: "\(texts.file), as \(name)")
        return slimmed(page, .page)
    }
}
