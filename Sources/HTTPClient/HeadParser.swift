import HTTPMessage

/// Turns the bytes of a head into status and fields. Bytes that are not HTTP/1.x, or more than 16 KiB, are malformed.
struct HeadParser {
    static let limit = 16 * 1024

    private var lines = LineAssembler()
    /// The size of all heads together, including interim responses.
    private var count = 0
    private var head: Response?

    /// Returns the head when it is complete. Removes its bytes, and leaves what follows.
    mutating func read(_ bytes: inout ArraySlice<UInt8>) throws(ClientError) -> Response? {
        while let byte = bytes.popFirst() {
            count += 1
            guard count <= Self.limit else { throw .malformed }
            switch lines.take(byte) {
            case .more: break
            case .broken: throw .malformed
            case .line(let line): if let head = try take(line) { return head }
            }
        }
        return nil
    }

    private mutating func take(_ line: [UInt8]) throws(ClientError) -> Response? {
        guard let head else {
            self.head = Response(try readStatus(line))
            return nil
        }
        guard line.isEmpty else {
            guard let field = HeaderField(line: line) else { throw .malformed }
            self.head?.fields.append(field)
            return nil
        }
        // No upgrade was requested, so a status below 200 is only an interim response.
        guard head.status != .switchingProtocols else { throw .malformed }
        self.head = nil
        return head.status.code >= 200 ? head : nil
    }

    private func readStatus(_ line: [UInt8]) throws(ClientError) -> Status {
        let text = String(decoding: line, as: UTF8.self)
        let parts = text.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count >= 2, parts[0] == "HTTP/1.1" || parts[0] == "HTTP/1.0", parts[1].utf8.count == 3,
            let code = number(parts[1], radix: 10), let status = Status(code: code)
        else { throw .malformed }
        return status
    }
}

/// `Int.init` would accept a sign.
func number(_ text: some StringProtocol, radix: Int) -> Int? {
    guard let first = text.utf8.first, first != UInt8(ascii: "+"), first != UInt8(ascii: "-") else { return nil }
    return Int(text, radix: radix)
}
