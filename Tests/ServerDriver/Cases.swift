import HTTPMessage
import JSON
import WireCases

extension WireCase {
    /// For tests in other languages: what to send, in hex, and what becomes of it.
    var json: JSONValue {
        var told = JSONObject()
        told["name"] = .string(description)
        told["raw"] = .string(hex(raw))
        switch expected {
        case .incomplete: told["expected"] = .string("incomplete")
        case .refused(let status):
            told["expected"] = .string("refused")
            told["status"] = .integer(Int64(status.code))
        case .complete(let request, let keepsAlive, let left):
            told["expected"] = .string("complete")
            told["method"] = .string(request.method.name)
            told["target"] = .string(request.target.description)
            told["fields"] = .integer(Int64(request.fields.all.count))
            told["body_bytes"] = .integer(Int64(request.body.count))
            told["keeps_alive"] = .bool(keepsAlive)
            told["left"] = .integer(Int64(left))
        }
        return .object(told)
    }
}
