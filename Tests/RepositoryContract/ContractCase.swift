import Core
public import Rehearsal
import Store

/// One promise that every repository keeps, whatever engine is under it. A test of an engine runs all of them, each on
/// its own empty repository.
public struct ContractCase: Sendable, CustomStringConvertible {
    public let name: String
    public let check: @Sendable (Rehearsal) throws -> Void
    /// Whether it writes rows itself. Then no operation has said what they give.
    public let writesRows: Bool

    init(_ name: String, writesRows: Bool = false, _ check: @escaping @Sendable (Rehearsal) throws -> Void) {
        self.name = name
        self.writesRows = writesRows
        self.check = check
    }

    public var description: String { name }

    public static let all =
        pairings + registrations + peers + credentials + bearers + sessions + appPasswords + areas + services
        + defaultAreas + jobs
        + time + transactions
        + history
        + listening
}

public struct ContractFailure: Error, CustomStringConvertible {
    public let description: String
}

func expect(_ holds: Bool, _ what: String, line: Int = #line, file: StaticString = #fileID) throws {
    guard holds else { throw ContractFailure(description: "\(file):\(line): \(what)") }
}

func expect<Value: Equatable>(
    _ value: Value, is wanted: Value, line: Int = #line, file: StaticString = #fileID
) throws {
    guard value == wanted else { throw ContractFailure(description: "\(file):\(line): \(value) is not \(wanted)") }
}

extension Rehearsal {
    func write<Result: Sendable>(
        _ work: @escaping @Sendable (any Transaction) throws(StorageFailure) -> Result
    ) throws -> Result {
        try repository.write(work).result
    }

    func read<Result: Sendable>(_ work: (any Snapshot) throws(StorageFailure) -> Result) throws -> Result {
        try repository.read(work)
    }

    func eventTypes(after last: Int64 = 0) throws -> [EventType] {
        try events(EventSearch(after: last, limit: 10_000)).map(\.type)
    }

    func events(_ search: EventSearch) throws -> [StoredEvent] { try part(search).events }

    func part(_ search: EventSearch) throws -> FoundEvents {
        try read { store throws(StorageFailure) in try store.events(search) }
    }

    func peer(_ id: PeerID) throws -> PeerRecord {
        guard let peer = try read({ store throws(StorageFailure) in try store.peer(id) }) else {
            throw ContractFailure(description: "no peer \(id)")
        }
        return peer
    }

    func pairing(_ id: PairingID) throws -> Pairing {
        guard let pairing = try read({ store throws(StorageFailure) in try store.pairing(id) }) else {
            throw ContractFailure(description: "no pairing \(id)")
        }
        return pairing
    }
}
