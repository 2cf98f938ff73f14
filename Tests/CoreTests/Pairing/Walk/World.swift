import Core
import Seeded

/// Several pairings, devices and peers, a clock that moves, and chance.
struct World {
    var random: SeededGenerator
    var now = Fixture.start
    var registry: WalkRegistry
    var tracks: [Track] = []
    var devices: [WalkDevice] = []
    /// How often each thing happened: a walk that never came by a rule has not tested it.
    var seen: [String: Int] = [:]
    /// An operator who does not look: types wrong PINs only.
    var isCareless = false
    let limits: Limits
    static let allAreas = (1...4).map { AreaID(number: $0) }

    init(seed: UInt64, livePeers: Int) {
        random = SeededGenerator(seed: seed)
        var limits = Limits()
        limits.livePeers = livePeers
        limits.openPairings = 6
        self.limits = limits
        registry = WalkRegistry(limits: limits, areas: Set(Self.allAreas))
        devices = (0..<10).map { _ in makeDevice() }
    }

    mutating func chance(_ rarity: Int) -> Bool { random.once(in: rarity) }

    mutating func pick<Element>(_ elements: [Element]) -> Element? { elements.randomElement(using: &random) }

    /// Mostly one in which something can still happen.
    mutating func pickTrack() -> Int? {
        let open = tracks.indices.filter { !tracks[$0].pairing.state.isFinal }
        return pick(open.isEmpty || chance(5) ? Array(tracks.indices) : open)
    }

    mutating func count(_ what: String) { seen[what, default: 0] += 1 }

    mutating func makeDevice() -> WalkDevice {
        WalkDevice(key: PublicKey(Octets32(using: &random)), address: makeAddress())
    }

    /// Few enough that devices meet at one.
    mutating func makeAddress() -> HostAddress {
        HostAddress([192, 168, 1, UInt8.random(in: 1...8, using: &random)])!
    }

    mutating func makeHash() -> SecretHash { SecretHash(Octets32(using: &random)) }

    mutating func step() throws(Violation) {
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<12: try start()
        case 12..<40: try claim()
        case 40..<68: try verify()
        case 68..<72: try cancel()
        case 72..<75: try expire()
        case 75..<82: try read()
        case 82..<92: moveClock()
        default: changeTheOutside()
        }
    }

    mutating func moveClock() {
        let lengths: [Duration] = [.milliseconds(1), .seconds(1), .seconds(1), .seconds(10), .seconds(10), .minutes(1)]
        now = now + (pick(lengths) ?? .zero)
        if chance(8) { land() }
        if chance(60) { now = now + .hours(1) }
    }

    /// Right on the end of a pairing, or a millisecond before.
    private mutating func land() {
        guard let track = pick(tracks), track.pairing.expiresAt > now + .milliseconds(1) else { return }
        now = track.pairing.expiresAt - (chance(2) ? .zero : .milliseconds(1))
    }

    mutating func changeTheOutside() {
        let device = Int.random(in: devices.indices, using: &random)
        if chance(3) { devices[device].address = makeAddress() }
        if chance(8) { devices[device] = makeDevice() }
        if chance(6), let area = pick(Self.allAreas) {
            if registry.areas.contains(area) { registry.remove(area) } else { registry.add(area) }
        }
        if chance(20) { registry.clean(at: now) }
        if chance(30) { isCareless.toggle() }
        // A peer that a pairing names may end before the pairing.
        if chance(2), let wanted = pickTrack().flatMap({ tracks[$0].pairing.terms.peer }) { registry.end(wanted) }
        guard let peer = pick(registry.livePeers(at: now))?.id else { return }
        change(peer)
    }

    private mutating func change(_ peer: PeerID) {
        let (now, areas) = (now, registry.areas)
        switch Int.random(in: 0..<7, using: &random) {
        case 0: if chance(3) { registry.end(peer) }
        case 1: registry.change(peer) { $0.isOnline.toggle() }
        case 2: registry.change(peer) { $0.lastSeen = now }
        case 3:
            let end = chance(2) ? nil : now + .seconds(Int64.random(in: 1...600, using: &random))
            registry.change(peer) { $0.permissions = Scope.allCases.map { Permission($0, until: end) } }
        case 4: registry.change(peer) { $0.permissions.removeLast($0.permissions.isEmpty ? 0 : 1) }
        case 5: registry.change(peer) { $0.areas = areas }
        default: registry.change(peer) { _ = $0.areas.popFirst() }
        }
    }
}
