public import HTTPMessage
import JSON
public import PairingCore

/// An event as the outside reads it.
public struct EventView: Sendable {
    let id: Int64
    let type: EventType
    let at: Moment
    /// JSON, as it was kept.
    let data: String

    public init(id: Int64, type: EventType, at: Moment, data: String) {
        self.id = id
        self.type = type
        self.at = at
        self.data = data
    }

    var json: JSONValue {
        let data = (try? JSONValue(parsing: Array(data.utf8))) ?? .null
        return ["id": .integer(id), "type": .string(type.rawValue), "at": .string(at.text), "data": data]
    }
}

extension Response {
    /// One page of the history. A cursor into another epoch means nothing.
    public static func events(_ events: [EventView], last: Int64, epoch: Int64) -> Response {
        .json(
            .ok, ["epoch": .integer(epoch), "events": .array(events.map(\.json)), "last_id": .integer(last)])
    }
}
