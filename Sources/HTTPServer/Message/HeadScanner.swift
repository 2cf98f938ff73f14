import HTTPMessage

/// Finds the parts of a head. It can stop after any byte and continue there, so no byte is read twice, and the result
/// does not depend on the portions in which the bytes arrived.
struct HeadScanner: Sendable {
    private enum Stage: UInt8 {
        case start, emptyLine, method, target, version, lineEnd, fieldStart, name, blanks, value, fieldEnd, headEnd,
            over
    }

    /// The next byte, counted from the beginning of the request.
    private(set) var position = 0
    private(set) var line = RequestLine()
    private var stage = Stage.start
    /// Where the current part began.
    private var mark = 0
    private var name = Extent.none

    var isOver: Bool { stage == .over }

    /// `bytes` begin with the request in each call.
    mutating func scan(
        _ bytes: Span<UInt8>, _ limits: MessageLimits, _ fields: inout [FieldExtent],
        _ notes: inout HeadNotes
    ) throws(Refusal) {
        let end = min(bytes.count, limits.head)
        while position < end, stage != .over {
            if stage.rawValue < Stage.fieldStart.rawValue {
                try scanLine(bytes, end)
            } else {
                try scanFields(bytes, end, limits.fields, &fields, &notes)
            }
        }
        guard stage == .over || position < limits.head else { throw Refusal(status: excess) }
    }

    private var excess: Status {
        stage.rawValue < Stage.fieldStart.rawValue ? .uriTooLong : .headerFieldsTooLarge
    }

    private mutating func scanLine(_ bytes: Span<UInt8>, _ end: Int) throws(Refusal) {
        switch stage {
        case .start: begin(bytes[position])
        case .emptyLine: try pass(bytes, Octet.lineFeed, to: .method)
        case .method: try scanMethod(bytes, end)
        case .target: try scanTarget(bytes, end)
        case .version: try scanVersion(bytes, end)
        case .lineEnd, .fieldStart, .name, .blanks, .value, .fieldEnd, .headEnd, .over:
            try pass(bytes, Octet.lineFeed, to: .fieldStart)
        }
    }

    private mutating func scanFields(
        _ bytes: Span<UInt8>, _ end: Int, _ most: Int, _ fields: inout [FieldExtent], _ notes: inout HeadNotes
    ) throws(Refusal) {
        switch stage {
        case .fieldStart: try startField(bytes[position], hasRoom: fields.count < most)
        case .name: try scanName(bytes, end)
        case .blanks: skipBlanks(bytes, end)
        case .value: try scanValue(bytes, end, &fields, &notes)
        case .fieldEnd: try pass(bytes, Octet.lineFeed, to: .fieldStart)
        case .headEnd, .start, .emptyLine, .method, .target, .version, .lineEnd, .over:
            try pass(bytes, Octet.lineFeed, to: .over)
        }
    }

    /// One empty line before the request is ignored (RFC 9112, 2.2).
    private mutating func begin(_ byte: UInt8) {
        guard byte == Octet.carriageReturn else { return stage = .method }
        position += 1
        stage = .emptyLine
    }

    /// A bare CR ends nothing (RFC 9112, 2.2).
    private mutating func pass(_ bytes: Span<UInt8>, _ byte: UInt8, to next: Stage) throws(Refusal) {
        guard bytes[position] == byte else { throw .malformed }
        move(to: next, from: position + 1)
    }

    private mutating func move(to next: Stage, from start: Int) {
        position = start
        mark = start
        stage = next
    }

    private mutating func scanMethod(_ bytes: Span<UInt8>, _ end: Int) throws(Refusal) {
        let index = bytes.end(of: .token, from: position, to: end)
        position = index
        guard index < end else { return }
        guard bytes[index] == Octet.space, index > mark else { throw .malformed }
        line.method = Extent(mark, index)
        move(to: .target, from: index + 1)
    }

    private mutating func scanTarget(_ bytes: Span<UInt8>, _ end: Int) throws(Refusal) {
        let index = bytes.end(of: .target, from: position, to: end)
        position = index
        guard index < end else { return }
        guard bytes[index] == Octet.space, index > mark else { throw .malformed }
        line.target = Extent(mark, index)
        move(to: .version, from: index + 1)
    }

    private mutating func scanVersion(_ bytes: Span<UInt8>, _ end: Int) throws(Refusal) {
        var index = position
        while index < end, bytes[index] != Octet.carriageReturn, index < mark + RequestLine.versionLength { index += 1 }
        position = index
        guard index < end else { return }
        guard bytes[index] == Octet.carriageReturn else { throw .malformed }
        try line.read(bytes, version: Extent(mark, index))
        move(to: .lineEnd, from: index + 1)
    }

    /// A line that begins with a blank (a folded one) is rejected (RFC 9112, 5.2).
    private mutating func startField(_ byte: UInt8, hasRoom: Bool) throws(Refusal) {
        if byte == Octet.carriageReturn { return move(to: .headEnd, from: position + 1) }
        guard Octet.isToken(byte) else { throw .malformed }
        guard hasRoom else { throw Refusal(status: .headerFieldsTooLarge) }
        stage = .name
    }

    /// No blank is allowed between name and colon (RFC 9112, 5.1).
    private mutating func scanName(_ bytes: Span<UInt8>, _ end: Int) throws(Refusal) {
        let index = bytes.end(of: .token, from: position, to: end)
        position = index
        guard index < end else { return }
        guard bytes[index] == Octet.colon else { throw .malformed }
        name = Extent(mark, index)
        move(to: .blanks, from: index + 1)
    }

    private mutating func skipBlanks(_ bytes: Span<UInt8>, _ end: Int) {
        var index = position
        while index < end, Octet.isBlank(bytes[index]) { index += 1 }
        position = index
        if index < end { move(to: .value, from: index) }
    }

    private mutating func scanValue(
        _ bytes: Span<UInt8>, _ end: Int, _ fields: inout [FieldExtent], _ notes: inout HeadNotes
    ) throws(Refusal) {
        let index = bytes.end(of: .value, from: position, to: end)
        position = index
        guard index < end else { return }
        guard bytes[index] == Octet.carriageReturn else { throw .malformed }
        let field = FieldExtent(name: name, value: bytes.trimmed(Extent(mark, index)))
        notes.note(field, at: fields.count, in: bytes)
        fields.append(field)
        move(to: .fieldEnd, from: index + 1)
    }
}

/// The positions of a field's name and of its value, without surrounding blanks.
struct FieldExtent: Equatable, Sendable {
    var name: Extent
    var value: Extent
}
