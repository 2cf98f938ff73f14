/// The state of advertising.
public enum AdvertisingStatus: Hashable, Sendable {
    /// It was not requested.
    case off
    /// Others do not see the node yet, or no longer. It continues by itself when the obstacle is gone.
    case waiting(AdvertisingObstacle)
    /// Others can see it under this name.
    case published(name: String)
}

/// Why a node is not advertised.
public enum AdvertisingObstacle: Error, Hashable, Sendable {
    /// There is no system bus (D-Bus), or it does not let this user talk to Avahi.
    case noBus
    /// There is a bus, but avahi-daemon is not on it.
    case noDaemon
    /// No obstacle: Avahi takes about a second to check that the names are free.
    case settling
    /// The name, and every number after it that was tried, is taken.
    case namesTaken
    /// Avahi refuses, with its code and its text.
    case refused(code: Int32, text: String)
    /// The system has no thread or no descriptor for it. This case and the next need an operator.
    case noResources
    /// Avahi's client library is not installed.
    case noLibrary
}

extension AdvertisingObstacle: CustomStringConvertible {
    /// For the operator: what it is, and what to do if something can be done.
    public var description: String {
        switch self {
        case .noBus: "the system bus is not reachable, or does not let this user talk to Avahi"
        case .noDaemon: "avahi-daemon is not running"
        case .settling: "checking that the name is free on the network"
        case .namesTaken: "too many other nodes on the network have the same name"
        case .refused(let code, let text): "Avahi refuses: \(text) (\(code))"
        case .noLibrary: "libavahi-client3 is not installed. Install it and avahi-daemon, then restart the agent"
        case .noResources: "the system has no free thread or descriptor"
        }
    }
}
