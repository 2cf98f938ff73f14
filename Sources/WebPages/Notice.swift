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
    /// How often the PIN may still be typed, once it was wrong.
    var attemptsLeft: Int?
    /// The name of the text of a link to the device's own page, if there is one.
    var way: String?
    /// Where that page is, from another host.
    var home = ""

    /// With "#" for the number in the text.
    private func wrongPin(_ texts: Texts) -> String? {
        guard let attemptsLeft else { return "" }
        return texts["news.wrong"].map { $0.replacing("#", with: "\(attemptsLeft)") }
    }

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
                case "notice.news": wrongPin(texts)
                case "notice.way": way.map { texts[$0] } ?? ""
                case "notice.home": home
                default: values[place]
                }
            }, missing: "\(texts.file), as \(name)")
        return slimmed(page, .page)
    }
}
