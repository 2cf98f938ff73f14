public import HTTPMessage

/// A strong validator: two representations with the same tag are equal, byte for byte (RFC 9110, 8.8.3).
public struct EntityTag: Hashable, Sendable, CustomStringConvertible {
    private let opaque: String

    /// The text between the quotes. Returns nil if it holds a quote, or anything but visible ASCII.
    public init?(_ opaque: some StringProtocol) {
        guard opaque.utf8.allSatisfy({ Octet.isVisible($0) && $0 != Octet.quote }) else { return nil }
        self.opaque = String(opaque)
    }

    /// With its quotes, as in a field.
    public var description: String { "\"\(opaque)\"" }

    /// Whether the `If-None-Match` fields name it, or are `*`. The comparison is weak (RFC 9110, 13.1.2). A malformed
    /// field names nothing: the response is then sent again.
    public func isNamed(in values: [String]) -> Bool {
        if values.count == 1, values.first == "*" { return true }
        let own = Array(description.utf8)
        let tags = values.map { Self.list($0) }
        return tags.allSatisfy { $0 != nil } && tags.contains { $0?.contains { Array($0) == own } == true }
    }

    /// `#entity-tag`, each without its `W/`. A quoted tag may hold commas.
    private static func list(_ value: String) -> [Substring.UTF8View]? {
        var tags: [Substring.UTF8View] = []
        var rest = Substring(value).utf8
        while true {
            rest = rest.drop { Octet.isBlank($0) || $0 == Octet.comma }
            guard !rest.isEmpty else { return tags }
            guard let tag = takeTag(&rest) else { return nil }
            tags.append(tag)
            rest = rest.drop(while: Octet.isBlank)
            guard rest.first == nil || rest.first == Octet.comma else { return nil }
        }
    }

    private static func takeTag(_ rest: inout Substring.UTF8View) -> Substring.UTF8View? {
        if rest.starts(with: "W/".utf8) { rest = rest.dropFirst(2) }
        guard rest.first == Octet.quote, let end = rest.dropFirst().firstIndex(of: Octet.quote) else { return nil }
        let tag = rest[...end]
        rest = rest[rest.index(after: end)...]
        return tag.dropFirst().dropLast().allSatisfy(isTagCharacter) ? tag : nil
    }

    /// `etagc`.
    private static func isTagCharacter(_ byte: UInt8) -> Bool { Octet.isVisible(byte) || byte >= 0x80 }
}

extension Response {
    /// The same with the tag, or 304 if a GET or HEAD shows that the client already has it. 304 carries only the fields
    /// that update what is stored (RFC 9110, 15.4.5).
    public func conditional(_ tag: EntityTag, answering method: Method, ifNoneMatch values: [String]) -> Response {
        guard status == .ok, method == .get || method == .head else { return self }
        var response = self
        response.fields["ETag"] = tag.description
        guard !values.isEmpty, tag.isNamed(in: values) else { return response }
        return Response(.notModified, fields: response.fields.updatingStored)
    }
}

extension HeaderFields {
    fileprivate var updatingStored: HeaderFields {
        var kept = HeaderFields()
        for field in all where Self.ofNotModified.contains(field.name.lowercased()) { kept.append(field) }
        return kept
    }

    private static let ofNotModified: Set = ["cache-control", "content-location", "date", "etag", "expires", "vary"]
}
