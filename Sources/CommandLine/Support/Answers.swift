import Console
import Core
import JSON

// Fields of a response, for a terminal.
extension JSONObject {
    /// The same with every text cleaned.
    var cleaned: JSONObject {
        var cleaned = JSONObject()
        for key in keys { cleaned[key.cleaned] = self[key]?.cleaned }
        return cleaned
    }

    /// Empty if there is none.
    func text(_ key: String) -> String { self[key]?.string?.cleaned ?? "" }

    func moment(_ key: String) -> Moment? { self[key]?.string.flatMap { Moment(reading: $0) } }

    func objects(_ key: String) -> [JSONObject] { self[key]?.array?.compactMap(\.object) ?? [] }
}

extension JSONValue {
    /// The same with every text cleaned.
    var cleaned: JSONValue {
        switch self {
        case .null, .bool, .integer, .number: self
        case .string(let text): .string(text.cleaned)
        case .array(let elements): .array(elements.map(\.cleaned))
        case .object(let object): .object(object.cleaned)
        }
    }
}
