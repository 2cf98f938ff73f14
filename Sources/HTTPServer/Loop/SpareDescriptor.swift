import Glibc

/// A descriptor held back for the moment when there are none left: giving it up lets one connection be taken and closed,
/// instead of waking for it for ever.
struct SpareDescriptor: ~Copyable {
    private var descriptor = Self.take()

    deinit { if isThere { close(descriptor) } }

    /// Another thread may have taken the last one.
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
