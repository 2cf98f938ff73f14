public import Settings

extension Agent {
    /// Seconds that a service waits for its configured interface or address. Then it fails, and the service manager
    /// tries again.
    static let patienceForAddress = 30

    /// Starts under a service manager, and waits for a configured interface or address that may appear soon. Without a
    /// service manager it does not wait. Returns nil if a signal stops it meanwhile.
    public static func start(
        _ settings: AgentSettings, holder: String, for manager: ServiceManager, signals: borrowing Signals
    ) throws(StartFailure) -> Agent? {
        var tries = manager.isThere ? patienceForAddress : 0
        while true {
            do throws(StartFailure) { return try Agent(settings, holder: holder) } catch {
                guard tries > 0, case .address = error else { throw error }
            }
            tries -= 1
            manager.tell(.status("Waiting for the configured address or interface"))
            if signals.next(within: .seconds(1)) == .stop { return nil }
        }
    }
}
