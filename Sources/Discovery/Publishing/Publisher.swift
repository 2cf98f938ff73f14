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

    /// Publishes nothing yet.
    public init() {}

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

    /// Starts; or, where something else is published, publishes this instead. Returns at once.
    public func publish(_ advertisement: Advertisement) {
        state.withLock { state in
            if case .on(let thread) = state { return thread.tell(.publish(advertisement)) }
            guard let thread = PublisherThread() else { return state = .withoutThread }
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
