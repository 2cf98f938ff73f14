import CLinux
import Glibc

/// The connection of an event: its descriptor, and a generation. The kernel reuses a descriptor as soon as it is
/// closed, so the number is not enough.
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

/// Makes a new key for each connection. In a flood the generation may wrap around. A descriptor has only one open
/// connection, so two open ones never share a key.
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
    /// The other side has gone, or the connection is broken.
    let isBroken: Bool
}

/// The kernel's list of descriptors (epoll, level-triggered: what is left unread is reported again).
struct Poller: ~Copyable {
    private let descriptor: Int32
    private var pollKeys = [UInt64](repeating: 0, count: Int(KITH_EPOLL_BATCH))
    private var events = [UInt32](repeating: 0, count: Int(KITH_EPOLL_BATCH))

    init() {
        descriptor = epoll_create1(Int32(EPOLL_CLOEXEC))
        precondition(descriptor >= 0, "the kernel gives no epoll")
    }

    deinit { close(descriptor) }

    func add(_ pollKey: PollKey, _ interest: Interest) -> Bool {
        kith_epoll_control(descriptor, EPOLL_CTL_ADD, pollKey.descriptor, interest.rawValue, pollKey.word) == 0
    }

    func change(_ pollKey: PollKey, to interest: Interest) {
        _ = kith_epoll_control(descriptor, EPOLL_CTL_MOD, pollKey.descriptor, interest.rawValue, pollKey.word)
    }

    /// Call it before the descriptor is closed: the kernel watches as long as any copy of it is open.
    func remove(_ pollKey: PollKey) {
        _ = kith_epoll_control(descriptor, EPOLL_CTL_DEL, pollKey.descriptor, 0, 0)
    }

    /// Waits for events, at most so many milliseconds; -1 means without end.
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
