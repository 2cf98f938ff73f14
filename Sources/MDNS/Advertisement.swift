public import Core

/// What a node advertises on the local network: nothing secret, and nothing that changes often.
///
/// The initialiser keeps the limits of mDNS: text that is too long is cut between two characters.
public struct Advertisement: Hashable, Sendable {
    /// `_kith._tcp`, the type that clients browse for.
    public static let serviceType = "_kith._tcp"
    /// The version of the service's type, name and texts, in the text `api`, so that other programs know what to
    /// expect.
    public static let interfaceVersion = 1
    /// In bytes: a label of DNS.
    public static let longestInstanceName = 63
    /// The characters of the id in the name.
    static let shortID = 6
    /// In bytes: a string of a TXT record, its key and the `=` included.
    public static let longestText = 255

    /// The name in a list of services: `kith on NAME (7k3fq2)`, with the first characters of the id, so that two nodes of
    /// one name do not collide. If it is taken all the same, Avahi adds a number. Identity is always the id.
    public let instanceName: String
    /// The port of the node.
    public let port: UInt16
    /// The TXT record, each `key=value`: `id`, `v`, `api`, `name`.
    public let texts: [String]
    /// The numbers of the interfaces to advertise on. Empty for all that avahi-daemon uses.
    public let links: [Int32]
    /// A machine may have more; the first ones apply.
    public static let mostLinks = 16

    /// For a node with its id, its name, the version of its program, its port, and the interfaces of its local networks.
    public init(node: NodeID, name: Name, version: String, port: UInt16, links: [Int32] = []) {
        self.links = Array(links.prefix(Self.mostLinks))
        let mark = " (\(node.description.dropFirst(NodeID.prefix.utf8.count).prefix(Self.shortID)))"
        instanceName = "kith on \(name)".cut(to: Self.longestInstanceName - mark.utf8.count) + mark
        self.port = port
        texts = ["id=\(node)", "v=\(version)", "api=\(Self.interfaceVersion)", "name=\(name)"]
            .map { $0.cut(to: Self.longestText) }
    }
}

extension String {
    /// The longest prefix of at most so many bytes that ends between two characters, and not in a space.
    fileprivate func cut(to limit: Int) -> String {
        guard utf8.count > limit else { return self }
        var kept = self[...]
        while kept.utf8.count > limit { kept.removeLast() }
        while kept.last == " " { kept.removeLast() }
        return String(kept)
    }
}
