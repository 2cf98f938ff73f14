/// One thing that can be set, declared once: the file, the variable of the environment, the option, the sample file and
/// the page in docs all come from this.
public struct Setting: Sendable {
    /// What a running agent does with another value.
    public enum Change: Sendable {
        /// Takes it on SIGHUP.
        case whileRunning
        /// Needs to be started again.
        case atStart
    }

    /// What a value is, where a command must know.
    enum Kind: Sendable {
        case text
        case path
        /// An option without a value means yes.
        case toggle
    }

    /// As the file has it: `trusted_proxies`.
    public let name: String
    /// One line, for people.
    public let summary: String
    /// What it takes, in words.
    public let allowed: String
    /// What it is without a word, where that depends on the machine.
    let usual: String?
    /// All that it can be, where that is a handful of words.
    public let choices: [String]
    /// Values for the tests: those of its form.
    let good: [String]
    let bad: [String]
    /// Whether another value needs a start.
    public let change: Change
    /// Two settings with one slot say the same thing in two ways, and exclude each other.
    let slot: String
    let kind: Kind
    /// False where the text cannot be read.
    let read: @Sendable (String, inout AgentSettings) -> Bool
    /// As the file would have it; empty where there is none.
    let show: @Sendable (AgentSettings) -> String
    /// Takes the value of one over to the other.
    let copy: @Sendable (AgentSettings, inout AgentSettings) -> Void

    /// Whether it is where something lies.
    public var isPath: Bool { kind == .path }
    /// Whether its option means yes by itself.
    public var isToggle: Bool { kind == .toggle }

    /// The option of commands: `--trusted-proxies`.
    public var option: String { "--" + String(name.map { $0 == "_" ? "-" : $0 }) }
    /// The variable of the environment: `KITH_TRUSTED_PROXIES`.
    public var variable: String { "KITH_" + name.uppercased() }
    /// What it is without a word.
    public var standard: String { usual ?? show(AgentSettings(stateFolder: "", controlSocket: "")) }

    init<Value>(
        _ name: String, _ place: any WritableKeyPath<AgentSettings, Value> & Sendable, _ form: SettingForm<Value>,
        _ summary: String, _ change: Change = .atStart, usual: String? = nil, kind: Kind = .text, slot: String? = nil
    ) {
        self.name = name
        self.summary = summary
        self.change = change
        self.usual = usual
        self.kind = kind
        self.slot = slot ?? name
        allowed = form.allowed
        choices = form.choices
        good = form.good
        bad = form.bad
        read = { text, settings in
            guard let value = form.read(text) else { return false }
            settings[keyPath: place] = value
            return true
        }
        show = { form.show($0[keyPath: place]) }
        copy = { $1[keyPath: place] = $0[keyPath: place] }
    }

    /// One that may be without a value.
    init<Value>(
        maybe name: String, _ place: any WritableKeyPath<AgentSettings, Value?> & Sendable, _ form: SettingForm<Value>,
        _ summary: String, _ change: Change = .atStart, usual: String, kind: Kind = .text
    ) {
        let form = SettingForm<Value?>(
            allowed: form.allowed, read: { text in form.read(text).map { $0 } }, show: { $0.map(form.show) ?? "" },
            good: form.good, bad: form.bad, choices: form.choices)
        self.init(name, place, form, summary, change, usual: usual, kind: kind)
    }
}

/// A setting is not one, or its value cannot be taken: where, why, and what can be. For the operator.
public struct SettingsFailure: Error, Equatable, Sendable {
    /// A sentence or two.
    public let text: String

    init(_ text: String) { self.text = text }
}
