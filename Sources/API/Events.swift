public import Core
public import HTTPMessage
import JSON

/// An event as clients read it.
public struct EventView: Sendable {
    public let id: Int64
    public let type: EventType
    let at: Moment
    /// The stored JSON.
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

    /// The text that streams send.
    public var text: String { json.text }
}

/// The first message of a stream: where it starts.
public struct Greeting: Sendable {
    /// The number of the last event that the client has, or from which it starts.
    let position: Int64
    let epoch: Int64
    /// The number of the newest event.
    let last: Int64
    let peer: PeerID?
    /// The last number that this client has acknowledged.
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

    /// The number of this event is the position of the stream, so that a client that disconnects now resumes at the
    /// same place.
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

    /// Sent if events that the client should have received are no longer stored.
    public var resync: EventView { view(.resync, ["epoch": .integer(epoch), "last_id": .integer(last)]) }

    private func view(_ type: EventType, _ data: JSONObject) -> EventView {
        EventView(id: position, type: type, at: at, data: JSONValue.object(data).text)
    }
}

/// `{"type": "ack", "id": 812}`: the client has handled the events up to this number.
public struct EventAcknowledgement: Equatable, Sendable {
    public let id: Int64

    /// Returns nil for any other text.
    public init?(_ text: [UInt8]) {
        guard let object = try? JSONValue(parsing: text).object, object.keys.sorted() == ["id", "type"],
            object["type"]?.string == "ack", let id = object["id"]?.integer, id >= 0
        else { return nil }
        self.id = id
    }
}

extension Response {
    /// One page of the history. A cursor of another epoch is invalid. `next` is null on the last page.
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

    /// Tells the peer until when it stays online without another heartbeat.
    public static func online(until moment: Moment) -> Response {
        .json(.ok, ["presence": .string(Presence.online.rawValue), "online_until": .string(moment.text)])
    }
}
