public import Core
public import Synchronization

/// The settings in force. Some stay as they were at the start; the others are those that were read last.
public final class LiveSettings: Sendable {
    @usableFromInline let settings: Mutex<AgentSettings>

    /// Starts with these settings.
    public init(_ settings: AgentSettings) { self.settings = Mutex(settings) }

    /// The present settings, from any thread.
    public var value: AgentSettings { settings.withLock { $0 } }
    /// A part of the present settings. Copying all of them costs more than most requests can afford.
    @inlinable
    public func part<Part>(_ part: (AgentSettings) -> Part) -> Part { settings.withLock { part($0) } }

    /// The present limits. They are read for each request.
    public var limits: Limits { settings.withLock { $0.limits } }

    /// Applies the settings that can change while the agent runs.
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

/// Which settings have changed, by their names.
public struct SettingsChange: Equatable, Sendable {
    /// They apply from now on.
    public internal(set) var applied: [String] = []
    /// They apply after a restart of the agent.
    public internal(set) var waiting: [String] = []
}
