import Glibc

/// A reserved descriptor for the moment when none are left: freeing it lets the server accept and close one connection,
/// instead of waking for it without end.
struct SpareDescriptor: ~Copyable {
    private var descriptor = Self.take()

    deinit { if isThere { close(descriptor) } }

    /// Another thread may have taken the last descriptor.
    var isThere: Bool { descriptor >= 0 }

    mutating func refill() {
        if !isThere { descriptor = Self.take() }
    }

    mutating func without(_ work: () -> Void) {
        if isThere { close(descriptor) }
        work()
        descriptor = Self.take()
    }

    private static func take() -> Int32 { unsafe open("/dev/null", O_RDONLY | O_CLOEXEC) }
}
