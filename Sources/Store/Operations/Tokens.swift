public import Core

// Bearer tokens, for programs, which have no key. A bearer token acts as its peer, on transports where it is valid.

/// The random values of a bearer token.
public struct BearerDraw: Sendable {
    public let hash: SecretHash
    /// For a new peer. If it is taken, the store uses the next free one.
    public let peer: PeerID

    public init(hash: SecretHash, peer: PeerID) {
        self.hash = hash
        self.peer = peer
    }
}

public struct IssuedToken: Hashable, Sendable {
    public let peer: PeerID
    public let expiresAt: Moment
    /// Whether the peer was created for it.
    public let isForNewPeer: Bool
}

public enum TokenRejection: Error, Hashable, Sendable {
    case peer(PeerRejection)
    case deviceLimit(Int)
    case tooMany(Int)
}

extension Transaction {
    /// Creates the peer and its token, or neither. No token outlives its peer.
    public func issueBearerToken(
        to bearer: TokenBearer, life: Duration?, by initiator: Initiator, draw: BearerDraw,
        reserved: ReservedNames = ReservedNames(), now: Moment, limits: Limits
    ) throws(StorageFailure) -> Result<IssuedToken, TokenRejection> {
        let life = life ?? limits.bearerTokenLife
        let possible = limits.shortestBearerTokenLife...limits.longestPass
        guard possible.contains(life) else {
            let problem = FieldRejection.Problem.outOfRange(
                lowest: possible.lowerBound, highest: possible.upperBound)
            return .failure(.peer(.field(FieldRejection(field: "expires_in", problem: problem))))
        }
        let (peer, isNew): (PeerRecord, Bool)
        switch try holder(of: bearer, by: initiator, draw: draw, reserved: reserved, now: now, limits: limits) {
        case .success(let found): (peer, isNew) = found
        case .failure(let rejection): return .failure(rejection)
        }
        let held = try bearerTokens(of: peer.id).count { now < $0.expiresAt }
        guard held < limits.bearerTokensOfAPeer else { return .failure(.tooMany(limits.bearerTokensOfAPeer)) }
        let end = (now + life as Moment?).earlier(peer.expiresAt) ?? now
        try addBearerToken(draw.hash, of: peer.id, at: now, until: end)
        try append(
            .tokenIssued(NamedPeer(peer.id, peer.name), TokenID(draw.hash), by: initiator, until: end, at: now))
        return .success(IssuedToken(peer: peer.id, expiresAt: end, isForNewPeer: isNew))
    }

    private func holder(
        of bearer: TokenBearer, by initiator: Initiator, draw: BearerDraw, reserved: ReservedNames, now: Moment,
        limits: Limits
    ) throws(StorageFailure) -> Result<(PeerRecord, Bool), TokenRejection> {
        switch bearer {
        case .peer(let id):
            guard let peer = try peer(id) else { return .failure(.peer(.notFound)) }
            return peer.isLive(at: now) ? .success((peer, false)) : .failure(.peer(.ended))
        case .named(let name, let person, let scopes):
            if let peer = try livePeer(named: name) {
                guard !peer.isLive(at: now) else {
                    // The terms of a new peer may differ from what this peer has.
                    guard person == nil, scopes == nil else { return .failure(.peer(.field(.takenName))) }
                    return .success((peer, false))
                }
                _ = try endPeer(peer.id, .expired, by: .agent, now: now)
            }
            do throws(FieldRejection) { try reserved.check(name) } catch { return .failure(.peer(.field(error))) }
            guard try countLivePeers(at: now) < limits.livePeers else {
                return .failure(.deviceLimit(limits.livePeers))
            }
            var id = draw.peer
            while try isTaken(id) { id = id.next }
            try add(
                NewPeer(
                    id: id, name: name, kind: .other, person: person, admittedBy: initiator.inviter,
                    expiresAt: nil, permissions: (scopes ?? .byDefault).members.map { Permission($0) }, areas: []),
                at: now)
            try append(.peerAdded(id, name, by: initiator, at: now))
            guard let peer = try peer(id) else { return .failure(.peer(.notFound)) }
            return .success((peer, true))
        }
    }

    /// Revokes a bearer token or an app password. Returns a rejection if there is none of this id.
    public func withdrawToken(
        _ id: TokenID, of peer: PeerID, by initiator: Initiator, now: Moment
    ) throws(StorageFailure) -> PeerRejection? {
        guard let record = try self.peer(peer) else { return .notFound }
        guard let token = try bearerTokens(of: peer).first(where: { $0.id == id }) else {
            return try revokeAppPassword(id, of: peer, by: initiator, now: now)
        }
        try deleteToken(token.hash)
        try append(.tokenWithdrawn(NamedPeer(peer, record.name), id, by: initiator, at: now))
        return nil
    }
}

extension FieldRejection {
    static let takenName = FieldRejection(field: "name", problem: .taken)
}
