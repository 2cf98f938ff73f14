public import Settings

extension Agent {
    /// How long a service waits for the interface or address that it was told to use; after that the service manager
    /// tries anew.
    static let patienceForAddress = 30

    /// Starts under a service manager: what was asked for by name may be there in a moment. By hand, nobody waits.
    /// Nil where it was told to stop meanwhile.
    public static func start(
        _ settings: AgentSettings, holder: String, for manager: ServiceManager, signals: borrowing Signals
    ) throws(StartFailure) -> Agent? {
        var tries = manager.isThere ? patienceForAddress : 0
        while true {
            do throws(StartFailure) { return try Agent(settings, holder: holder) } catch {
                guard tries > 0, case .address = error else { throw error }
            }
            tries -= 1
            manager.tell(.status("Waiting for the address or interface that is set"))
            if signals.next(within: .seconds(1)) == .stop { return nil }
        }
    }
}
