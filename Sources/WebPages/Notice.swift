/// A page that says one thing, and what to do: the values for `notice.html`.
struct Notice {
    static let file = "notice.html"

    /// The name of its texts, if none is given below.
    let name: String
    /// Names of texts that belong to another notice.
    var why: String?
    var todo: String?
    /// The class in the style sheet.
    let look: String
    var pin = ""
    /// The name of the text of a link to the device's own page, if there is one.
    var way: String?

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
                case "notice.way": way.map { texts[$0] } ?? ""
                default: values[place]
                }
            }, missing: "\(texts.file), as \(name)")
        return slimmed(page, .page)
    }
}
