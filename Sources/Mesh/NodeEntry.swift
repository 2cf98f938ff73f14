import Core

// Where a node can be reached, by its announcements and by its last answer.
extension NodeDirectory.Entry {
    var isOpening: Bool { if case .opening = line { true } else { false } }

    var dueAt: Duration? {
        if case .waiting(let until) = line, !sightings.isEmpty { until } else { nil }
    }

    /// The one where it answered last first. Then listed ones before others, and IPv4 before IPv6.
    private var ordered: [(key: Announcement, value: NodeDirectory.Seen)] {
        sightings.sorted { left, right in
            let isLeftAnswered = left.value.sighting.place == answeredAt
            if isLeftAnswered != (right.value.sighting.place == answeredAt) { return isLeftAnswered }
            if left.value.isListed != right.value.isListed { return left.value.isListed }
            if left.key.isV6 != right.key.isV6 { return right.key.isV6 }
            return left.key < right.key
        }
    }

    var announcements: [Announcement] { ordered.map(\.key) }

    /// Removes the least likely sighting if there are too many. The one where it answered last stays.
    mutating func makePlace() {
        guard sightings.count >= NodeDirectory.mostSightings, let last = ordered.last else { return }
        sightings[last.key] = nil
    }

    private var places: [NodePlace] {
        var places: [NodePlace] = []
        for (_, seen) in ordered where !places.contains(seen.sighting.place) { places.append(seen.sighting.place) }
        return places
    }

    /// For people: IPv4 before IPv6, and addresses last that mean nothing on another machine.
    private var shownPlaces: [NodePlace] {
        let places = places
        return places.filter(\.address.isV4) + places.filter { !$0.address.isV4 && !$0.isOnlyOfItsLink }
            + places.filter { !$0.address.isV4 && $0.isOnlyOfItsLink }
    }

    /// The place where it answered last. Of the others a few each time, in turn: somebody else may have announced them.
    var placesToTry: [NodePlace] {
        let places = places
        let first = places.prefix { $0 == answeredAt }
        let others = places.dropFirst(first.count)
        let count = NodeDirectory.mostPlacesTried - first.count
        guard others.count > count else { return places }
        let start = failures % others.count * count
        return first + (0..<count).map { others[others.startIndex + (start + $0) % others.count] }
    }

    /// What it says about itself where it answers. Nil without a sighting.
    var node: SightedNode? {
        guard let best = ordered.first?.value.sighting else { return nil }
        return SightedNode(
            id: id, name: best.name, version: best.version, interface: best.interface,
            places: Array(shownPlaces.prefix(NodeDirectory.mostPlacesShown)))
    }
}

extension NodePlace {
    /// fe80::/10.
    fileprivate var isOnlyOfItsLink: Bool {
        let bytes = address.bytes
        return bytes.count == 16 && bytes[0] == 0xFE && bytes[1] & 0xC0 == 0x80
    }
}
