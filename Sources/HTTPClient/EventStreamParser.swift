/// One event of an event stream (HTML standard).
public struct ServerSentEvent: Equatable, Sendable {
    /// The last `id` so far, of this event or of an earlier one. Empty if there was none.
    public let id: String
    /// `message` if the stream does not say.
    public let event: String
    /// Its lines, separated by LF.
    public let data: String
}

/// Reads an event stream byte by byte (HTML standard, 9.2.6). Its only errors are sizes that are too large.
struct EventStreamParser {
    static let longestLine = 64 * 1024
    static let mostData = 1024 * 1024

    private var line: [UInt8] = []
    private var isFirstLine = true
    private var followsReturn = false
    private var id = ""
    private var event = ""
    /// With an LF after each line.
    private var data: [UInt8] = []
    /// An `id` applies from the end of its block.
    private(set) var lastEventID = ""
    private(set) var retry: Duration?

    /// Returns the event that this byte completes, if any.
    mutating func take(_ byte: UInt8) throws(ClientError) -> ServerSentEvent? {
        defer { followsReturn = byte == carriageReturn }
        switch byte {
        case lineFeed where followsReturn: return nil
        case lineFeed, carriageReturn: return try endLine()
        default:
            guard line.count < Self.longestLine else { throw .malformed }
            line.append(byte)
            return nil
        }
    }

    private mutating func endLine() throws(ClientError) -> ServerSentEvent? {
        var text = line[...]
        if isFirstLine, text.starts(with: byteOrderMark) { text = text.dropFirst(byteOrderMark.count) }
        isFirstLine = false
        defer { line.removeAll(keepingCapacity: true) }
        guard !text.isEmpty else { return dispatch() }
        // A line with a leading colon is a comment.
        let name = text.prefix { $0 != colon }
        var value = text.dropFirst(name.count + 1)
        if value.first == space { value = value.dropFirst() }
        try take(String(decoding: name, as: UTF8.self), value)
        return nil
    }

    private mutating func take(_ name: String, _ value: ArraySlice<UInt8>) throws(ClientError) {
        switch name {
        case "event": event = String(decoding: value, as: UTF8.self)
        case "data":
            guard data.count + value.count <= Self.mostData else { throw .malformed }
            data += value
            data.append(lineFeed)
        case "id": if !value.contains(0) { id = String(decoding: value, as: UTF8.self) }
        case "retry": retry = milliseconds(value) ?? retry
        default: break
        }
    }

    /// Digits only. A value that is too large for a number is ignored.
    private func milliseconds(_ value: ArraySlice<UInt8>) -> Duration? {
        guard value.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int64(String(decoding: value, as: UTF8.self)).map { .milliseconds($0) }
    }

    private mutating func dispatch() -> ServerSentEvent? {
        defer { (event, data) = ("", []) }
        lastEventID = id
        guard !data.isEmpty else { return nil }
        return ServerSentEvent(
            id: id, event: event.isEmpty ? "message" : event, data: String(decoding: data.dropLast(), as: UTF8.self))
    }
}

private let lineFeed: UInt8 = 10
private let carriageReturn: UInt8 = 13
private let space: UInt8 = 32
private let colon = UInt8(ascii: ":")
private let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
