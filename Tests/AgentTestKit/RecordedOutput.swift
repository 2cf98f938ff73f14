public import Live
import Synchronization
import System

@testable public import HTTPServer

/// Keeps what was sent to streams, for a test to look at.
public final class RecordedOutput: StreamOutput {
    public enum Sent: Equatable, Sendable {
        /// The type of the event.
        case event(String)
        case page([String])
        case close(CloseCode, reason: String, last: String?)
    }

    private let log = Mutex<[StreamID: [Sent]]>([:])

    public init() {}

    public func sent(to stream: StreamID) -> [Sent] { log.withLock { $0[stream] ?? [] } }

    public func send(_ message: StreamMessage, to streams: [StreamID]) { note(.event(message.type), streams) }

    public func send(_ messages: [StreamMessage], inTurnTo stream: StreamID) {
        note(.page(messages.map(\.type)), [stream])
    }

    public func close(_ streams: [StreamID], _ code: CloseCode, reason: String, last: StreamMessage?) {
        note(.close(code, reason: reason, last: last?.type), streams)
    }

    private func note(_ sent: Sent, _ streams: [StreamID]) {
        log.withLock { log in for stream in streams { log[stream, default: []].append(sent) } }
    }
}

extension StreamMessage {
    /// The `event:` field of an event stream.
    fileprivate var type: String {
        let lines = String(decoding: event, as: UTF8.self).split(separator: "\n")
        return lines.first { $0.hasPrefix("event:") }.map { $0.dropFirst(6).drop { $0 == " " } }.map(String.init) ?? ""
    }
}

extension StreamID {
    /// A stream that no server has.
    public static func test(_ number: Int32) -> StreamID {
        StreamID(pollKey: PollKey(descriptor: number, generation: 1))
    }
}
