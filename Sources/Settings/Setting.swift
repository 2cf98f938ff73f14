/// One setting, declared once. The file, the environment variable, the option, the sample file and the page in the docs
/// all come from this.
public struct Setting: Sendable {
    /// What a running agent does with another value.
    public enum Change: Sendable {
        /// Applies it on SIGHUP.
        case whileRunning
        /// Needs a restart.
        case atStart
    }

    /// The kind of a value, for commands that must know it.
    enum Kind: Sendable {
        case text
        case path
        /// An option without a value means yes.
        case toggle
    }

    /// The name in the file: `trusted_proxies`.
    public let name: String
    /// One line, for people.
    public let summary: String
    /// The allowed values, as text.
    public let allowed: String
    /// The default, as text, if it depends on the machine.
    let usual: String?
    /// All values, if there are only a few words.
    public let choices: [String]
    /// Valid values of its form, for the tests.
    let good: [String]
    let bad: [String]
    /// Whether another value needs a restart.
    public let change: Change
    /// Two settings with one slot set the same thing in two ways, and exclude each other.
    let slot: String
    let kind: Kind
    /// Returns false if the text is not a valid value.
    let read: @Sendable (String, inout AgentSettings) -> Bool
    /// The form in the file. Empty if there is no value.
    let show: @Sendable (AgentSettings) -> String
    /// Copies the value from one to the other.
    let copy: @Sendable (AgentSettings, inout AgentSettings) -> Void

    /// Whether the value is a path.
    public var isPath: Bool { kind == .path }
    /// Whether the option without a value means yes.
    public var isToggle: Bool { kind == .toggle }

    /// Whether an empty text is a value.
    public var mayBeEmpty: Bool {
        var settings = AgentSettings(stateFolder: "", controlSocket: "")
        return read("", &settings)
    }

    /// The option of commands: `--trusted-proxies`.
    public var option: String { "--" + String(name.map { $0 == "_" ? "-" : $0 }) }
    /// The environment variable: `KITH_TRUSTED_PROXIES`.
    public var variable: String { "KITH_" + name.uppercased() }
    /// The default.
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

    /// A setting that may have no value.
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

/// An unknown setting or an invalid value: where, why, and what is allowed. For the operator.
public struct SettingsFailure: Error, Equatable, Sendable {
    /// One or two sentences.
    public let text: String

    init(_ text: String) { self.text = text }
}
