public import Core
public import HTTPMessage
import JSON

/// An event as the outside reads it.
public struct EventView: Sendable {
    public let id: Int64
    public let type: EventType
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

    /// As streams carry it.
    public var text: String { json.text }
}

/// What a stream says of itself before anything else.
public struct Greeting: Sendable {
    /// The client has seen everything up to here, or begins here.
    let position: Int64
    let epoch: Int64
    /// The newest event there is.
    let last: Int64
    let peer: PeerID?
    /// How far this client once said that it is.
    let acknowledged: Int64?
    let heartbeat: Duration
    let at: Moment

    public init(
        position: Int64, epoch: Int64, last: Int64, peer: PeerID?, acknowledged: Int64?, heartbeat: Duration, at: Moment
    ) {
        self.position = position
        self.epoch = epoch
        self.last = last
        self.peer = peer
        self.acknowledged = acknowledged
        self.heartbeat = heartbeat
        self.at = at
    }

    /// Its number is that from which the stream goes on: who breaks off now comes back to the same place.
    public var connected: EventView {
        view(
            .connected,
            [
                "epoch": .integer(epoch), "last_id": .integer(last),
                "peer_id": peer.map { .string($0.description) } ?? .null,
                "acknowledged": acknowledged.map { .integer($0) } ?? .null,
                "heartbeat": .integer(heartbeat.components.seconds),
            ])
    }

    /// Where something that the client should have heard is gone.
    public var resync: EventView { view(.resync, ["epoch": .integer(epoch), "last_id": .integer(last)]) }

    private func view(_ type: EventType, _ data: JSONObject) -> EventView {
        EventView(id: position, type: type, at: at, data: JSONValue.object(data).text)
    }
}

/// `{"type": "ack", "id": 812}`: what a client has dealt with.
public struct EventAcknowledgement: Equatable, Sendable {
    public let id: Int64

    /// Nil for anything else.
    public init?(_ text: [UInt8]) {
        guard let object = try? JSONValue(parsing: text).object, object.keys.sorted() == ["id", "type"],
            object["type"]?.string == "ack", let id = object["id"]?.integer, id >= 0
        else { return nil }
        self.id = id
    }
}

extension Response {
    /// One page of the history. A cursor into another epoch means nothing; `next` is null where there is no more.
    public static func events(_ events: [EventView], next: Int64?, last: Int64, epoch: Int64) -> Response {
        .json(
            .ok,
            [
                "epoch": .integer(epoch), "events": .array(events.map(\.json)), "last_id": .integer(last),
                "next": next.map { .integer($0) } ?? .null,
            ])
    }
}

extension Response {
    /// Opens one stream, once.
    public static func ticket(_ text: String, lifetime: Duration) -> Response {
        var response = Response.json(
            .created, ["ticket": .string(text), "expires_in": .integer(lifetime.components.seconds)])
        response.fields["Cache-Control"] = "no-store"
        return response
    }

    /// The peer counts as online until then.
    public static func online(until moment: Moment) -> Response {
        .json(.ok, ["presence": .string(Presence.online.rawValue), "online_until": .string(moment.text)])
    }
}
