public import HTTPMessage

/// One request and how it was answered, for a log.
public struct AccessRecord: Sendable {
    /// Who asked.
    public let connection: ConnectionInfo
    /// What was wanted done.
    public let method: Method
    /// To what, as it was written, without the query: that may hold what nobody but the two ends should read.
    public let path: String
    /// How it went; 101 and 200 where a stream began.
    public let status: Status
    /// From the whole request to its answer.
    public let duration: Duration

    /// `192.168.1.77 "GET /join" 200 0.214 ms`. What a peer chose is visible ASCII, as the reader lets nothing else in.
    public var line: String {
        let microseconds = duration / .microseconds(1)
        let whole = Int(microseconds)
        let (milliseconds, rest) = (whole / 1_000, whole % 1_000)
        let fraction = rest < 10 ? "00\(rest)" : rest < 100 ? "0\(rest)" : "\(rest)"
        return "\(place) \"\(method.name) \(path)\" \(status.code) \(milliseconds).\(fraction) ms"
    }

    private var place: String {
        switch connection {
        case .tcp(let peer, _): peer.text
        case .unix(let peer): "uid=\(peer.uid)"
        }
    }
}

extension AccessRecord {
    init(_ request: ReceivedRequest, _ connection: ConnectionInfo, _ status: Status, _ duration: Duration) {
        let target = request.rawTarget
        let path = target.prefix { $0 != UInt8(ascii: "?") }
        self.init(
            connection: connection, method: request.method, path: String(decoding: path, as: UTF8.self),
            status: status, duration: duration)
    }
}
