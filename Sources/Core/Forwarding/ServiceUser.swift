/// The user that a proxy reports to a service (`Remote-User`), for services that trust it as a login.
///
/// Only an operator can make a device a person's. Everybody else gets a name that is nobody's account at a service.
public enum ServiceUser: Hashable, Sendable {
    case person(Name)
    /// A device that a person admitted for a while, or that another device admitted.
    case guest(PeerID)
    /// A program with its own token, or a peer that belongs to nobody: no person uses it.
    case program

    /// What is known about a peer.
    public struct Facts: Hashable, Sendable {
        public let id: PeerID
        public let person: Name?
        /// False for a program: `kith token issue` gives it a token, and it has no key.
        public let isDevice: Bool
        public let admittedBy: Inviter
        public let expiresAt: Moment?

        public init(id: PeerID, person: Name?, isDevice: Bool, admittedBy: Inviter, expiresAt: Moment?) {
            self.id = id
            self.person = person
            self.isDevice = isDevice
            self.admittedBy = admittedBy
            self.expiresAt = expiresAt
        }
    }

    public init(of peer: Facts) {
        guard peer.isDevice, let person = peer.person else {
            self = .program
            return
        }
        let isNamed =
            peer.admittedBy == .nodeOperator && peer.expiresAt == nil && person.folded != NewPeer.guest.folded
        self = isNamed ? .person(person) : .guest(peer.id)
    }

    /// For a header field. Empty for a program. In visible ASCII, and no two users have the same text: a name with other
    /// characters is percent-encoded, and so is one that looks like that, or like a guest.
    public var text: String {
        switch self {
        case .program: ""
        case .guest(let id): Self.guestPrefix + id.description.suffix(6)
        case .person(let name): Self.text(of: name.text)
        }
    }

    private static let guestPrefix = "guest-"

    private static func text(of name: String) -> String {
        let isPlain = name.utf8.allSatisfy { (0x21...0x7e).contains($0) && $0 != UInt8(ascii: "%") }
        guard !isPlain || name.lowercased().hasPrefix(guestPrefix) else { return name }
        return name.utf8.reduce(into: "") { text, byte in
            let isLetterOrDigit =
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            text += isLetterOrDigit ? String(UnicodeScalar(byte)) : "%" + hex(byte >> 4) + hex(byte & 15)
        }
    }

    private static func hex(_ digit: UInt8) -> String { String(digit, radix: 16, uppercase: true) }
}
