import Core
import Roster

// What this node gives and takes, as signed statements, in the transaction that changes it. Each operation that changes a
// thing says it again. `rosterDifferences` finds what was forgotten.

/// What an operation needs to say something. Nil if the store keeps no statements.
private struct Speaker {
    let author: StatementAuthor
    let circle: CircleID

    func thing(_ peer: PeerID) -> Thing { .peer(UInt64(bitPattern: peer.number), of: author.key) }
    func thing(_ area: AreaID) -> Thing { .area(UInt64(bitPattern: area.number), of: author.key) }
    func thing(_ service: ServiceID) -> Thing { .service(UInt64(bitPattern: service.number), of: author.key) }
    func thing(_ token: TokenID) -> Thing { .token(UInt64(bitPattern: token.number), of: author.key) }

    func giver(_ initiator: Initiator) -> Giver {
        if case .peer(let peer) = initiator { .peer(thing(peer)) } else { .operatorHere }
    }
}

extension Transaction {
    private func speaker() throws(StorageFailure) -> Speaker? {
        guard let author, let circle = try circle() else { return nil }
        return Speaker(author: author, circle: circle.id)
    }

    /// Says again what this node gives of a peer that has changed.
    func say(_ id: PeerID, by initiator: Initiator, now: Moment) throws(StorageFailure) {
        guard let speaker = try speaker(), let peer = try peer(id), peer.ending == nil else { return }
        let thing = speaker.thing(id)
        let records = try records(of: thing)
        let own = try keys(of: id).map { PeerContent.Key($0.key, $0.origin, place: $0.nodeAddress?.description ?? "") }
        var takings = try takings(of: thing)
        for key in own { takings += try self.takings(of: .deviceKey(key.key)) }
        takings += try self.takings(of: .person)
        let content = PeerContent(
            name: peer.name, kind: peer.kind, person: peer.person, createdAt: peer.createdAt, until: peer.expiresAt,
            keys: own, scopes: try permissions(of: id), areas: try areas(of: id).map(speaker.thing))
        // A peer cannot vouch for itself: its own changes are those that the operator allows it.
        let giver = initiator == .peer(id) ? Giver.operatorHere : speaker.giver(initiator)
        let restating = Restating(
            thing, by: speaker.author.key, for: giver, records: records, taken: KnownTakings(takings), now: now)
        let saying = try generations { () throws(NoGenerationLeft) in try restating.peer(content) }
        try say(thing, .peer(saying.body), saying.takings, after: records, by: giver, speaker, now)
    }

    /// The peer was revoked or has left. Whatever bears one of its keys ends with it.
    func sayEnd(of id: PeerID, by initiator: Initiator, now: Moment) throws(StorageFailure) {
        guard let speaker = try speaker() else { return }
        let thing = speaker.thing(id)
        let records = try records(of: thing)
        var due = [DueTaking(.end, Taking.Target(thing))]
        for body in records.map(\.body) {
            guard case .peer(let peer) = body else { continue }
            for key in peer.keys where !due.contains(where: { $0.target == .key(key.key) }) {
                let known = KnownTakings(try takings(of: .deviceKey(key.key)))
                if let block = try generations({ () throws(NoGenerationLeft) in try known.blocking(key) }) {
                    due.append(block)
                }
            }
        }
        try take(due, by: speaker.giver(initiator), speaker, now)
    }

    /// All peers of this person end, also those that another node admits at the same time.
    func sayEnd(ofPerson person: Name, by initiator: Initiator, now: Moment) throws(StorageFailure) {
        guard let speaker = try speaker() else { return }
        let target = Taking.Target.person(Array(person.folded.utf8))
        let known = KnownTakings(try takings(of: .person))
        let due = try generations { () throws(NoGenerationLeft) in try known.ending(target) }
        try take([due], by: speaker.giver(initiator), speaker, now)
    }

    func say(_ id: AreaID, by initiator: Initiator, now: Moment) throws(StorageFailure) {
        guard let speaker = try speaker(), let area = try area(id) else { return }
        let thing = speaker.thing(id)
        let records = try records(of: thing)
        let content = AreaContent(
            name: area.name, isEnabled: area.isEnabled, services: area.services.map(speaker.thing))
        let giver = speaker.giver(initiator)
        let restating = Restating(
            thing, by: speaker.author.key, for: giver, records: records, taken: KnownTakings(try takings(of: thing)),
            now: now)
        let saying = try generations { () throws(NoGenerationLeft) in try restating.area(content) }
        try say(thing, .area(saying.body), saying.takings, after: records, by: giver, speaker, now)
    }

    func say(_ id: ServiceID, by initiator: Initiator, now: Moment) throws(StorageFailure) {
        guard let speaker = try speaker(), let service = try service(id) else { return }
        let thing = speaker.thing(id)
        let records = try records(of: thing)
        let giver = speaker.giver(initiator)
        let restating = Restating(
            thing, by: speaker.author.key, for: giver, records: records, taken: KnownTakings(try takings(of: thing)),
            now: now)
        let body = try generations { () throws(NoGenerationLeft) in
            try restating.service(named: service.name, at: service.url.description)
        }
        try say(thing, .service(body), after: records, by: giver, speaker, now)
    }

    /// A bearer token or an app password. It never changes.
    func say(
        _ kind: TokenBody.Kind, _ hash: SecretHash, named name: Name, of peer: PeerID, until: Moment?,
        by initiator: Initiator, now: Moment
    ) throws(StorageFailure) {
        guard let speaker = try speaker() else { return }
        let giver = speaker.giver(initiator)
        let body = TokenBody(
            kind: kind, name: name, hash: hash, peer: speaker.thing(peer), issuedAt: now, until: until,
            giving: Giving(.first, by: giver))
        try say(speaker.thing(TokenID(hash)), .token(body), after: [], by: giver, speaker, now)
    }

    func sayEnd(of area: AreaID, by initiator: Initiator, now: Moment) throws(StorageFailure) {
        try remove(by: initiator, now) { $0.thing(area) }
    }

    func sayEnd(of service: ServiceID, by initiator: Initiator, now: Moment) throws(StorageFailure) {
        try remove(by: initiator, now) { $0.thing(service) }
    }

    /// Final: nothing gives a token again.
    func sayEnd(of token: TokenID, by initiator: Initiator, now: Moment) throws(StorageFailure) {
        guard let speaker = try speaker() else { return }
        let due = DueTaking(.withdraw, Taking.Target(speaker.thing(token)))
        try take([due], by: speaker.giver(initiator), speaker, now)
    }

    private func remove(
        by initiator: Initiator, _ now: Moment, _ thing: (Speaker) -> Thing
    ) throws(StorageFailure) {
        guard let speaker = try speaker() else { return }
        let (thing, giver) = (thing(speaker), speaker.giver(initiator))
        let restating = Restating(
            thing, by: speaker.author.key, for: giver, records: try records(of: thing),
            taken: KnownTakings(try takings(of: thing)), now: now)
        guard let due = try generations({ () throws(NoGenerationLeft) in try restating.removal() }) else { return }
        try take([due], by: giver, speaker, now)
    }

    private func say(
        _ thing: Thing, _ body: RecordBody, _ takings: [DueTaking] = [], after records: [Record], by giver: Giver,
        _ speaker: Speaker, _ now: Moment
    ) throws(StorageFailure) {
        try take(takings, by: giver, speaker, now)
        let own = records.first { $0.author == speaker.author.key }
        guard own?.body != body else { return }
        // Another program wrote a version at the end of the range, or there is none: nothing that kith does comes here.
        guard let version = Version.following(own?.version, at: now.milliseconds) else { return }
        let record = Record(
            circle: speaker.circle, author: speaker.author.key, thing: thing, version: version, body: body)
        try keep(speaker.author.signed(record))
    }

    private func take(
        _ takings: [DueTaking], by giver: Giver, _ speaker: Speaker, _ now: Moment
    ) throws(StorageFailure) {
        for due in takings {
            let taking = Taking(
                circle: speaker.circle, author: speaker.author.key, kind: due.kind, target: due.target,
                generation: due.generation, at: now, by: giver)
            try keep(speaker.author.signed(taking))
        }
    }

    /// Numbers that are used up fail the operation: it would promise what no other node accepts.
    private func generations<Value>(
        _ make: () throws(NoGenerationLeft) -> Value
    ) throws(StorageFailure) -> Value {
        do throws(NoGenerationLeft) { return try make() } catch {
            throw StorageFailure(
                .exhausted, file: "the roster", cause: "another node has used up the numbers of this change",
                remedy: "Restore a backup from before that, or found a new circle")
        }
    }
}
