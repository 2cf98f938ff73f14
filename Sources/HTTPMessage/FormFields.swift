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
        var fields: [Field] = []
        // By bytes: a separator and a combining mark would be one character.
        for pair in encoded.utf8.split(separator: UInt8(ascii: "&")) {
            let name = pair.prefix { $0 != UInt8(ascii: "=") }
            let value = pair.dropFirst(name.count + 1)
            guard let name = PercentEncoding.decode(bytes: name, plusIsSpace: true),
                let value = PercentEncoding.decode(bytes: value, plusIsSpace: true)
            else { return nil }
            fields.append(Field(name: name, value: value))
        }
        all = fields
    }

    /// The first value under that name.
    public subscript(name: String) -> String? { all.first { $0.isNamed(name) }?.value }

    /// Every value under that name.
    public func values(of name: String) -> [String] { all.filter { $0.isNamed(name) }.map(\.value) }
}

extension FormFields.Field {
    /// By bytes: as strings, the Kelvin sign equals `K`.
    fileprivate func isNamed(_ name: String) -> Bool { self.name.utf8.elementsEqual(name.utf8) }
}
