import HTTPMessage

/// Reads the trailer section up to the empty line that ends the body (RFC 9112, 7.1.2), by the rules of header fields.
struct TrailerScanner: Sendable {
    private enum Stage { case start, name, value, fieldEnd, end }

    private var stage = Stage.start
    private var bytes = 0
    private var fields = 0

    /// Returns whether this was the last byte.
    mutating func take(_ byte: UInt8, _ limits: MessageLimits) throws(Refusal) -> Bool {
        bytes += 1
        // The CRLF of the empty line is not part of the trailers.
        guard bytes <= limits.trailerBytes + 2 else { throw Refusal(status: .headerFieldsTooLarge) }
        switch stage {
        case .start: try start(byte, limits.trailers)
        case .name: try takeName(byte)
        case .value: try takeValue(byte)
        case .fieldEnd: stage = try passed(byte, to: .start)
        case .end: return try passed(byte, to: .end) == .end
        }
        return false
    }

    private func passed(_ byte: UInt8, to next: Stage) throws(Refusal) -> Stage {
        guard byte == Octet.lineFeed else { throw .malformed }
        return next
    }

    private mutating func start(_ byte: UInt8, _ most: Int) throws(Refusal) {
        if byte == Octet.carriageReturn { return stage = .end }
        guard Octet.isToken(byte) else { throw .malformed }
        fields += 1
        guard fields <= most else { throw Refusal(status: .headerFieldsTooLarge) }
        stage = .name
    }

    private mutating func takeName(_ byte: UInt8) throws(Refusal) {
        guard byte == Octet.colon || Octet.isToken(byte) else { throw .malformed }
        if byte == Octet.colon { stage = .value }
    }

    private mutating func takeValue(_ byte: UInt8) throws(Refusal) {
        guard byte == Octet.carriageReturn || Octet.isFieldContent(byte) else { throw .malformed }
        if byte == Octet.carriageReturn { stage = .fieldEnd }
    }
}
