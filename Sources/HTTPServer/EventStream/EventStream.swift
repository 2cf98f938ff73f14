public import HTTPMessage

/// Server-Sent Events, as the HTML standard has them.
public enum EventStream {
    /// One event, which ends where the next begins. Data may have any line ends; the client sees each as one LF. NUL in
    /// it is left alone.
    ///
    /// Nil where `id` or `event` holds CR, LF or NUL, and so would be something else than it says.
    public static func encode(id: String?, event: String?, data: [UInt8]) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(data.count + 64)
        for (name, value) in [("id: ", id), ("event: ", event)] {
            guard let value else { continue }
            guard !value.utf8.contains(where: { $0 == 0 || isLineEnd($0) }) else { return nil }
            bytes += name.utf8
            bytes += value.utf8
            bytes.append(lineFeed)
        }
        for line in lines(of: data) {
            bytes += "data: ".utf8
            bytes += line
            bytes.append(lineFeed)
        }
        bytes.append(lineFeed)
        return bytes
    }

    /// A comment, which clients pass over: so that they, and what lies between, see that the connection lives.
    public static let heartbeat = Array(":\n\n".utf8)

    /// How long a client waits before it comes again.
    public static func retry(milliseconds: UInt32) -> [UInt8] { Array("retry: \(milliseconds)\n\n".utf8) }

    /// What the head of the response says. Nothing may keep an event back, and none is kept: nginx collects answers
    /// unless told not to.
    public static let fields: HeaderFields = [
        "Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no",
    ]

    private static let lineFeed: UInt8 = 10

    private static func isLineEnd(_ byte: UInt8) -> Bool { byte == lineFeed || byte == 13 }

    /// One more than there are line ends; CRLF is one.
    private static func lines(of data: [UInt8]) -> [ArraySlice<UInt8>] {
        var lines: [ArraySlice<UInt8>] = []
        var start = 0
        while let end = data[start...].firstIndex(where: isLineEnd) {
            lines.append(data[start..<end])
            let isPair = data[end...].starts(with: [13, lineFeed])
            start = end + (isPair ? 2 : 1)
        }
        return lines + [data[start...]]
    }
}
