/// A user of this machine, by name or by number: `prometheus`, `113`.
public enum LocalUser: Hashable, Sendable, CustomStringConvertible {
    case name(String)
    case number(UInt32)

    /// Returns nil for an impossible user name (useradd(8)), and for -1, which means no user to the kernel.
    public init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard let first = bytes.first, bytes.count <= 32 else { return nil }
        guard !Self.isDigit(first) else {
            guard bytes.allSatisfy(Self.isDigit), let number = UInt32(text), number != .max else { return nil }
            self = .number(number)
            return
        }
        let body = bytes.last == UInt8(ascii: "$") ? bytes.dropLast() : bytes[...]
        guard first != UInt8(ascii: "-"), first != UInt8(ascii: "."), !body.isEmpty, body.allSatisfy(Self.isOfName)
        else { return nil }
        self = .name(String(text))
    }

    public var description: String {
        switch self {
        case .name(let name): name
        case .number(let number): "\(number)"
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func isOfName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"),
            UInt8(ascii: "-"), UInt8(ascii: "."):
            true
        default: isDigit(byte)
        }
    }
}
