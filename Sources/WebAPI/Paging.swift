import API
public import Core
import HTTPMessage

/// Which page of the peers a client wants.
public struct PeerPage: Sendable {
    public static let largest = 500

    /// Whether to include peers that have ended.
    public let includesEnded: Bool
    public let after: PeerID?
    public let limit: Int
    /// Only the peer of this name.
    public let name: Name?

    init(_ request: Request) throws(Problem) {
        var query = try Query(request)
        includesEnded = try query.take("all", readFlag) ?? false
        after = try query.take("after") { PeerID($0) }
        limit = try query.take("limit") { Int($0).flatMap { (1...Self.largest).contains($0) ? $0 : nil } } ?? 100
        name = try query.take("name") { try? Name($0, field: "name") }
        try query.finish()
    }
}

/// Which page of the history a client wants.
public struct EventPage: Sendable {
    public static let largest = 500

    public let after: Int64
    public let before: Int64?
    public let since: Moment?
    public let until: Moment?
    public let peer: PeerID?
    /// Any type if the set is empty.
    public let types: Set<EventType>
    public let newest: Bool
    public let limit: Int

    init(_ request: Request) throws(Problem) {
        var query = try Query(request)
        after = try query.take("after", readNumber) ?? 0
        before = try query.take("before", readNumber)
        since = try query.take("since") { Moment(reading: $0) }
        until = try query.take("until") { Moment(reading: $0) }
        peer = try query.take("peer") { PeerID($0) }
        types = try query.take("type", readTypes) ?? []
        newest = try query.take("newest", readFlag) ?? false
        limit = try query.take("limit") { Int($0).flatMap { (1...Self.largest).contains($0) ? $0 : nil } } ?? 100
        try query.finish()
    }
}

private func readNumber(_ text: String) -> Int64? { Int64(text).flatMap { $0 >= 0 ? $0 : nil } }

private func readFlag(_ text: String) -> Bool? { text == "true" ? true : text == "false" ? false : nil }

/// Only types that the history can hold: any other word is a typing mistake.
private func readTypes(_ text: String) -> Set<EventType>? {
    let types = text.split(separator: ",", omittingEmptySubsequences: false).map { EventType(rawValue: String($0)) }
    guard types.allSatisfy({ $0.map { !$0.isOfTheStream } ?? false }) else { return nil }
    return Set(types.compactMap { $0 })
}

/// The fields of a query, read one by one. Fields that are left over are an error, as in a body.
struct Query {
    private var fields: [FormFields.Field]

    init(_ request: Request) throws(Problem) {
        guard let all = request.target.query?.all else { throw .malformed("The query cannot be decoded") }
        self.init(all)
    }

    init(_ fields: [FormFields.Field]) { self.fields = fields }

    mutating func take<Value>(_ name: String, _ read: (String) -> Value?) throws(Problem) -> Value? {
        guard let place = fields.firstIndex(where: { $0.name == name }) else { return nil }
        let value = fields.remove(at: place)
        guard !fields.contains(where: { $0.name == name }), let read = read(value.value) else {
            throw .field(FieldRejection(field: name, problem: .unknownValue))
        }
        return read
    }

    func finish() throws(Problem) {
        guard let stranger = fields.first else { return }
        throw .field(FieldRejection(field: UserAgent(cleaning: stranger.name).text, problem: .unknownField))
    }
}
