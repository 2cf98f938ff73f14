public import Core
import Synchronization

/// Advertises the node on the local network by Avahi (mDNS and DNS-SD), for as long as it is wanted, and finds others.
///
/// Without avahi-daemon or a bus, it waits for them. If they restart, it advertises again. Only ``stop(within:)`` waits
/// for Avahi.
public final class Publisher: Sendable {
    private enum State {
        case off
        case on(PublisherThread)
        case withoutThread
    }

    private let state = Mutex<State>(.off)
    private let listener = Mutex<@Sendable (String) -> Void>({ _ in })
    private let renames = Mutex<@Sendable (String) -> Void>({ _ in })
    private let reports = Mutex<@Sendable (BrowserReport) -> Void>({ _ in })

    /// Publishes nothing yet.
    public init() {}

    /// Sets the callback for each name by which others can find this host. It runs on the publisher's thread. Call it
    /// before ``publish(_:)``.
    public func onHostName(call callback: @escaping @Sendable (String) -> Void) { listener.withLock { $0 = callback } }

    /// Sets the callback for each name that is published because the wanted one was taken. It runs on the publisher's
    /// thread. Call it before ``publish(_:)``.
    public func onRename(call callback: @escaping @Sendable (String) -> Void) { renames.withLock { $0 = callback } }

    /// Sets the callback for reports about other nodes, which are looked for while this one is published. It runs on the
    /// publisher's thread and must not wait. Call it before ``publish(_:)``.
    public func onReport(call callback: @escaping @Sendable (BrowserReport) -> Void) {
        reports.withLock { $0 = callback }
    }

    /// Sets the announcements of nodes that answer. When there are too many, new ones replace others.
    public func keep(_ announcements: Set<Announcement>) {
        state.withLock { if case .on(let thread) = $0 { thread.keep(announcements) } }
    }

    deinit { tellToStop() }

    /// The state of advertising.
    public var status: AdvertisingStatus {
        state.withLock { state in
            switch state {
            case .off: .off
            case .on(let thread): thread.status
            case .withoutThread: .waiting(.noResources)
            }
        }
    }

    /// The host's own name on the local network, which Avahi has checked: `attic.local`, or `attic-2.local` if another
    /// host has that. Nil while nothing is published.
    public var hostName: String? {
        state.withLock { if case .on(let thread) = $0 { thread.hostName } else { nil } }
    }

    /// Starts publishing, or replaces what is published. Returns at once.
    public func publish(_ advertisement: Advertisement) {
        state.withLock { state in
            if case .on(let thread) = state { return thread.tell(.publish(advertisement)) }
            let thread = PublisherThread(
                onHostName: listener.withLock { $0 }, onRename: renames.withLock { $0 },
                onReport: reports.withLock { $0 })
            guard let thread else { return state = .withoutThread }
            thread.tell(.publish(advertisement))
            state = .on(thread)
        }
    }

    /// Withdraws the advertisement, so that others know at once that this node has gone. Returns false if avahi-daemon
    /// did not confirm it in time; it then withdraws it when this process ends.
    @discardableResult
    public func stop(within limit: Duration = .seconds(2)) -> Bool {
        tellToStop()?.waitForEnd(limit) ?? true
    }

    @discardableResult
    private func tellToStop() -> PublisherThread? {
        state.withLock { state in
            defer { state = .off }
            guard case .on(let thread) = state else { return nil }
            thread.tell(.stop)
            return thread
        }
    }
}
