import Glibc
import HTTPServer
import JSON
import TLS
import WireCases

// The HTTP server by itself, so that tests can hold it against others and set them before it. What it prints is JSON, a
// line each.
//
//     server-driver listen [PORT]   serve on 127.0.0.1 until SIGTERM; prints the port, then every request that it sees
//     server-driver streams [PORT]  the same with streams, which all get what is posted
// With KITH_CERTIFICATE and KITH_KEY, both also speak HTTPS.
//
//     server-driver cases           the table of wire cases

func drive(_ arguments: [String]) -> Int32 {
    switch (arguments.first, arguments.dropFirst().first.map(UInt16.init)) {
    case ("listen", nil): listenWithEcho(port: 0)
    case ("listen", let port??): listenWithEcho(port: port)
    case ("streams", nil): listenWithStreams(port: 0)
    case ("streams", let port??): listenWithStreams(port: port)
    case ("cases", nil): printCases()
    default: 2
    }
}

private func listenWithEcho(port: UInt16) -> Int32 {
    let echo = Echo()
    return run(
        Server(limits: .ofTests) { request, sender, _ in .response(echo.answer(request.request, from: sender)) }, port)
}

private func listenWithStreams(port: UInt16) -> Int32 {
    let hub = StreamHub()
    let server = Server(limits: .ofTests, streams: hub.note) { request, _, reply in hub.answer(request, reply) }
    hub.serve(by: server)
    return run(server, port)
}

private func run(_ server: Server, _ port: UInt16) -> Int32 {
    let end = EndSignals()
    if let certificate = variable("KITH_CERTIFICATE"), let key = variable("KITH_KEY") {
        do {
            server.update(tls: try TLSContext(certificate: certificate, key: key, now: Int64(time(nil))))
        } catch {
            say("{\"failed\":\"\(error.text)\"}")
            return 1
        }
    }
    do {
        let bound = try server.listen(address: [127, 0, 0, 1], port: port)
        say("{\"port\":\(bound)}")
    } catch {
        say("{\"failed\":\"\(error)\"}")
        return 1
    }
    end.wait()
    return server.stop() ? 0 : 1
}

private func variable(_ name: String) -> String? {
    guard let value = unsafe getenv(name) else { return nil }
    return unsafe String(cString: value)
}

extension Server.Limits {
    /// Everything comes from one address.
    fileprivate static var ofTests: Server.Limits {
        var limits = Server.Limits()
        limits.handshakesOfAnAddress = Rate(1_000_000, per: .seconds(60))
        limits.handshakes = Rate(1_000_000, per: .seconds(1))
        return limits
    }
}

private func printCases() -> Int32 {
    for wire in WireCase.all { say(wire.json.text) }
    return 0
}

/// SIGTERM and SIGINT, held back from all threads that are begun later, until they are waited for.
private struct EndSignals {
    private var signals = sigset_t()

    init() {
        unsafe sigemptyset(&signals)
        for signal in [SIGTERM, SIGINT] { unsafe sigaddset(&signals, signal) }
        unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
    }

    func wait() {
        var (signals, signal) = (signals, Int32(0))
        unsafe sigwait(&signals, &signal)
    }
}

/// One system call a line: a line is there whole or not at all, whenever the process ends.
func say(_ line: String) {
    let bytes = Array((line + "\n").utf8)
    _ = unsafe bytes.withUnsafeBytes { unsafe write(STDOUT_FILENO, $0.baseAddress, $0.count) }
}
