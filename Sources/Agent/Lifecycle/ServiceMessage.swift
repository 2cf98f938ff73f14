/// A message to a service manager, in the form of sd_notify(3).
enum ServiceMessage: Equatable {
    case ready(status: String)
    /// With the time of the monotonic clock, in microseconds, before anything was read.
    case reloading(at: UInt64)
    case stopping
    case status(String)
    case alive

    var text: String {
        switch self {
        case .ready(let status): "READY=1\nSTATUS=\(Self.line(status))"
        case .reloading(let moment): "RELOADING=1\nMONOTONIC_USEC=\(moment)"
        case .stopping: "STOPPING=1\nSTATUS=Stopping"
        case .status(let status): "STATUS=\(Self.line(status))"
        case .alive: "WATCHDOG=1"
        }
    }

    /// A line break would start another message.
    private static func line(_ text: String) -> String {
        String(text.map { $0.isNewline ? " " : $0 })
    }
}
