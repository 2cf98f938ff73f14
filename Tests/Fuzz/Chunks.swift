import HTTPMessage

@testable import HTTPServer

// The chunk decoder: whole, in portions, and against a second reader that is not strict; and chunks as the server itself
// writes them. Choice: bit 0, narrow limits.

func fuzz(_ input: Input) {
    let limits = input.chose(0) ? narrow : MessageLimits()
    let whole = Decoding([input.bytes[...]], limits)
    precondition(whole == Decoding(input.portions, limits), "portions change what is read")
    precondition(whole.body.count <= limits.body, "the body is over its limit")
    precondition(whole.isOver || whole.refusal != nil || whole.taken == input.bytes.count, "bytes are left unread")
    if whole.isOver {
        let plain = Plain(input.bytes.prefix(whole.taken))
        precondition(plain.body == whole.body, "the body is another")
        precondition(plain.digits <= limits.chunkSizeDigits, "a size has too many digits")
        precondition(plain.extensions <= limits.chunkExtensions, "the extensions are over their limit")
        precondition(plain.trailers.reduce(0) { $0 + $1.count + 2 } <= limits.trailerBytes, "the trailers are too long")
        precondition(plain.trailers.count <= limits.trailers, "there are too many trailers")
        precondition(plain.trailers.allSatisfy { HeaderField(line: $0) != nil }, "a trailer that is no field")
    }
    roundTrip(input)
}

private let narrow = {
    var limits = MessageLimits()
    (limits.body, limits.chunkSizeDigits, limits.chunkExtensions) = (24, 3, 16)
    (limits.trailerBytes, limits.trailers) = (32, 2)
    return limits
}()

private struct Decoding: Equatable {
    private(set) var body: [UInt8] = []
    private(set) var taken = 0
    private(set) var isOver = false
    private(set) var refusal: Status?

    init(_ portions: [ArraySlice<UInt8>], _ limits: MessageLimits) {
        var decoder = ChunkedDecoder(limits: limits)
        do throws(Refusal) {
            for portion in portions {
                let buffer = [0xFF] + portion
                taken += try decoder.read(buffer, 1..<buffer.count, into: &body)
            }
            isOver = decoder.isOver
        } catch {
            // How far it came in the portion with the fault is nobody's concern.
            (taken, refusal) = (0, error.status)
        }
    }
}

/// A valid body, line by line, with any text in the lines.
private struct Plain {
    private(set) var body: [UInt8] = []
    /// Of the longest size.
    private(set) var digits = 0
    /// Bytes behind the sizes, with the CR where there are any.
    private(set) var extensions = 0
    private(set) var trailers: [ArraySlice<UInt8>] = []

    init(_ bytes: ArraySlice<UInt8>) {
        var rest = bytes
        while let line = Self.line(&rest) {
            let digits = line.prefix { Octet.hexValue($0) != nil }
            precondition(!digits.isEmpty, "a size without digits")
            self.digits = max(self.digits, digits.count)
            let more = line.dropFirst(digits.count)
            extensions += more.isEmpty ? 0 : more.count + 1
            precondition(!" \t;=".utf8.contains(more.last ?? 0), "an extension without its end")
            guard let size = Int(String(decoding: digits, as: UTF8.self), radix: 16), size > 0 else { break }
            body += rest.prefix(size)
            rest = rest.dropFirst(size)
            precondition(rest.starts(with: [13, 10]), "something else stands behind a chunk")
            rest = rest.dropFirst(2)
        }
        while let line = Self.line(&rest), !line.isEmpty { trailers.append(line) }
        precondition(rest.isEmpty && bytes.suffix(4) == [13, 10, 13, 10], "it does not end with an empty line")
    }

    private static func line(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard let end = rest.firstIndex(of: Octet.carriageReturn) else { return nil }
        defer { rest = rest[end...].dropFirst(2) }
        return rest[..<end]
    }
}

/// What the server writes in chunks, its decoder takes off again, and nothing after it.
private func roundTrip(_ input: Input) {
    var bytes: [UInt8] = []
    let stream = ResponseWriter.start(Response(.ok), ReplyTerms(), date: [], into: &bytes)
    bytes = []
    for portion in input.portions { stream.write(portion, into: &bytes) }
    stream.end(into: &bytes)
    var (decoder, body) = (ChunkedDecoder(limits: MessageLimits()), [UInt8]())
    let taken = try? decoder.read(bytes + [0x58], 0..<bytes.count + 1, into: &body)
    precondition(taken == bytes.count && decoder.isOver && body == input.bytes, "what was written is read otherwise")
}
