import Synchronization

/// Tells the local network of this node, by Avahi (mDNS and DNS-SD), for as long as it is wanted.
///
/// Where there is no avahi-daemon, or no bus, it waits for it; where either goes, it comes back with it. Its users never
/// wait for Avahi, but in ``stop(within:)``.
public final class Publisher: Sendable {
    private enum State {
        case off
        case on(PublisherThread)
        case withoutThread
    }

    private let state = Mutex<State>(.off)
    private let listener = Mutex<@Sendable (String) -> Void>({ _ in })

    /// Publishes nothing yet.
    public init() {}

    /// Whom to tell each name under which this host can be found, on a thread of the publisher's. Before ``publish(_:)``.
    public func tellHostName(to hear: @escaping @Sendable (String) -> Void) { listener.withLock { $0 = hear } }

    deinit { tellToStop() }

    /// How it goes.
    public var status: AdvertisingStatus {
        state.withLock { state in
            switch state {
            case .off: .off
            case .on(let thread): thread.status
            case .withoutThread: .waiting(.noResources)
            }
        }
    }

    /// The host's own name on the local network, as it was agreed on with the others: `attic.local`, or `attic-2.local` where
    /// another was first. Nil while nothing is published.
    public var hostName: String? {
        state.withLock { if case .on(let thread) = $0 { thread.hostName } else { nil } }
    }

    /// Starts; or, where something else is published, publishes this instead. Returns at once.
    public func publish(_ advertisement: Advertisement) {
        state.withLock { state in
            if case .on(let thread) = state { return thread.tell(.publish(advertisement)) }
            guard let thread = PublisherThread(hear: listener.withLock { $0 }) else { return state = .withoutThread }
            thread.tell(.publish(advertisement))
            state = .on(thread)
        }
    }

    /// Takes it back, so that the others know at once that this node is gone. False where avahi-daemon has not confirmed
    /// that in time; it says goodbye all the same when this process has ended.
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
