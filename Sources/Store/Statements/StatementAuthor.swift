public import Core
public import Roster

/// Signs what this node says. Without one, a store keeps no statements: a backup that is read, or a test of something else.
public struct StatementAuthor: Sendable {
    public let key: NodeKey
    private let sign: @Sendable ([UInt8]) -> [UInt8]
    private let digest: @Sendable ([UInt8]) -> Octets32

    /// - Parameters:
    ///   - sign: makes a signature of 64 bytes with the node's identity key.
    ///   - digest: SHA-256.
    public init(
        key: NodeKey, sign: @escaping @Sendable ([UInt8]) -> [UInt8],
        digest: @escaping @Sendable ([UInt8]) -> Octets32
    ) {
        self.key = key
        self.sign = sign
        self.digest = digest
    }

    func signed(_ record: Record) -> Signed<Record> {
        let bytes = record.bytes
        let hash = StatementHash(digest(bytes))
        return Signed(Held(record, hash: hash), bytes: bytes, signature: sign(Record.signaturePrefix + bytes))
    }

    func signed(_ taking: Taking) -> Signed<Taking> {
        let bytes = taking.bytes
        let hash = StatementHash(digest(bytes))
        return Signed(Held(taking, hash: hash), bytes: bytes, signature: sign(Taking.signaturePrefix + bytes))
    }

    /// The id of the circle that this node founds.
    func circle(salt: Octets16) -> CircleID {
        CircleID(digest(Array("kith-circle-v1\0".utf8) + key.octets.bytes + salt.bytes))
    }
}

/// A statement as it is stored and passed on: the bytes that were signed, and the signature.
public struct Signed<Statement: Hashable & Sendable>: Hashable, Sendable {
    public let held: Held<Statement>
    public let bytes: [UInt8]
    public let signature: [UInt8]

    public init(_ held: Held<Statement>, bytes: [UInt8], signature: [UInt8]) {
        self.held = held
        self.bytes = bytes
        self.signature = signature
    }
}

/// The circle that a store belongs to.
public struct CircleRecord: Hashable, Sendable {
    public let id: CircleID
    public let founder: NodeKey
    /// With the founder's key it makes the id.
    public let salt: Octets16
    /// The epoch of the store in which everything was last said. A restore begins another one.
    public let saidEpoch: Int64?

    public init(id: CircleID, founder: NodeKey, salt: Octets16, saidEpoch: Int64?) {
        self.id = id
        self.founder = founder
        self.salt = salt
        self.saidEpoch = saidEpoch
    }
}
