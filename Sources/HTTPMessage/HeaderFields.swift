/// One header field whose name is a token and whose value cannot break out of its line.
public struct HeaderField: Hashable, Sendable {
    /// As it was written; names are equal without regard to case.
    public let name: String
    /// Without blanks around it, when received.
    public let value: String

    /// Nil where the name is no token or the value holds a control character other than the tab.
    public init?(name: String, value: String) {
        guard isToken(name.utf8), value.utf8.allSatisfy(\.isFieldContent) else { return nil }
        self.name = name
        self.value = value
    }

    /// For text that the server's reader has checked already, byte by byte.
    package init(checkedName name: String, value: String) {
        self.name = name
        self.value = value
    }

    /// A field line as received, without its CRLF. Nil where it is folded, has a space before the colon, or holds a
    /// control character. Bytes that are not UTF-8 are replaced: whatever they meant, nothing here depends on them.
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

    /// None.
    public init() {}

    /// The first value under that name. Setting replaces every field of the name; nil removes them.
    public subscript(name: String) -> String? {
        get { all.first { equalIgnoringCase($0.name, name) }?.value }
        set {
            all.removeAll { equalIgnoringCase($0.name, name) }
            if let newValue { append(name, newValue) }
        }
    }

    /// Every value under that name.
    public func values(of name: String) -> [String] {
        all.filter { equalIgnoringCase($0.name, name) }.map(\.value)
    }

    /// Adds one at the end, beside others of its name.
    public mutating func append(_ field: HeaderField) { all.append(field) }

    /// Traps on what ``HeaderField/init(name:value:)`` refuses: whoever lets a peer choose the text checks it first.
    public mutating func append(_ name: String, _ value: String) {
        guard let field = HeaderField(name: name, value: value) else {
            preconditionFailure("Not a header field: \(name)")
        }
        all.append(field)
    }
}

extension HeaderFields: ExpressibleByDictionaryLiteral {
    /// Traps as ``HeaderFields/append(_:_:)``; a name may be repeated.
    public init(dictionaryLiteral fields: (String, String)...) {
        for (name, value) in fields { append(name, value) }
    }
}

extension HeaderFields {
    /// The members of a field that is a list of words, from all its lines; empty ones do not count (RFC 9110, 5.6.1).
    public func list(_ name: String) -> [String] {
        values(of: name).flatMap { value in
            value.utf8.split(separator: UInt8(ascii: ",")).compactMap { member in
                let trimmed = member.split { $0 == 32 || $0 == 9 }
                return trimmed.count == 1 ? String(trimmed[0]) : nil
            }
        }
    }
}
