import CLinux
import Glibc
import HTTPMessage

/// One connection of the loop: bytes in, requests out one after the other, answers in the same order.
final class LoopConnection {
    enum Phase {
        /// Between requests or within one.
        case reading
        /// A request is with the handler. Nothing more is read meanwhile: who sends on fills the kernel's buffer, not ours.
        case answering(ReplyTerms)
        /// The last answer is on its way; then the connection ends, at once or after draining.
        case closing(lingers: Bool)
        /// All is sent, and what still comes is thrown away: closing with bytes unread would reset the connection, and the
        /// other side might never see its answer.
        case draining
    }

    let token: Token
    let info: ConnectionInfo
    /// What it is counted by.
    let key: AddressKey?
    private let socket: Socket
    private let limits: Server.Limits
    private var reader: RequestReader
    private var input: [UInt8] = []
    /// How much of the input the reader is done with.
    private var consumed = 0
    private var output: [UInt8] = []
    /// How much of the output the kernel has.
    private var sent = 0
    private(set) var phase = Phase.reading
    private(set) var interest = Interest.reading
    private(set) var deadline: ContinuousClock.Instant

    init(
        _ socket: consuming Socket, token: Token, info: ConnectionInfo, key: AddressKey?, limits: Server.Limits,
        now: ContinuousClock.Instant
    ) {
        self.token = token
        self.info = info
        self.key = key
        self.socket = socket
        self.limits = limits
        reader = RequestReader(limits: limits.message)
        deadline = now + limits.idle
    }

    /// Who does not take its answers gets no more of them: nothing is read or answered until some have left.
    private var isFull: Bool { output.count - sent > 64 * 1_024 }

    /// Something of a request is there that has not been answered.
    private var isInside: Bool { reader.isInside || consumed < input.count }

    var isIdle: Bool { if case .reading = phase { !isInside } else { false } }

    /// Takes what has come, once: who sends without end gets no more of the loop's time than the others. False where the
    /// other side is gone.
    func receive(into room: inout [UInt8], now: ContinuousClock.Instant) -> Bool {
        let count = unsafe room.withUnsafeMutableBytes {
            unsafe recv(token.descriptor, $0.baseAddress, $0.count, Int32(MSG_DONTWAIT))
        }
        guard count > 0 else { return count < 0 && (errno == EAGAIN || errno == EINTR) }
        if case .draining = phase { return true }
        if !isInside { deadline = now + limits.patience }
        input += room[..<count]
        return true
    }

    /// The next request of what has come, if it is whole.
    func next(date: [UInt8]) -> Request? {
        guard case .reading = phase, consumed < input.count, !isFull else { return nil }
        switch reader.read(input, consumed..<input.count) {
        case .incomplete(let count): take(count)
        case .awaitsContinue(let count):
            take(count)
            output += ResponseWriter.continue
        case .complete(let count):
            take(count)
            phase = .answering(ReplyTerms(answering: reader.request))
            return reader.request.request
        case .refused(let status): refuse(status, date: date)
        }
        return nil
    }

    /// Room beyond a little is given back when all is read: connections idle much longer than they speak.
    private func take(_ count: Int) {
        consumed += count
        guard consumed == input.count else { return }
        input.removeAll(keepingCapacity: input.capacity <= 4_096)
        consumed = 0
    }

    func answer(_ response: Response, date: [UInt8], isStopping: Bool, now: ContinuousClock.Instant) {
        guard case .answering(var terms) = phase else { return }
        // Who asked for the end sends nothing more; who did not may be sending already.
        let lingers = terms.keepsAlive || consumed < input.count
        terms.keepsAlive = terms.keepsAlive && !isStopping
        phase = terms.keepsAlive ? .reading : .closing(lingers: lingers)
        deadline = now + (isInside ? limits.patience : limits.idle)
        ResponseWriter.write(response, terms, date: date, into: &output)
    }

    /// The framing is in doubt, or too slow: nothing that still comes is looked at.
    func refuse(_ status: Status, date: [UInt8]) {
        phase = .closing(lingers: true)
        input = []
        consumed = 0
        ResponseWriter.write(Response(status), .refusal, date: date, into: &output)
    }

    /// Nothing is left to do but to close.
    var isOver: Bool { if case .closing(lingers: false) = phase { output.isEmpty } else { false } }

    /// Sends what can be sent now. False where the other side is gone.
    func flush() -> Bool {
        while sent < output.count {
            let count = unsafe output.withUnsafeBytes { bytes in
                let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[sent...])
                return unsafe send(token.descriptor, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
            }
            guard count >= 0 else { return errno == EAGAIN || errno == EINTR }
            sent += count
        }
        output.removeAll(keepingCapacity: output.capacity <= 4_096)
        sent = 0
        return true
    }

    /// What to wait for from here, and whether that has changed.
    func settle(now: ContinuousClock.Instant) -> Bool {
        if case .closing(lingers: true) = phase, output.isEmpty {
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
