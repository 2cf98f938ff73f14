/// One message of the kernel about links, addresses or routes (rtnetlink).
///
/// The bytes come from the kernel, and are read as if they came from anywhere: a length that does not match ends the
/// reading, and nothing is read past the end.
struct NetlinkMessage: Equatable {
    /// `RTM_NEWLINK` and the like.
    let type: UInt16
    /// What follows the header.
    let body: ArraySlice<UInt8>

    static let done: UInt16 = 3
    static let failed: UInt16 = 2
    private static let headerSize = 16

    /// The messages of one datagram.
    static func all(in datagram: [UInt8]) -> [NetlinkMessage] {
        var found: [NetlinkMessage] = []
        var rest = datagram[...]
        while let length = rest.integer(UInt32.self, at: 0), let type = rest.integer(UInt16.self, at: 4),
            length >= headerSize, length <= rest.count
        {
            let end = rest.startIndex + Int(length)
            found.append(NetlinkMessage(type: type, body: rest[(rest.startIndex + headerSize)..<end]))
            rest = rest.dropFirst(Int(length).paddedToFour)
        }
        return found
    }

    /// The attributes after a fixed part of this size, each by its number. The last of equals applies.
    func attributes(after size: Int) -> [UInt16: ArraySlice<UInt8>] { body.dropFirst(size).attributes }
}

extension ArraySlice<UInt8> {
    /// Attributes, one after another.
    var attributes: [UInt16: ArraySlice<UInt8>] {
        var found: [UInt16: ArraySlice<UInt8>] = [:]
        var rest = self
        while let length = rest.integer(UInt16.self, at: 0), let type = rest.integer(UInt16.self, at: 2),
            length >= 4, length <= rest.count
        {
            // The two highest bits say how the value is encoded.
            found[type & 0x3FFF] = rest[(rest.startIndex + 4)..<(rest.startIndex + Int(length))]
            rest = rest.dropFirst(Int(length).paddedToFour)
        }
        return found
    }

    /// A number in the byte order of this machine. Nil if there are too few bytes.
    func integer<Number: FixedWidthInteger>(_: Number.Type, at offset: Int) -> Number? {
        let bytes = dropFirst(offset).prefix(Number.bitWidth / 8)
        guard bytes.count == Number.bitWidth / 8 else { return nil }
        let number = bytes.reversed().reduce(Number.zero) { $0 << 8 | Number(truncatingIfNeeded: $1) }
        return Number(littleEndian: number)
    }

    /// Up to the first zero byte.
    var text: String { String(decoding: prefix { $0 != 0 }, as: UTF8.self) }
}

extension Int {
    fileprivate var paddedToFour: Int { (self + 3) & ~3 }
}
