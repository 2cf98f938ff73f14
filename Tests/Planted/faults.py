"""Faults that are planted in Access, Live, Handlers and Roster to see whether the modules' own tests find them: scripts/check-planted.

Each replaces one expression, or a few that belong together, by one that is wrong. All are built into one copy of the
modules, as `isPlanted("NAME") ? wrong : right`, so the copy behaves correctly unless a variable names a fault.
"""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Edit:
    # Below Sources.
    file: str
    right: str
    wrong: str
    # The text before `right`, if `right` occurs more than once.
    before: str = ""


@dataclasses.dataclass(frozen=True)
class Fault:
    module: str
    # What the faulty module does.
    what: str
    edits: tuple[Edit, ...]

    @property
    def name(self):
        return f"{self.module}: {self.what}"


def fault(file, what, right, wrong, before=""):
    return Fault(file.split("/")[0], what, (Edit(file, right, wrong, before),))


AUTHENTICATOR, TICKETS = "Access/Authenticator.swift", "Access/Tickets.swift"
CALLER, FORWARD = "Access/ForwardCaller.swift", "Handlers/ForwardHandlers.swift"
CONTROL, SOURCE = "Access/AccessControl.swift", "Access/RequestSource.swift"
MEMBERSHIP, FOLDING, COUNTING = (f"Roster/Fold/{name}.swift" for name in ("Membership", "Folding", "Counting"))
RECORD, TAKING = "Roster/Statements/Record.swift", "Roster/Statements/Taking.swift"
GENERATION = "Roster/Values/Generation.swift"
HUB, QUESTION, DIRECTORY = "Live/EventHub.swift", "Live/EventQuestion.swift", "Live/SubscriptionDirectory.swift"
DESK, PRESENCES = "Live/OutcomeDesk.swift", "Live/Presences.swift"
HASHED = "let hash = token.hash\n            guard let standing = try standings.ofToken(hash, in: repository), "
SESSION_SCOPES = "else { throw Problem.invalidSession }\n        let scopes = standing.scopes(by: "
APP_GUARD = "now: Moment\n    ) throws -> ForwardCaller {\n        guard "
HOLDER = "let checked = try check(proof, of: request, from: origin, token: hash)\n            guard "

FAULTS = (
    # Proofs and nonces.
    Fault(
        "Access",
        "a nonce is valid from any address",
        (
            Edit(AUTHENTICATOR, "place.bytes", "[]", "nonces.mint(now: elapsed(), for: "),
            Edit(AUTHENTICATOR, "origin.place.bytes", "[]"),
        ),
    ),
    Fault("Access", "a nonce never expires", (Edit("Credentials/NonceMint.swift", "now < expires", "true"),)),
    fault(AUTHENTICATOR, "a proof with a token is valid twice", "remember(checked, of: standing.peer)", "()"),
    fault(AUTHENTICATOR, "a proof of any key comes with a token", "checked.key == key", "true", HOLDER),
    fault(AUTHENTICATOR, "a proof is valid with any token", "hash", "nil", "of: request, from: origin, token: "),
    fault(
        AUTHENTICATOR,
        "a stranger's proof is valid again for the peer",
        "usedByStrangers.withLock { $0.remembers(jti: proof.jti, peer: proof.key) }",
        "false",
    ),
    fault(
        AUTHENTICATOR,
        "a claimant's proof is valid again for the peer",
        "usedByClaimants.withLock { $0.remembers(jti: proof.jti, peer: proof.key) }",
        "false",
    ),
    fault(
        AUTHENTICATOR,
        "a claimant's proof is valid for a second claim",
        "usedByClaimants.withLock({ $0.remembers(jti: checked.jti, peer: key) })",
        "false",
    ),
    fault(AUTHENTICATOR, "a full memory stops claims", "error == .tooManyProofs", "false"),
    fault(
        AUTHENTICATOR,
        "a refused request leaves its proof valid",
        "peer(request, from: origin, in: repository, now: now)",
        "nil",
        "_ = try ",
    ),
    # Tokens, keys and sessions.
    fault(AUTHENTICATOR, "a bearer token is valid over plain HTTP", "origin.transport.accepts(.bearer)", "true"),
    fault(AUTHENTICATOR, "a cookie is valid over plain HTTP", "origin.transport.accepts(.cookie)", "true"),
    fault(AUTHENTICATOR, "a token of a key is valid without a proof", "standing.key == nil", "true"),
    fault(
        AUTHENTICATOR,
        "an expired bearer token is valid",
        "standing.isLive(at: now)",
        "true",
        "standing.key == nil, ",
    ),
    fault(AUTHENTICATOR, "an expired token of a key is valid", "standing.isLive(at: now)", "true", HASHED),
    fault(AUTHENTICATOR, "an expired session is valid", "standing.isLive(at: now)", "true", "standing.purpose == .kith, "),
    fault(AUTHENTICATOR, "the cookie for proxies is valid here", "standing.purpose == .kith", "true"),
    fault(AUTHENTICATOR, "the key of an ended guest is valid", "holder.isLive(at: now)", "true"),
    fault(AUTHENTICATOR, "a proof carries admin over plain HTTP", "origin.transport", ".tls", "by: .dpop, over: "),
    fault(AUTHENTICATOR, "a key made over plain HTTP carries admin", "keyOrigin", ".secure", "keyMadeOn: "),
    fault(AUTHENTICATOR, "a cookie carries admin", ".cookie", ".dpop", SESSION_SCOPES),
    fault("Access/CommittedCache.swift", "a revoked token is remembered", "memory.commits != commits", "false"),
    # Requests to services.
    fault(CALLER, "a session of one host is valid at another", "standing.host == host", "true"),
    fault(CALLER, "an ended session opens services", "standing.isLive(at: now)", "true", "standing.host == host, "),
    fault(CALLER, "an ended app password opens services", "standing.isLive(at: now)", "true", "beforeSearching), "),
    fault(CALLER, "an app password is valid in the clear", "origin.transport == .tls", "true", APP_GUARD),
    fault(CALLER, "an app password carries more than use", "intersection(.use)", "intersection(.all)", "over: .tls, at: now)."),
    fault(CALLER, "kith's own session opens services", "standing.purpose == .forward", "true"),
    fault(CALLER, "a cookie carries more than use", "intersection(.use)", "intersection(.all)", "over: transport, at: now)."),
    fault(SOURCE, "anybody may ask under the name of a service", "isProxied", "true", "isForService = !isOwn && "),
    fault(FORWARD, "a field that looks like kith's passes", "ServiceField.isImitated(in: asked.request.fields)", "false"),
    fault(FORWARD, "a service of another area opens",
          "areas.access(assigned: card.areas, scopes: scopes) == .allowed", "true", "} ?? []\n        guard "),
    fault(FORWARD, "a disabled area opens", "area?.access(assigned: card.areas, scopes: scopes) ?? .notAssigned",
          "area == nil ? .notAssigned : .allowed"),
    fault(FORWARD, "a device without use opens services", "scopes.contains(.use)", "true"),
    fault(FORWARD, "the proxy passes kith's token on", "!carriers.contains(.authorization)", "true"),
    fault(FORWARD, "a code comes without TLS", "asked.origin.transport == .tls, body.service.isTLS", "true"),
    # Tickets.
    Fault(
        "Access",
        "a ticket is valid twice",
        (Edit("Credentials/TicketDesk.swift", "remove(hash, of: ticket.peer)", "()", "else { return nil }\n        "),),
    ),
    Fault(
        "Access",
        "a ticket is valid from any address",
        (
            Edit(TICKETS, "origin.place", ".loopback", "let place = "),
            Edit(TICKETS, "origin.place", ".loopback", "redeem(text, at: "),
        ),
    ),
    fault(TICKETS, "a cookie's ticket is valid over plain HTTP", "origin.transport.accepts(.cookie)", "true"),
    fault(TICKETS, "a bearer's ticket is valid over plain HTTP", "origin.transport.accepts(.bearer)", "true"),
    fault(TICKETS, "a ticket carries admin over plain HTTP", "origin.transport.cap", ".all"),
    fault(TICKETS, "a ticket outlives its credential", "store.isValid(peer.credential, of: peer.id, at: now)", "true"),
    # Where a request comes from.
    fault(SOURCE, "every client is a trusted proxy", "rules.trusts(peerAddress)", "true"),
    fault(SOURCE, "the first forwarded address is believed", "clients.reversed()", "Array(clients)"),
    fault(SOURCE, "any user of the machine is the machine", "users.include(owner.user)", "true"),
    fault(SOURCE, "a proxy on the machine is the machine", "!forwarded.isPresent", "true"),
    fault(
        SOURCE,
        "the node answers for any host",
        "isOfMachine || isOfCertificate || rules.includes(authority)",
        "true",
    ),
    fault(SOURCE, "a certificate that nobody verifies is TLS", "isTLS, isCovered, isDirect", "isTLS, isDirect"),
    fault(SOURCE, "a proxy that nobody trusts reports TLS", "isTLS, isCovered, isDirect", "isTLS, isCovered"),
    fault(SOURCE, "a neighbour shares the place of its /64", "onLink.contains(client.bytes)", "false"),
    fault(
        SOURCE,
        "a page of another origin may change things",
        'origins[0].lowercased() == "\\(scheme)://\\(authority.text)"',
        "true",
    ),
    fault("Access/Operators.swift", "any user of the group of root is an operator", "file.group == 0", "false"),
    fault("Access/LocalUsers.swift", "an unknown user is local", "Self.people.contains(user)", "user > 0"),
    fault(
        "Access/TrustRules.swift",
        "the public URL is valid on any port",
        "(authority.port ?? usual) == (url.port ?? usual)",
        "true",
    ),
    # Rates.
    fault(
        CONTROL,
        "changes are not counted",
        "rates.withLock { $0.changes.take(peer, at: elapsed()) }",
        "Admission.allowed",
    ),
    fault(
        CONTROL,
        "renames are not counted",
        "rates.withLock { $0.renames.take(peer, at: elapsed()) }",
        "Admission.allowed",
    ),
    fault(
        CONTROL,
        "streams of strangers are not counted",
        "rates.withLock { $0.strangers.take(key, at: elapsed()) }",
        "Admission.allowed",
    ),
    fault(
        CONTROL,
        "an escaped path is not counted",
        "request.target.segments?.first",
        'request.target.rawPath.split(separator: "/").first.map { String($0) }',
    ),
    fault(CONTROL, "a foreign claim is counted as a look", "isLook", "true", "let isForeign = "),
    fault(CONTROL, "new settings do not change the rates", "!rates.areOf(limits)", "false"),
    fault(
        "Access/CredentialUse.swift",
        "a clock that was set back hides a use",
        "now < $0",
        "false",
        "Self.interval || ",
    ),
    # Streams of events.
    fault(DIRECTORY, "a stream that is behind receives news out of order", "$0.position == nil", "true"),
    fault(DIRECTORY, "a stream that has ended receives news", "!$0.isEnding", "true"),
    fault(
        DIRECTORY,
        "a revoked admin receives what is for operators",
        "streams(of: subscriber)",
        "Set<StreamID>()",
        "ofAll.subtract(",
    ),
    fault(HUB, "what was never sent can be acknowledged", "id <= known.position ?? sent", "true"),
    fault(HUB, "an acknowledgement goes back", "max(id, acknowledged[key] ?? 0)", "id"),
    fault(HUB, "an admin stream stays after the demotion", "news.demoted", "[]", "for subscriber in "),
    fault(HUB, "the rest of a long list of events is not read", "news.isMore", "false"),
    fault(HUB, "news that could not be read is forgotten", "true", "false", "case .news: wantsNews = "),
    fault(HUB, "a stream opens although its credential has ended", "welcome.isValid", "true"),
    fault(HUB, "a stream is live after its first page", "page.next", "nil", "directory.move(stream, to: "),
    fault(HUB, "the streams of a guest do not end on time", "due <= now", "false"),
    fault(
        QUESTION,
        "a revocation ends no stream",
        "!isValid(subscriber, at: now)",
        "false",
        "(subscribers[peer] ?? [:]).keys where try ",
    ),
    fault(QUESTION, "a demotion is not noticed", "receivesTooMuch(admin, at: now)", "false"),
    fault(QUESTION, "presence of long ago is sent", "$0.at >= oldest", "true"),
    fault("Live/EventStreams.swift", "an answer of the store is not used", "answer", "nil", "{ next = "),
    # Outcomes, presence, the clock and the feed.
    fault(DESK, "streams of one pairing are not bounded", "all.count > Self.most", "false"),
    fault(DESK, "a pairing whose time is up is not read", "waiter.due.isOver(at: now)", "false"),
    fault(
        "Live/OutcomeStreams.swift",
        "a claimant is not told how it ended",
        "event.message",
        "nil",
        "close(stream, last: ",
    ),
    fault(PRESENCES, "presence that could not be saved is forgotten", "saveLater(peer)", "()"),
    fault(PRESENCES, "a device never goes offline", "state.attendance.pass(now, limits: limits)", "[]"),
    fault(PRESENCES, "a key is seen with its first stream that closes", "left == 0", "true"),
    fault(PRESENCES, "those of before a restart have no grace time", "state.attendance.expect(peer, from: now)", "()"),
    fault(
        "Live/NodeClock.swift",
        "the jobs go by the wall clock",
        "$0.time.settled(wall: now.wall, monotonic: now.monotonic)",
        "now.wall",
    ),
    fault("Live/NodeClock.swift", "a jump of the clock is not stored", "hasMoved", "false", "            if "),
    fault(
        "Live/PublishingRepository.swift",
        "a failed read is not published",
        "feed.publish(error)",
        "()",
        "{ return try store.read(work) } catch {\n            ",
    ),
    # What the handlers decide.
    fault(
        "Handlers/Gate.swift",
        "figures are for anyone",
        "asked.origin.transport == .loopback",
        "true",
        "case .thisMachine:\n            guard ",
    ),
    fault(
        "Handlers/Gate.swift",
        "a scope that is not held is enough",
        "peer.scopes.contains(Scopes(scope)) || peer.scopes.contains(.admin)",
        "true",
    ),
    fault(
        "Handlers/Gate.swift",
        "a replaced token stays valid",
        "note.isFirstOfToken",
        "false",
        "now: now, limits: limits) }\n            if ",
    ),
    fault(
        "Handlers/JoinHandlers.swift",
        "a claim needs no proof",
        "JoinProof.isGood(body.proof, secret: secret, token: body.token, key: body.key)",
        "true",
    ),
    fault(
        "Handlers/PairingHandlers.swift",
        "a pairing whose time is up is shown as open",
        "pairing.expire(now: now).pairing",
        "pairing",
    ),
    fault("Handlers/PeerHandlers.swift", "every peer sees all", "!reader.scopes.contains(.admin)", "false"),
    fault(
        "Handlers/SelfHandlers.swift", "renames are not limited", "access.checkRate(ofRenamesBy: peer.id)", "()"
    ),
    fault("Handlers/EventHandlers.swift", "streams are not limited", "access.checkRate(ofStreamsOf: peer.id)", "()"),
    fault(
        "Handlers/EventHandlers.swift", "the history is not limited", "access.checkRate(ofQuestionsBy: peer.id)", "()"
    ),
    fault("Handlers/CookieOffers.swift", "cookies come over plain HTTP", "origin.transport.accepts(.cookie)", "true"),
    fault(
        "Handlers/EventHandlers.swift",
        "a WebSocket may speak another subprotocol",
        'subprotocol != nil || asked.request.fields["Sec-WebSocket-Protocol"] == nil',
        "true",
    ),
    fault("Handlers/TokenHandlers.swift", "a bearer token is listed with its end in the past", "now < $0.expiresAt", "true"),
    fault(
        MEMBERSHIP, "takings of cut nodes are invalid", "dismissalsByNode[$0.key] == nil",
        "dismissalsByNode[$0.key] == nil && !cut.contains($0.key)"
    ),
    fault(MEMBERSHIP, "cut nodes stay in force", "!cut.contains($0.key)", "true"),
    fault(MEMBERSHIP, "the kept nodes of a cut one are lost", "keep?.contains(node) ?? false", "false"),
    fault(
        MEMBERSHIP, "one of those who cut decides whom to keep", "cuts.allSatisfy { $0.keeps(node) }",
        "cuts.contains { $0.keeps(node) }"
    ),
    fault(MEMBERSHIP, "a node is dismissed that is not cut", "cut.contains($0.node)", "true"),
    fault(MEMBERSHIP, "a node that is out dismisses", "inForce[$0.author] == .full", "true"),
    fault(MEMBERSHIP, "a guard admits nodes", "admission.role == .full", "true", before="if "),
    fault(MEMBERSHIP, "a guard takes everything", "kind.isForGuards || !kind.isUnderstood", "true"),
    fault(COUNTING, "a guard gives", "membership.isFull(author)", "membership.inForce[author] != nil", before="guard "),
    fault(
        COUNTING, "wishes outlive their node", "membership.inForce[node] != nil", "true",
        before="case .operatorAt(let node): "
    ),
    fault(COUNTING, "peers admit themselves", "giver != thing && givers.contains(giver)", "giver == thing"),
    fault(
        COUNTING, "a thing is valid though its newest record is not understood",
        "$0.body == .notUnderstood && membership.takers[$0.author] == .full", "false"
    ),
    fault(FOLDING, "an end can be given back", "!takings.has(.end, thing)", "true"),
    fault(FOLDING, "blocks are ignored", "stands(entry.giving, by: record.author, .block, .key(entry.key))", "true"),
    fault(
        FOLDING, "the end of a person is ignored", "takings.leaves(record.body.giving, .endPerson, .person(person))",
        "true"
    ),
    fault(RECORD, "the newest admission is kept", "statement.thing.admission == nil", "true"),
    fault(RECORD, "the first of two equal versions is kept", "hash < other.hash", "false", before="return "),
    fault(TAKING, "one cut of each author is kept", "kind != .cut", "true"),
    fault(GENERATION, "a taking does not reach what was given", "max(next, giving ?? .first)", "next"),
)
