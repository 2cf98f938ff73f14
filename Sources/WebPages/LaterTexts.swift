import JSON

/// Texts of the join page that few phones show: how a pairing can end, and why a name is refused.
///
/// Each language has a separate file. The page loads it, and the script that inserts them as text, once
/// the PIN is on the screen, or when it needs one. So the way to the PIN has fewer bytes.
struct LaterTexts {
    static let names =
        [
            "nothing.title", "nothing.why", "nothing.todo", "incomplete.title", "incomplete.todo", "mismatch.title",
            "mismatch.why", "mismatch.todo", "passing.title", "passing.todo",
            "forgetful.title", "forgetful.todo", "forgetful.do", "newcode", "newcode.how", "second",
            "name.long", "name.odd", "name.reserved", "name.machine",
        ] + ["unknown", "expired", "used", "over", "cancelled", "attempts"].flatMap { ["\($0).title", "\($0).why"] }

    let asset: PageAsset
    /// The first text that the language lacks. It is an error only if the page loads this file: another page may have
    /// all its texts in itself.
    private let missing: String?
    private let file: String

    init(_ language: String, _ texts: Texts, about node: PageSubject, sha256: ([UInt8]) -> [UInt8]) {
        var object = JSONObject()
        for name in Self.names { object[name] = texts[name].map { .string($0) } }
        file = texts.file
        asset = PageAsset(
            "join.\(language).json", "application/json", Array(JSONValue.object(object).text.utf8), of: node, sha256)
        missing = Self.names.first { texts[$0] == nil }
    }

    func check(_ skeleton: [UInt8]) throws(TemplateError) {
        guard let missing, String(decoding: skeleton, as: UTF8.self).contains("{{asset.texts}}") else { return }
        throw TemplateError(file, "'\(missing)' is missing, which the join page loads later")
    }
}
