public import HTTPMessage

/// Encodes Server-Sent Events (HTML standard).
public enum EventStream {
    /// Encodes one event. Data may have any line ends: the client sees each as one LF. NUL in it stays.
    ///
    /// Returns nil if `id` or `event` holds CR, LF or NUL, which would change the meaning of the event.
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

    /// A comment, which clients ignore. It shows clients and proxies that the connection is alive.
    public static let heartbeat = Array(":\n\n".utf8)

    /// How long a client waits before it reconnects.
    public static func retry(milliseconds: UInt32) -> [UInt8] { Array("retry: \(milliseconds)\n\n".utf8) }

    /// The fields of the response. They keep caches and proxies from holding events back: nginx buffers responses by
    /// default.
    public static let fields: HeaderFields = [
        "Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no",
    ]

    private static let lineFeed: UInt8 = 10

    private static func isLineEnd(_ byte: UInt8) -> Bool { byte == lineFeed || byte == 13 }

    /// One line more than there are line ends. CRLF is one line end.
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
