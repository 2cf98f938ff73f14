/// The protocol within TLS that the server speaks.
enum ApplicationProtocol {
    private static let name = Array("http/1.1".utf8)

    /// Where it is in a client's list, in which each name follows its length (RFC 7301, 3.1). Nil if the client does not
    /// offer it.
    static func place(in list: [UInt8]) -> Range<Int>? {
        var rest = list[...]
        while let length = rest.popFirst().map(Int.init), length <= rest.count {
            let offered = rest.prefix(length)
            if offered.elementsEqual(name) { return offered.indices }
            rest = rest.dropFirst(length)
        }
        return nil
    }
}
