import Core
import Store

// A pairing as a row. Secrets have their own columns, which are empty in a final state.

/// The columns that change with the state. Nil is NULL.
struct PairingColumns {
    var secret: [UInt8]?
    var claimant: Claimant?
    /// Only the key stays when a device is registered.
    var key: PublicKey?
    var pin: Int64?
    var claim: Octets32?
    var claimHash: SecretHash?
    var wrongPins = 0
    var askedAbout: PeerID?
    var peer: PeerID?
    var failure: String?
    var finishedAt: Moment?

    init(_ state: PairingState) {
        switch state {
        case .tokenCreated(let created): secret = created.secret.octets.bytes
        case .deviceConnected(let connected): setOpen(connected)
        case .pinVerified(let verified):
            setOpen(verified.connected)
            askedAbout = verified.askedAbout
        case .deviceRegistered(let registered):
            key = registered.key
            claimHash = registered.claimHash
            peer = registered.peer
            finishedAt = registered.at
        case .failed(let failure):
            self.failure = failure.reason.rawValue
            claimHash = failure.claimHash
            finishedAt = failure.at
        }
    }

    private mutating func setOpen(_ connected: DeviceConnected) {
        secret = connected.invitation.secret.octets.bytes
        claimant = connected.claimant
        key = connected.claimant.key
        pin = Int64(connected.ticket.pin.value)
        claim = connected.ticket.claim.octets
        claimHash = connected.ticket.claimHash
        wrongPins = connected.wrongPins
    }
}

/// Reads a row in the order of `PairingQuery.columns`.
func readPairing(_ row: inout Row) throws(StorageFailure) -> Pairing {
    let id: PairingID = try row.identifier()
    let tokenHash = try row.hash()
    let state: PairingState.Name = try row.word()
    let invitedBy = row.inviter()
    let createdAt = try row.moment()
    let expiresAt = try row.moment()
    let terms = try readTerms(&row)
    return Pairing(
        restored: id, tokenHash: tokenHash, terms: terms, invitedBy: invitedBy, createdAt: createdAt,
        expiresAt: expiresAt, state: try readState(state, &row))
}

private func readTerms(_ row: inout Row) throws(StorageFailure) -> PairingTerms {
    PairingTerms(
        life: row.optionalInteger().map { .milliseconds($0) }, name: row.optionalName(), person: row.optionalName(),
        peer: row.optionalIdentifier(), scopes: Scopes(rawValue: UInt8(truncatingIfNeeded: try row.integer())),
        areas: try row.value(row.optionalBytes(), areas(packed:)),
        passLength: row.optionalInteger().map { .milliseconds($0) })
}

private func readState(_ name: PairingState.Name, _ row: inout Row) throws(StorageFailure) -> PairingState {
    let secret = try row.optionalValue(row.optionalBytes()) { Octets16($0) }
    let key = try row.optionalOctets().map(PublicKey.init)
    let claimant = try readClaimant(key, &row)
    let pin = try row.optionalValue(row.optionalInteger()) { UInt32(exactly: $0).flatMap { Pin($0) } }
    let claim = try row.optionalOctets().map(ClaimSecret.init)
    let claimHash = try row.optionalHash()
    let wrongPins = Int(try row.integer())
    let askedAbout: PeerID? = row.optionalIdentifier()
    let peer: PeerID? = row.optionalIdentifier()
    let failure: PairingFailure.Reason? = try row.optionalWord()
    let finishedAt = row.optionalMoment()

    let invitation = secret.map { TokenCreated(restoredSecret: JoinSecret($0)) }
    var connected: DeviceConnected?
    if let invitation, let claimant, let pin, let claim, let claimHash {
        let ticket = ClaimTicket(pin: pin, claim: claim, claimHash: claimHash)
        connected = DeviceConnected(restored: invitation, claimant: claimant, ticket: ticket, wrongPins: wrongPins)
    }
    switch name {
    case .tokenCreated:
        if let invitation { return .tokenCreated(invitation) }
    case .deviceConnected:
        if let connected { return .deviceConnected(connected) }
    case .pinVerified:
        if let connected { return .pinVerified(PinVerified(restored: connected, askedAbout: askedAbout)) }
    case .deviceRegistered:
        if let peer, let key, let claimHash, let finishedAt {
            return .deviceRegistered(
                DeviceRegistered(restoredPeer: peer, key: key, claimHash: claimHash, at: finishedAt))
        }
    case .failed:
        if let failure, let finishedAt {
            return .failed(PairingFailure(restoredReason: failure, claimHash: claimHash, at: finishedAt))
        }
    }
    throw row.damaged()
}

private func readClaimant(_ key: PublicKey?, _ row: inout Row) throws(StorageFailure) -> Claimant? {
    let isProved = row.optionalInteger()
    let origin: KeyOrigin? = try row.optionalWord()
    let address = try row.optionalAddress()
    let userAgent = row.optionalText()
    let name = row.optionalName()
    let nodeAddress = try row.optionalAddress()
    guard let key, let isProved, let origin, let address, let userAgent else { return nil }
    return Claimant(
        key: key, keyIsProved: isProved != 0, keyOrigin: origin, address: address,
        userAgent: UserAgent(trusted: userAgent), nodeAddress: nodeAddress, proposedName: name)
}

/// Eight bytes for each id, sorted, so that equal sets are equal bytes.
func packed(_ areas: Set<AreaID>) -> [UInt8] {
    areas.sorted().flatMap { area in
        (0..<8).map { UInt8(truncatingIfNeeded: area.number >> (56 - 8 * Int64($0))) }
    }
}

private func areas(packed bytes: [UInt8]) -> Set<AreaID>? {
    guard bytes.count.isMultiple(of: 8) else { return nil }
    return Set(
        stride(from: 0, to: bytes.count, by: 8).map { start in
            AreaID(number: bytes[start..<(start + 8)].reduce(0) { $0 << 8 | Int64($1) })
        })
}
