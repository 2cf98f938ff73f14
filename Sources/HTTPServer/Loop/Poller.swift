import CLinux
import Glibc

/// Which connection an event is for: its descriptor, and how many there have been before. A descriptor is given again as
/// soon as it is closed, so alone it could be somebody else's.
struct PollKey: Hashable, Sendable {
    let descriptor: Int32
    let generation: UInt32

    init(descriptor: Int32, generation: UInt32) {
        self.descriptor = descriptor
        self.generation = generation
    }

    init(word: UInt64) {
        descriptor = Int32(truncatingIfNeeded: word & 0xFFFF_FFFF)
        generation = UInt32(truncatingIfNeeded: word >> 32)
    }

    var word: UInt64 { UInt64(generation) << 32 | UInt64(UInt32(bitPattern: descriptor)) }
}

/// Makes a new pollKey for each connection. A flood may count to the end and begin anew: who still has the descriptor has it
/// alone, so two that are open never share a pollKey.
struct PollKeyMint {
    private var generation: UInt32

    init(after generation: UInt32 = 0) { self.generation = generation }

    mutating func pollKey(for descriptor: Int32) -> PollKey {
        generation &+= 1
        return PollKey(descriptor: descriptor, generation: generation)
    }
}

/// What a connection waits for.
struct Interest: OptionSet, Hashable {
    let rawValue: UInt32
    static let reading = Interest(rawValue: EPOLLIN.rawValue)
    static let writing = Interest(rawValue: EPOLLOUT.rawValue)
}

/// What has happened to a descriptor.
struct Readiness {
    let pollKey: PollKey
    let canRead: Bool
    let canWrite: Bool
    /// The other side is gone, or the connection is broken.
    let isBroken: Bool
}

/// The kernel's list of what is waited for (epoll, level-triggered: what is left unread shows again).
struct Poller: ~Copyable {
    private let descriptor: Int32
    private var pollKeys = [UInt64](repeating: 0, count: Int(KITH_EPOLL_BATCH))
    private var events = [UInt32](repeating: 0, count: Int(KITH_EPOLL_BATCH))

    init() {
        descriptor = epoll_create1(Int32(EPOLL_CLOEXEC))
        precondition(descriptor >= 0, "the kernel has no epoll to give")
    }

    deinit { close(descriptor) }

    func add(_ pollKey: PollKey, _ interest: Interest) -> Bool {
        kith_epoll_control(descriptor, EPOLL_CTL_ADD, pollKey.descriptor, interest.rawValue, pollKey.word) == 0
    }

    func change(_ pollKey: PollKey, to interest: Interest) {
        _ = kith_epoll_control(descriptor, EPOLL_CTL_MOD, pollKey.descriptor, interest.rawValue, pollKey.word)
    }

    /// Before the descriptor is closed: the kernel keeps watching as long as any copy of it is open.
    func remove(_ pollKey: PollKey) {
        _ = kith_epoll_control(descriptor, EPOLL_CTL_DEL, pollKey.descriptor, 0, 0)
    }

    /// Waits for events, for at most so many milliseconds; -1 is for ever.
    mutating func wait(milliseconds: Int32) -> [Readiness] {
        let count = unsafe kith_epoll_wait(descriptor, &pollKeys, &events, milliseconds)
        guard count > 0 else { return [] }
        return (0..<Int(count)).map { index in
            let event = events[index]
            return Readiness(
                pollKey: PollKey(word: pollKeys[index]), canRead: event & EPOLLIN.rawValue != 0,
                canWrite: event & EPOLLOUT.rawValue != 0,
                isBroken: event & (EPOLLERR.rawValue | EPOLLHUP.rawValue) != 0)
        }
    }
}
