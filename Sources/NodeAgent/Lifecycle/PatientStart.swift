extension Agent {
    /// How long a service waits for its machine to get an address; after that the service manager tries anew.
    static let patienceForAddress = 30

    /// Starts under a service manager: a machine that has no address yet may get one in a moment. By hand, nobody waits.
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
            manager.tell(.status("Waiting for an address on a local network"))
            if signals.next(within: .seconds(1)) == .stop { return nil }
        }
    }
}
