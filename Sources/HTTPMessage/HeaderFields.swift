/// One header field whose name is a token and whose value cannot break out of its line.
public struct HeaderField: Hashable, Sendable {
    /// As it was written. Names are compared without regard to case.
    public let name: String
    /// Without surrounding blanks if it was received.
    public let value: String

    /// Returns nil if the name is not a token or the value holds a control character other than the tab.
    public init?(name: String, value: String) {
        guard isToken(name.utf8), value.utf8.allSatisfy(\.isFieldContent) else { return nil }
        self.name = name
        self.value = value
    }

    /// For text that the server's reader has already checked, byte by byte.
    package init(checkedName name: String, value: String) {
        self.name = name
        self.value = value
    }

    /// Reads a field line without its CRLF. Returns nil if it is folded, has a space before the colon, or holds a
    /// control character. Bytes that are not UTF-8 are replaced: no field that kith reads uses them.
    public init?(line: some BidirectionalCollection<UInt8>) {
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")), line.allSatisfy(\.isFieldContent) else { return nil }
        let value = line[line.index(after: colon)...].drop(while: \.isBlank)
        let end = value.lastIndex { !$0.isBlank }.map(value.index(after:)) ?? value.startIndex
        let name = String(decoding: line[..<colon], as: UTF8.self)
        self.init(name: name, value: String(decoding: value[..<end], as: UTF8.self))
    }
}

/// Header fields in their order, looked up without regard to case.
public struct HeaderFields: Equatable, Sendable {
    /// Every field, in order.
    public private(set) var all: [HeaderField] = []
    /// A bit for each length that a name in the list has. Most look-ups are for fields that are not there, and end here.
    private var lengths: UInt64 = 0

    /// An empty list.
    public init() {}

    /// The first value under that name. Setting replaces every field of the name; nil removes them.
    public subscript(name: String) -> String? {
        get {
            guard mayContain(name) else { return nil }
            for field in all where equalIgnoringCase(field.name, name) { return field.value }
            return nil
        }
        set {
            all.removeAll { equalIgnoringCase($0.name, name) }
            lengths = all.reduce(0) { $0 | Self.bit(of: $1.name) }
            if let newValue { append(name, newValue) }
        }
    }

    /// Every value under that name.
    public func values(of name: String) -> [String] {
        guard mayContain(name) else { return [] }
        var values: [String] = []
        for field in all where equalIgnoringCase(field.name, name) { values.append(field.value) }
        return values
    }

    private func mayContain(_ name: String) -> Bool { lengths & Self.bit(of: name) != 0 }

    /// All long names share a bit.
    private static func bit(of name: String) -> UInt64 { 1 &<< UInt64(min(name.utf8.count, 63)) }

    /// Adds a field at the end, also if its name is already in the list.
    public mutating func append(_ field: HeaderField) {
        lengths |= Self.bit(of: field.name)
        all.append(field)
    }

    /// Reserves memory for so many fields.
    package mutating func reserveCapacity(_ count: Int) { all.reserveCapacity(count) }

    /// Traps if ``HeaderField/init(name:value:)`` returns nil: a caller that uses text of a peer checks it first.
    public mutating func append(_ name: String, _ value: String) {
        guard let field = HeaderField(name: name, value: value) else {
            preconditionFailure("Not a header field: \(name)")
        }
        append(field)
    }
}

extension HeaderFields: ExpressibleByDictionaryLiteral {
    /// Traps like ``HeaderFields/append(_:_:)``. A name may be repeated.
    public init(dictionaryLiteral fields: (String, String)...) {
        for (name, value) in fields { append(name, value) }
    }
}

extension HeaderFields {
    /// The members of a list field, from all its lines. Empty members are ignored (RFC 9110, 5.6.1).
    public func list(_ name: String) -> [String] {
        guard mayContain(name) else { return [] }
        return values(of: name).flatMap { value in
            value.utf8.split(separator: UInt8(ascii: ",")).compactMap { member in
                let trimmed = member.split { $0 == 32 || $0 == 9 }
                return trimmed.count == 1 ? String(trimmed[0]) : nil
            }
        }
    }
}
