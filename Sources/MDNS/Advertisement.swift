public import Core

/// What a node tells the local network of itself: nothing secret, and nothing that changes often.
///
/// mDNS has its own limits, which the initializer keeps: what is too long is cut between two characters.
public struct Advertisement: Hashable, Sendable {
    /// `_kith._tcp`, for whoever browses.
    public static let serviceType = "_kith._tcp"
    /// Of the service's type, its name and its texts: told in `api`, so that who comes from elsewhere knows what to ask.
    public static let interfaceVersion = 1
    /// In bytes: a label of DNS.
    public static let longestInstanceName = 63
    /// In bytes: a string of a TXT record, its key and the `=` included.
    public static let longestText = 255

    /// What people see in a list of services: `kith on NAME`. Where another has it, Avahi puts a number behind it.
    public let instanceName: String
    /// Where the node answers.
    public let port: UInt16
    /// The TXT record, each `key=value`: `id`, `v`, `api`, `name`.
    public let texts: [String]

    /// Of the node by its id, its name, the version of its program, and the port where it answers.
    public init(node: NodeID, name: Name, version: String, port: UInt16) {
        instanceName = "kith on \(name)".cut(to: Self.longestInstanceName)
        self.port = port
        texts = ["id=\(node)", "v=\(version)", "api=\(Self.interfaceVersion)", "name=\(name)"]
            .map { $0.cut(to: Self.longestText) }
    }
}

extension String {
    /// The longest beginning of at most so many bytes that ends between two characters, and not in a space.
    fileprivate func cut(to limit: Int) -> String {
        guard utf8.count > limit else { return self }
        var kept = self[...]
        while kept.utf8.count > limit { kept.removeLast() }
        while kept.last == " " { kept.removeLast() }
        return String(kept)
    }
}
