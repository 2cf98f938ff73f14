import HTTPMessage

/// Decodes a chunked body (RFC 9112, 7.1). Extensions and trailers are read strictly and ignored.
struct ChunkedDecoder: Sendable {
    private enum Stage {
        case size, extensions, sizeEnd, data, dataReturn, dataEnd, trailers, over
    }

    private let limits: MessageLimits
    private var stage = Stage.size
    private var digits = 0
    private var size = 0
    private var extensionBytes = 0
    private var extensions = ChunkExtensionScanner()
    private var trailers = TrailerScanner()

    init(limits: MessageLimits) { self.limits = limits }

    var isOver: Bool { stage == .over }

    /// Returns how many bytes it used: all of them, unless the body ends earlier.
    mutating func read(
        _ buffer: [UInt8], _ unread: Range<Int>, into body: inout [UInt8]
    ) throws(Refusal) -> Int {
        var index = unread.lowerBound
        while index < unread.upperBound, stage != .over {
            if stage == .data {
                index += readData(buffer[index..<unread.upperBound], into: &body)
            } else {
                try take(buffer[index], bodyBytes: body.count)
                index += 1
            }
        }
        return index - unread.lowerBound
    }

    private mutating func readData(_ rest: ArraySlice<UInt8>, into body: inout [UInt8]) -> Int {
        let part = rest.prefix(size)
        body.append(contentsOf: part)
        size -= part.count
        if size == 0 { stage = .dataReturn }
        return part.count
    }

    private mutating func take(_ byte: UInt8, bodyBytes: Int) throws(Refusal) {
        switch stage {
        case .size: try takeSize(byte)
        case .extensions: try takeExtension(byte)
        case .sizeEnd: try finishSize(byte, bodyBytes)
        case .dataReturn: try expect(byte, Octet.carriageReturn, then: .dataEnd)
        case .dataEnd: try expect(byte, Octet.lineFeed, then: .size)
        case .trailers: if try trailers.take(byte, limits) { stage = .over }
        case .data, .over: break
        }
    }

    private mutating func expect(_ byte: UInt8, _ expected: UInt8, then next: Stage) throws(Refusal) {
        guard byte == expected else { throw .malformed }
        stage = next
    }

    private mutating func takeSize(_ byte: UInt8) throws(Refusal) {
        guard let value = Octet.hexValue(byte) else { return try leaveSize(byte) }
        digits += 1
        guard digits <= limits.chunkSizeDigits else { throw .malformed }
        // Beyond the limit it is refused at the end of the line: the exact size no longer matters.
        size = min(size << 4 | Int(value), limits.body + 1)
    }

    private mutating func leaveSize(_ byte: UInt8) throws(Refusal) {
        guard digits > 0 else { throw .malformed }
        if byte == Octet.carriageReturn { return stage = .sizeEnd }
        extensions = ChunkExtensionScanner()
        stage = .extensions
        try takeExtension(byte)
    }

    private mutating func takeExtension(_ byte: UInt8) throws(Refusal) {
        extensionBytes += 1
        guard extensionBytes <= limits.chunkExtensions else { throw .malformed }
        if try extensions.take(byte) { stage = .sizeEnd }
    }

    private mutating func finishSize(_ byte: UInt8, _ bodyBytes: Int) throws(Refusal) {
        try expect(byte, Octet.lineFeed, then: size == 0 ? .trailers : .data)
        guard size <= limits.body - bodyBytes else { throw Refusal(status: .contentTooLarge) }
        digits = 0
    }
}
