public import Core
import Synchronization

/// The settings in force: those of the start, and of the rest what was last read.
public final class LiveSettings: Sendable {
    private let settings: Mutex<AgentSettings>

    /// Begins with those of the start.
    public init(_ settings: AgentSettings) { self.settings = Mutex(settings) }

    /// As they are now. From any thread.
    public var value: AgentSettings { settings.withLock { $0 } }
    /// Of these the limits, which are asked for with each request.
    public var limits: Limits { settings.withLock { $0.limits } }

    /// Takes over what can change while the agent runs.
    public func change(to wanted: AgentSettings) -> SettingsChange {
        settings.withLock { current in
            var change = SettingsChange()
            for setting in Setting.all where setting.show(wanted) != setting.show(current) {
                switch setting.change {
                case .whileRunning:
                    setting.copy(wanted, &current)
                    change.applied.append(setting.name)
                case .atStart: change.waiting.append(setting.name)
                }
            }
            return change
        }
    }
}

/// What became of other settings, by their names.
public struct SettingsChange: Equatable, Sendable {
    /// They count from now on.
    public internal(set) var applied: [String] = []
    /// They will count when the agent is started again.
    public internal(set) var waiting: [String] = []
}
