import CLinux
import Glibc
import HTTPMessage

/// One connection of the loop: bytes in, requests out one after the other, answers in the same order.
final class LoopConnection {
    enum Phase {
        /// Between requests or within one.
        case reading
        /// A request is with the handler. Nothing more is read meanwhile: who sends on fills the kernel's buffer, not ours.
        case answering(Method, keepsAlive: Bool)
        /// The last answer is on its way; then the connection ends.
        case closing
        /// All is sent, and what still comes is thrown away: closing with bytes unread would reset the connection, and the
        /// other side might never see its answer.
        case draining
    }

    enum Event {
        case request(Request)
        case refused
        case nothing
    }

    let token: Token
    let info: ConnectionInfo
    private let socket: Socket
    private let limits: Server.Limits
    private var parser: RequestParser
    private var input: ArraySlice<UInt8> = []
    private var output: ArraySlice<UInt8> = []
    private(set) var phase = Phase.reading
    private(set) var interest = Interest.reading
    private(set) var deadline: ContinuousClock.Instant
    /// Within a request, as against waiting for one.
    private var hasBegun = false

    init(
        _ socket: consuming Socket, token: Token, info: ConnectionInfo, limits: Server.Limits,
        now: ContinuousClock.Instant
    ) {
        self.token = token
        self.info = info
        self.socket = socket
        self.limits = limits
        parser = RequestParser(limits: limits)
        deadline = now + limits.idle
    }

    /// Who does not take its answers gets no more of them: nothing is read or answered until some have left.
    private var isFull: Bool { output.count > 64 * 1_024 }

    var isIdle: Bool { if case .reading = phase { !hasBegun && input.isEmpty } else { false } }

    /// Takes what has come, once: who sends without end gets no more of the loop's time than the others. False where the
    /// other side is gone.
    func receive(into room: inout [UInt8], now: ContinuousClock.Instant) -> Bool {
        let count = unsafe room.withUnsafeMutableBytes {
            unsafe recv(token.descriptor, $0.baseAddress, $0.count, Int32(MSG_DONTWAIT))
        }
        guard count > 0 else { return count < 0 && (errno == EAGAIN || errno == EINTR) }
        if case .draining = phase { return true }
        input += room[..<count]
        if !hasBegun {
            hasBegun = true
            deadline = now + limits.patience
        }
        return true
    }

    /// The next request of what has come, if it is whole.
    func next(date: [UInt8]) -> Event {
        guard case .reading = phase, !input.isEmpty, !isFull else { return .nothing }
        let progress = parser.read(input)
        input = input.dropFirst(parser.bytesTaken)
        switch progress {
        case .incomplete:
            if parser.awaitsContinue { output += Response(.continue).wireBytes(answering: .get) }
            return .nothing
        case .refused(let status):
            phase = .closing
            input = []
            write(Response(status), answering: .get, date: date, keepsAlive: false)
            return .refused
        case .complete(let request):
            phase = .answering(request.method, keepsAlive: parser.keepsAlive)
            parser = RequestParser(limits: limits)
            hasBegun = !input.isEmpty
            return .request(request)
        }
    }

    func answer(_ response: Response, date: [UInt8], isStopping: Bool, now: ContinuousClock.Instant) {
        guard case .answering(let method, let keepsAlive) = phase else { return }
        let goesOn = keepsAlive && !isStopping
        phase = goesOn ? .reading : .closing
        deadline = now + (hasBegun ? limits.patience : limits.idle)
        write(response, answering: method, date: date, keepsAlive: goesOn)
    }

    func refuseSlowness(date: [UInt8]) {
        phase = .closing
        input = []
        write(Response(.requestTimeout), answering: .get, date: date, keepsAlive: false)
    }

    private func write(_ response: Response, answering method: Method, date: [UInt8], keepsAlive: Bool) {
        var response = response
        response.fields["Date"] = String(decoding: date, as: UTF8.self)
        if !keepsAlive { response.fields["Connection"] = "close" }
        output += response.wireBytes(answering: method)
    }

    /// Sends what can be sent now. False where the other side is gone.
    func flush() -> Bool {
        while !output.isEmpty {
            let count = unsafe output.withUnsafeBytes {
                unsafe send(token.descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
            }
            guard count >= 0 else { return errno == EAGAIN || errno == EINTR }
            output = output.dropFirst(count)
        }
        output = []
        return true
    }

    /// What to wait for from here, and whether that has changed.
    func settle(now: ContinuousClock.Instant) -> Bool {
        if case .closing = phase, output.isEmpty {
            shutdown(token.descriptor, Int32(SHUT_WR))
            phase = .draining
            deadline = now + .seconds(1)
        }
        var wanted: Interest =
            switch phase {
            case .reading: isFull ? [] : .reading
            case .draining: .reading
            case .answering, .closing: []
            }
        if !output.isEmpty { wanted.insert(.writing) }
        defer { interest = wanted }
        return wanted != interest
    }
}
