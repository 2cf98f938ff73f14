public import HTTPMessage

/// A request as it came: its bytes, and where its parts stand in them. What is asked for is looked up in the bytes, and
/// only ``request`` makes texts of them.
public struct ReceivedRequest: Sendable {
    /// What is wanted done.
    public internal(set) var method = Method.get
    /// Whether it speaks HTTP/1.0, which knows neither chunks nor interim answers.
    public internal(set) var isHTTP10 = false
    /// Whether the client would send another on the same connection.
    public internal(set) var keepsAlive = true
    /// Whether it names `upgrade` in a Connection field; never in HTTP/1.0 (RFC 9110, 7.8).
    public internal(set) var wantsUpgrade = false
    /// Without its framing; empty for none.
    public internal(set) var body: [UInt8] = []

    /// The head.
    var bytes: [UInt8] = []
    var target = Extent.none
    var fields: [FieldExtent] = []

    /// Path and query as they stood in the request line, never empty; of an absolute target, those of its parts.
    public var rawTarget: ArraySlice<UInt8> { bytes[target.range] }

    /// The first value under that name, without blanks around it.
    public subscript(name: FieldName) -> ArraySlice<UInt8>? {
        for field in fields where bytes.span.has(name.bytes, at: field.name) { return bytes[field.value.range] }
        return nil
    }

    /// The same as a value. Bytes of a field that are not UTF-8 are replaced: whatever they meant, nothing depends on
    /// them.
    public var request: Request {
        Request(method, Target(checked: text(target)), fields: headerFields, body: body)
    }

    private var headerFields: HeaderFields {
        var all = HeaderFields()
        for field in fields {
            all.append(HeaderField(checkedName: text(field.name), value: text(field.value)))
        }
        return all
    }

    private func text(_ extent: Extent) -> String { String(decoding: bytes[extent.range], as: UTF8.self) }
}

/// The name of a field, ready for looking it up.
public struct FieldName: Sendable, ExpressibleByStringLiteral {
    /// In small letters.
    let bytes: [UInt8]

    /// Any case will do.
    public init(stringLiteral text: StaticString) { bytes = text.description.utf8.map(Octet.lowercased) }
}

extension ReceivedRequest {
    /// Room beyond this is given back, so that one large request does not cost for as long as its connection idles.
    private static let keptRoom = 1024

    /// Empty, but for some room to reuse.
    mutating func clear() {
        if bytes.capacity > Self.keptRoom { bytes = [] } else { bytes.removeAll(keepingCapacity: true) }
        if fields.capacity > Self.keptRoom / 8 { fields = [] } else { fields.removeAll(keepingCapacity: true) }
        if !body.isEmpty { body = [] }
    }

    /// A target in absolute form overrules the Host field (RFC 9112, 3.2.2).
    mutating func overrule(authority: Extent, rest: Extent, hostIndex: Int?) {
        if let hostIndex {
            fields[hostIndex].value = authority
        } else {
            fields.append(FieldExtent(name: added("Host".utf8), value: authority))
        }
        target = relative(rest)
    }

    /// Without a path, OPTIONS is about the server as a whole (RFC 9112, 3.2.4), any other about its root.
    private mutating func relative(_ rest: Extent) -> Extent {
        if rest.isEmpty { return added(method == .options ? "*".utf8 : "/".utf8) }
        guard bytes[Int(rest.start)] != Octet.slash else { return rest }
        return added([Octet.slash] + bytes[rest.range])
    }

    private mutating func added(_ part: some Collection<UInt8>) -> Extent {
        let start = bytes.count
        bytes.append(contentsOf: part)
        return Extent(start, bytes.count)
    }
}
