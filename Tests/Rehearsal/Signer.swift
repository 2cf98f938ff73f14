public import Core
public import Credentials
import Roster
public import Store

/// A node that signs what its store changes.
public struct Signer: Sendable {
    public let key: SigningKey

    public init(_ number: UInt8 = 7) {
        key = SigningKey(seed: Octets32([UInt8](repeating: number, count: 32)) ?? .zero)
    }

    public var author: StatementAuthor {
        StatementAuthor(
            key: NodeKey(key.publicKey.octets), sign: { [key] in key.sign($0) }, digest: { SHA256.hash($0) })
    }

    /// Founds a circle, and signs from now on.
    public func begin(in store: any OpenStore) throws(StorageFailure) {
        store.sign(as: author)
        guard let salt = Octets16([UInt8](repeating: 9, count: 16)) else { return }
        _ = try store.write { store throws(StorageFailure) in try store.sayEverything(salt: salt, now: .start) }
    }

    /// What is wrong with the statements of a store: a wrong hash or signature, or a table that says something else.
    public func faults(in store: any Repository, at now: Moment = .start + .days(5_000)) throws(StorageFailure)
        -> [String]
    {
        try store.read { store throws(StorageFailure) in
            var faults = try store.rosterDifferences(at: now)
            for record in try store.records(after: nil, limit: .max) {
                faults += check(record.held.hash, record.bytes, Record.signaturePrefix, record.signature)
            }
            for taking in try store.takings(after: nil, limit: .max) {
                faults += check(taking.held.hash, taking.bytes, Taking.signaturePrefix, taking.signature)
            }
            return faults
        }
    }

    private func check(_ hash: StatementHash, _ bytes: [UInt8], _ prefix: [UInt8], _ signature: [UInt8]) -> [String] {
        let isSigned = Ed25519.verify(signature: signature, message: prefix + bytes, key: key.publicKey)
        return (hash.octets == SHA256.hash(bytes) ? [] : ["a wrong hash"]) + (isSigned ? [] : ["a wrong signature"])
    }
}
