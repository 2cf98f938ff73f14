/// How it goes with telling the local network of this node.
public enum AdvertisingStatus: Hashable, Sendable {
    /// Nobody asked for it.
    case off
    /// It is not seen yet, or not any more. It goes on by itself when what is in its way is gone.
    case waiting(AdvertisingObstacle)
    /// Others can see it, by this name.
    case published(name: String)
}

/// What keeps a node from being advertised.
public enum AdvertisingObstacle: Error, Hashable, Sendable {
    /// There is no system bus (D-Bus), or it does not let this user speak with Avahi.
    case noBus
    /// There is a bus, and avahi-daemon is not on it.
    case noDaemon
    /// None: it takes Avahi about a second to ask whether others have the names that are wanted.
    case settling
    /// Others have the name, and every number behind it that was tried.
    case namesTaken
    /// Avahi refuses; its number for why, and its words.
    case refused(code: Int32, text: String)
    /// The system has no thread or no descriptor to give for it. This and the next do not go away by themselves.
    case noResources
    /// Avahi's client library is not installed.
    case noLibrary
}

extension AdvertisingObstacle: CustomStringConvertible {
    /// For the operator: what it is, and what to do where something can be done.
    public var description: String {
        switch self {
        case .noBus: "the system bus cannot be reached, or does not let this user speak with Avahi"
        case .noDaemon: "avahi-daemon does not run"
        case .settling: "names are being agreed on with the others on the network"
        case .namesTaken: "too many others on the network have the same name"
        case .refused(let code, let text): "Avahi refuses: \(text) (\(code))"
        case .noLibrary: "libavahi-client3 is not installed; with it, and avahi-daemon, start the agent anew"
        case .noResources: "the system has no thread or descriptor to give"
        }
    }
}
