/// Where a node can be reached, as its announcement says.
public struct NodePlace: Hashable, Sendable {
    public let address: HostAddress
    /// The number of the interface on which the announcement arrived. A link-local address is valid only there.
    public let link: Int32
    public let port: UInt16

    public init(address: HostAddress, link: Int32, port: UInt16) {
        self.address = address
        self.link = link
        self.port = port
    }

    /// `192.168.1.20:6969`, `[fd00::20]:6969`. Without the interface, which means nothing on another machine.
    public var text: String { address.isV4 ? "\(address):\(port)" : "[\(address)]:\(port)" }
}

/// One announcement of one service on one interface, by one address family. A node has several.
public struct Announcement: Hashable, Sendable {
    /// The name in a list of services. Anybody on the network can choose any name.
    public let name: String
    public let link: Int32
    public let isV6: Bool

    public init(name: String, link: Int32, isV6: Bool) {
        self.name = name
        self.link = link
        self.isV6 = isV6
    }
}

extension Announcement: Comparable {
    public static func < (left: Self, right: Self) -> Bool {
        (left.name, left.link, left.isV6 ? 1 : 0) < (right.name, right.link, right.isV6 ? 1 : 0)
    }
}

/// What an announcement says about a node. All of it is a claim: anybody on the network can announce anything, also the id
/// of another node.
public struct NodeSighting: Hashable, Sendable {
    public let id: NodeID
    /// Cleaned, so that it is safe in a terminal and on a page.
    public let name: Name
    /// Of the program. Empty if the announcement has none that is readable.
    public let version: String
    /// Of the service's type. Nil if the announcement has none that is readable.
    public let interface: Int?
    public let place: NodePlace

    public init(id: NodeID, name: Name, version: String, interface: Int?, place: NodePlace) {
        self.id = id
        self.name = name
        self.version = version
        self.interface = interface
        self.place = place
    }
}

extension NodeSighting {
    /// Strings of a TXT record that are read. kith sends four.
    public static let mostTexts = 32
    /// In bytes.
    public static let longestVersion = 32

    /// Reads a TXT record. Returns nil if it names no node, or if nothing can be reached at the place.
    ///
    /// As in RFC 6763, keys are not case-sensitive, the first of several equal keys applies, and unknown keys are skipped.
    public init?(texts: [[UInt8]], place: NodePlace) {
        guard place.port > 0 else { return nil }
        var values: [String: ArraySlice<UInt8>] = [:]
        for text in texts.prefix(Self.mostTexts) where text.count <= 255 {
            guard let end = text.firstIndex(of: UInt8(ascii: "=")), (1...9).contains(end) else { continue }
            let key = String(decoding: text[..<end], as: UTF8.self).lowercased()
            if values[key] == nil { values[key] = text[(end + 1)...] }
        }
        guard let id = values["id"].flatMap({ NodeID(String(decoding: $0, as: UTF8.self)) }) else { return nil }
        let name = values["name"].flatMap { Name(cleaning: String(decoding: $0, as: UTF8.self)) }
        let version = values["v"] ?? []
        self.init(
            id: id, name: name ?? Name(trusted: id.description),
            version: version.count <= Self.longestVersion && version.allSatisfy { (0x21..<0x7F).contains($0) }
                ? String(decoding: version, as: UTF8.self) : "",
            interface: values["api"].flatMap(Self.number), place: place)
    }

    /// One to four digits.
    private static func number(_ text: ArraySlice<UInt8>) -> Int? {
        guard (1...4).contains(text.count), text.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return text.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }
}

extension Name {
    /// A name from an untrusted source: without forbidden characters, and cut to the limits. Returns nil if nothing
    /// visible is left.
    public init?(cleaning raw: String) {
        var kept = String.UnicodeScalarView()
        for scalar in raw.unicodeScalars where !scalar.isForbiddenInNames && scalar != "\u{FFFD}" {
            kept.append(scalar)
        }
        var text = String(kept)[...]
        while text.count > Limits.nameCharacters || text.utf8.count > Limits.nameBytes { text.removeLast() }
        try? self.init(text)
    }
}
