import CLinux
import Glibc
import HTTPMessage
import Synchronization
import TLS

/// Messages of other threads to the loop.
enum Message: Sendable {
    case listen(ListeningSocket)
    case answer(PollKey, Answer)
    case makeAnswer(PollKey, @Sendable () -> Answer)
    case deliver(StreamMessage, to: [StreamID])
    case deliverInTurn([StreamMessage], to: StreamID)
    case close([StreamID], with: [StreamMessage])
    case limits(Server.Limits)
    case onLink(OnLinkPrefixes)
    case tls(TLSContext?)
    case readMetrics(@Sendable (ServerMetrics) -> Void)
    case stop(by: LoopInstant)
}

/// The way into the loop from any thread: a list, and a descriptor with which the kernel wakes the loop.
final class Mailbox: Sendable {
    let descriptor: Int32
    private let waiting = Mutex<[Message]>([])

    init() {
        descriptor = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        precondition(descriptor >= 0, "the kernel gives no eventfd")
    }

    deinit { close(descriptor) }

    func post(_ message: Message) {
        let wasEmpty = waiting.withLock { waiting in
            defer { waiting.append(message) }
            return waiting.isEmpty
        }
        // One wake-up is enough for all waiting messages.
        if wasEmpty { _ = eventfd_write(descriptor, 1) }
    }

    /// All messages so far, in order.
    func take() -> [Message] {
        var count: eventfd_t = 0
        _ = unsafe eventfd_read(descriptor, &count)
        return waiting.withLock { waiting in
            defer { waiting = [] }
            return waiting
        }
    }
}
