import CLinux
import Glibc
import HTTPMessage

/// One connection, which carries one request.
final class Connection: Sendable {
    typealias Answer = (Request, ConnectionInfo, (Response) -> Void) -> Void

    private let socket: Socket
    private let limits: Server.Limits

    init(_ socket: consuming Socket, limits: Server.Limits) {
        self.socket = socket
        self.limits = limits
    }

    func serve(_ answer: Answer) {
        guard let info else { return }
        switch readRequest() {
        case .complete(let request): answer(request, info) { send($0, answering: request.method) }
        case .refused(let status):
            send(Response(status), answering: .get)
            drain()
        case .incomplete: break
        }
    }

    private var info: ConnectionInfo? {
        if socket.isUnix { return socket.unixPeer.map(ConnectionInfo.unix) }
        guard let peer = socket.peerAddress, let local = socket.localAddress else { return nil }
        return .tcp(peer: peer, local: local)
    }

    /// Incomplete where the client went away; one that is merely slow is told so.
    private func readRequest() -> RequestParser.Progress {
        var parser = RequestParser(limits: limits)
        let deadline = ContinuousClock.now + limits.patience
        var hasBegun = false
        while let bytes = socket.receive(until: deadline) {
            guard !bytes.isEmpty else { return .incomplete }
            hasBegun = true
            let progress = parser.read(bytes)
            guard progress == .incomplete else { return progress }
            guard parser.awaitsContinue else { continue }
            _ = socket.send(Response(.continue).wireBytes(answering: .get), until: deadline)
        }
        return hasBegun ? .refused(.requestTimeout) : .incomplete
    }

    private func send(_ response: Response, answering method: Method) {
        var response = response
        response.fields["Date"] = httpDate(time(nil))
        response.fields["Connection"] = "close"
        _ = socket.send(response.wireBytes(answering: method), until: .now + limits.patience)
        shutdown(socket.descriptor, Int32(SHUT_WR))
    }

    /// Closing with bytes unread resets the connection, and the client might never see why it was refused.
    private func drain() {
        let deadline = ContinuousClock.now + .seconds(1)
        while let bytes = socket.receive(until: deadline), !bytes.isEmpty, ContinuousClock.now < deadline {}
    }
}

/// The `Date` field's form (RFC 9110, 5.6.7).
func httpDate(_ now: Int) -> String {
    var now = now
    var parts = unsafe tm()
    guard unsafe gmtime_r(&now, &parts) != nil else { return "" }
    let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let date = unsafe "\(two(parts.tm_mday)) \(months[Int(parts.tm_mon)]) \(parts.tm_year + 1900)"
    let clock = unsafe "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))"
    return unsafe "\(days[Int(parts.tm_wday)]), \(date) \(clock) GMT"
}
