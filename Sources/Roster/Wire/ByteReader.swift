import Core

/// Reads what ``ByteWriter`` writes. Every value is checked: the bytes come from other nodes.
struct ByteReader {
    private let bytes: ArraySlice<UInt8>
    private var position: Int

    /// The bytes end too early, or a value is out of its range.
    struct Malformed: Error {}

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        position = bytes.startIndex
    }

    var rest: ArraySlice<UInt8> { bytes[position...] }
    var isAtEnd: Bool { position == bytes.endIndex }

    mutating func take(_ count: Int) throws(Malformed) -> ArraySlice<UInt8> {
        guard count <= bytes.endIndex - position else { throw Malformed() }
        defer { position += count }
        return bytes[position..<position + count]
    }

    mutating func byte() throws(Malformed) -> UInt8 {
        guard position < bytes.endIndex else { throw Malformed() }
        defer { position += 1 }
        return bytes[position]
    }

    mutating func number<Value: FixedWidthInteger & UnsignedInteger>(_: Value.Type) throws(Malformed) -> Value {
        try take(Value.bitWidth / 8).reduce(0) { $0 << 8 | Value($1) }
    }

    mutating func octets() throws(Malformed) -> Octets32 {
        guard let octets = Octets32(try take(Octets32.count)) else { throw Malformed() }
        return octets
    }

    mutating func nodeKey() throws(Malformed) -> NodeKey { NodeKey(try octets()) }

    mutating func moment() throws(Malformed) -> Moment {
        Moment(milliseconds: Int64(bitPattern: try number(UInt64.self)))
    }

    mutating func end() throws(Malformed) -> Moment? { try flag() ? try moment() : nil }

    mutating func flag() throws(Malformed) -> Bool {
        switch try byte() {
        case 0: false
        case 1: true
        default: throw Malformed()
        }
    }

    mutating func bytes(atMost limit: Int) throws(Malformed) -> [UInt8] {
        let count = Int(try number(UInt16.self))
        guard count <= limit else { throw Malformed() }
        return Array(try take(count))
    }

    mutating func text(atMost limit: Int) throws(Malformed) -> String {
        guard let text = String(validating: try bytes(atMost: limit), as: UTF8.self) else { throw Malformed() }
        return text
    }

    /// A name in exactly the form that ``Name`` gives it.
    mutating func name() throws(Malformed) -> Name {
        let text = try text(atMost: Limits.nameBytes)
        guard let name = try? Name(text), name.text == text else { throw Malformed() }
        return name
    }

    mutating func generation() throws(Malformed) -> Generation { try valid(Generation(try number(UInt32.self))) }

    mutating func thing() throws(Malformed) -> Thing {
        let kind = Thing.Kind(rawValue: try byte())
        let key = try nodeKey()
        return try valid(Thing(kind: kind, key: key, local: try number(UInt64.self)))
    }

    mutating func list<Element>(
        atMost limit: Int, _ read: (inout Self) throws(Malformed) -> Element
    ) throws(Malformed) -> [Element] {
        let count = Int(try byte())
        guard count <= limit else { throw Malformed() }
        var elements: [Element] = []
        for _ in 0..<count { elements.append(try read(&self)) }
        return elements
    }

    /// Exactly one value of this type has these bytes.
    func valid<Value>(_ value: Value?) throws(Malformed) -> Value {
        guard let value else { throw Malformed() }
        return value
    }
}
