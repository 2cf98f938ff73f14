/// Names and values of a query or of a form's body (`application/x-www-form-urlencoded`), in their order.
public struct FormFields: Equatable, Sendable {
    /// A name and its value, both decoded.
    public struct Field: Equatable, Sendable {
        /// Left of the first `=`.
        public let name: String
        /// Right of it; empty without one.
        public let value: String
    }

    /// Every field, repeated ones too.
    public let all: [Field]

    /// Returns nil if any part cannot be decoded.
    public init?(_ encoded: some StringProtocol) {
        let encoded = String(encoded)
        // By bytes: a separator and a combining mark would be one character.
        let bytes = encoded.utf8.span
        var fields: [Field] = []
        var start = 0
        while start < bytes.count {
            let end = bytes.first(UInt8(ascii: "&"), from: start)
            if start < end {
                guard let field = Field(bytes.extracting(start..<end)) else { return nil }
                fields.append(field)
            }
            start = end + 1
        }
        all = fields
    }

    /// The first value under that name.
    public subscript(name: String) -> String? { all.first { $0.isNamed(name) }?.value }

    /// Every value under that name.
    public func values(of name: String) -> [String] { all.filter { $0.isNamed(name) }.map(\.value) }
}

extension FormFields.Field {
    /// Of `name=value`, still encoded.
    fileprivate init?(_ pair: Span<UInt8>) {
        let mark = pair.first(UInt8(ascii: "="))
        guard let name = pair.extracting(0..<mark).decodedInForm,
            let value = pair.extracting(min(mark + 1, pair.count)...).decodedInForm
        else { return nil }
        (self.name, self.value) = (name, value)
    }

    /// By bytes: as strings, the Kelvin sign equals `K`.
    fileprivate func isNamed(_ name: String) -> Bool { self.name.utf8.elementsEqual(name.utf8) }
}

extension Span<UInt8> {
    fileprivate var decodedInForm: String? {
        // The common case: visible ASCII needs no decoding.
        for index in indices {
            let byte = self[index]
            guard byte.isVisible, byte != UInt8(ascii: "%"), byte != UInt8(ascii: "+") else {
                return PercentEncoding.decode(bytes: indices.map { self[$0] }, plusIsSpace: true)
            }
        }
        return text(indices)
    }
}
