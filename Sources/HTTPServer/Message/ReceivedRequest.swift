public import HTTPMessage

/// A request as it arrived: its bytes, and the positions of its parts. Look-ups search the bytes. Only ``request``
/// makes strings of them.
public struct ReceivedRequest: Sendable {
    /// The method.
    public internal(set) var method = Method.get
    /// Whether it is HTTP/1.0, which has neither chunks nor interim responses.
    public internal(set) var isHTTP10 = false
    /// Whether the client may send another request on this connection.
    public internal(set) var keepsAlive = true
    /// Whether it names `upgrade` in a Connection field. Never in HTTP/1.0 (RFC 9110, 7.8).
    public internal(set) var wantsUpgrade = false
    /// Without its framing. Empty if there is none.
    public internal(set) var body: [UInt8] = []

    /// The head.
    var bytes: [UInt8] = []
    var target = Extent.none
    var fields: [FieldExtent] = []

    /// Path and query as in the request line, never empty. Of an absolute target, only these parts.
    public var rawTarget: ArraySlice<UInt8> { bytes[target.range] }

    /// The first value under that name, without surrounding blanks.
    public subscript(name: FieldName) -> ArraySlice<UInt8>? {
        for field in fields where bytes.span.has(name.bytes, at: field.name) { return bytes[field.value.range] }
        return nil
    }

    /// The same as a value. Bytes of a field that are not UTF-8 are replaced: no field that kith reads uses them.
    public var request: Request {
        let target = Target(checked: bytes.span.extracting(target.range))
        return Request(method, target, fields: headerFields, body: body)
    }

    private var headerFields: HeaderFields {
        var all = HeaderFields()
        all.reserveCapacity(fields.count)
        for field in fields {
            all.append(HeaderField(checkedName: text(field.name), value: text(field.value)))
        }
        return all
    }

    private func text(_ extent: Extent) -> String { String(decoding: bytes[extent.range], as: UTF8.self) }
}

/// The name of a field, prepared for look-ups.
public struct FieldName: Sendable, ExpressibleByStringLiteral {
    /// In lower case.
    let bytes: [UInt8]

    /// In any case.
    public init(stringLiteral text: StaticString) { bytes = text.description.utf8.map(Octet.lowercased) }

    public static let host: FieldName = "Host"
}

extension ReceivedRequest {
    /// More memory than this is freed, so that one large request does not cost memory while its connection is idle.
    private static let keptRoom = 1024

    /// Empties it, but keeps some memory for reuse.
    mutating func clear() {
        if bytes.capacity > Self.keptRoom { bytes = [] } else { bytes.removeAll(keepingCapacity: true) }
        if fields.capacity > Self.keptRoom / 8 { fields = [] } else { fields.removeAll(keepingCapacity: true) }
        if !body.isEmpty { body = [] }
    }

    /// A target in absolute form overrides the Host field (RFC 9112, 3.2.2).
    mutating func overrule(authority: Extent, rest: Extent, hostIndex: Int?) {
        if let hostIndex {
            fields[hostIndex].value = authority
        } else {
            fields.append(FieldExtent(name: added("Host".utf8), value: authority))
        }
        target = relative(rest)
    }

    /// Without a path, OPTIONS means the server as a whole (RFC 9112, 3.2.4), any other method its root.
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
