public import Core
import JSON

/// The `data` of an event as JSON. The store keeps this text, and streams send it. Every engine uses it.
public enum EventJSON {
    /// A fact holds no secret, so this holds none either.
    public static func data(of details: FactDetails) -> String {
        var object = JSONObject()
        for field in details.fields { object[field.name] = field.value.json }
        return JSONValue.object(object).text
    }
}

extension EventField.Value {
    fileprivate var json: JSONValue {
        switch self {
        case .text(let text): .string(text)
        case .texts(let texts): .array(texts.map { .string($0) })
        case .integer(let number): .integer(number)
        case .none: .null
        }
    }
}
