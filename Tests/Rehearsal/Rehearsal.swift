public import Core
import Seeded
public import Store
import Synchronization

/// Plays the join flow on a repository, with invented devices: for tests, drivers and measurements.
public struct Rehearsal: Sendable {
    public let repository: any Repository
    public var limits: Limits

    public init(on repository: any Repository, limits: Limits = Limits()) {
        self.repository = repository
        self.limits = limits
    }

    public struct Started: Sendable {
        public let id: PairingID
        public let tokenHash: SecretHash
        public let secret: JoinSecret
    }

    public func start(
        _ terms: PairingTerms = PairingTerms(), by inviter: Inviter = .nodeOperator, at now: Moment = .start
    ) throws -> Started {
        let draw = PairingDraw(id: fresh(), tokenHash: .fresh, secret: JoinSecret(Octets16(using: &chance)))
        let limits = limits
        _ = try repository.write { transaction throws(StorageFailure) in
            try transaction.startPairing(terms, by: Initiator(inviter), draw: draw, now: now, limits: limits)
        }.result.get()
        return Started(id: draw.id, tokenHash: draw.tokenHash, secret: draw.secret)
    }

    public func claim(
        _ started: Started, _ device: Device, proofIsGood: Bool = true, at now: Moment = .start
    ) throws -> (pairing: Pairing, result: ClaimResult)? {
        try claim(tokenHash: started.tokenHash, device, proofIsGood: proofIsGood, at: now)
    }

    public func claim(
        tokenHash: SecretHash, _ device: Device, proofIsGood: Bool = true, at now: Moment = .start
    ) throws -> (pairing: Pairing, result: ClaimResult)? {
        let ticket = ClaimTicket(
            pin: Pin(using: &chance), claim: ClaimSecret(using: &chance), claimHash: .fresh)
        let request = ClaimRequest(tokenHash: tokenHash, claimant: device.claimant, ticket: ticket) { _ in proofIsGood }
        return try repository.write { transaction throws(StorageFailure) in
            try transaction.claim(request, now: now)
        }.result
    }

    public func verify(
        _ id: PairingID, _ pin: Pin?, _ answer: ConflictAnswer? = nil, in surroundings: Surroundings = Surroundings(),
        tokenHash: SecretHash = .fresh, at now: Moment = .start
    ) throws -> VerifyResult? {
        let draw = RegistrationDraw(peer: fresh(), tokenHash: tokenHash)
        let attempt = VerifyAttempt(pin: pin, onConflict: answer)
        let limits = limits
        return try repository.write { transaction throws(StorageFailure) in
            try transaction.verify(id, attempt, in: surroundings, draw: draw, now: now, limits: limits)
        }.result
    }

    /// Up to the PIN on the screen.
    public func connect(
        _ device: Device, _ terms: PairingTerms = PairingTerms(), at now: Moment = .start
    ) throws -> (started: Started, ticket: ClaimTicket) {
        let started = try start(terms, at: now)
        guard case .accepted(let ticket) = try claim(started, device, at: now)?.result else {
            throw RehearsalError("the first claim was not accepted")
        }
        return (started, ticket)
    }

    /// The whole of it.
    public func admit(
        _ device: Device = .fresh(), _ terms: PairingTerms = PairingTerms(), _ answer: ConflictAnswer? = nil,
        tokenHash: SecretHash = .fresh, at now: Moment = .start
    ) throws -> Registration {
        let (started, ticket) = try connect(device, terms, at: now)
        let result = try verify(started.id, ticket.pin, answer, tokenHash: tokenHash, at: now)
        guard case .registered(let registration) = result else {
            throw RehearsalError("not registered but \(String(describing: result))")
        }
        return registration
    }
}

public struct RehearsalError: Error, CustomStringConvertible {
    public let description: String
    public init(_ description: String) { self.description = description }
}

/// An invented phone.
public struct Device: Sendable {
    public var key: PublicKey
    public var keyIsProved = false
    public var origin = KeyOrigin.plainHTTP
    public var address: HostAddress
    public var nodeAddress: HostAddress?
    public var userAgent = UserAgent(
        cleaning: """
            Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) \
            Version/17.5 Mobile/15E148 Safari/604.1
            """)
    public var name: Name?

    /// A key and an address that no other has.
    public static func fresh() -> Device {
        guard let address = HostAddress([0xFD] + Octets16.fresh.bytes.dropFirst()) else {
            preconditionFailure("sixteen bytes are an address")
        }
        return Device(key: PublicKey(Octets32(using: &chance)), address: address)
    }

    public var claimant: Claimant {
        Claimant(
            key: key, keyIsProved: keyIsProved, keyOrigin: origin, address: address, userAgent: userAgent,
            nodeAddress: nodeAddress, proposedName: name)
    }
}

extension Octets16 {
    public static var fresh: Octets16 { Octets16(using: &chance) }
}

extension Octets32 {
    public static var fresh: Octets32 { Octets32(using: &chance) }
}

extension SecretHash {
    public static var fresh: SecretHash { SecretHash(Octets32(using: &chance)) }
}

extension Moment {
    /// 2026-11-20T10:30:00Z
    public static let start = Moment(milliseconds: 1_795_170_600_000)
}

/// A new id, as if a millisecond had passed since the last one.
public func fresh<ID: Identifier>() -> ID {
    ID(at: .start + .milliseconds(made.wrappingAdd(1, ordering: .relaxed).newValue), using: &chance)
}

private let made = Atomic<Int64>(0)

/// Only that two differ matters here, on any thread and in any process. The system's generator would ask the kernel for
/// every word, and be measured too.
struct Chance: RandomNumberGenerator {
    private static let state = Atomic<UInt64>(UInt64.random(in: 0...UInt64.max))

    mutating func next() -> UInt64 {
        mixed(Self.state.wrappingAdd(0x9E37_79B9_7F4A_7C15, ordering: .relaxed).newValue)
    }
}

var chance: Chance {
    get { Chance() }
    set {}
}
