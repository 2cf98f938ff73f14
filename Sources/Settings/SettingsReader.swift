import Core

/// Combines the settings of the file, the environment and the options. A later source overrides an earlier one.
public struct SettingsReader: Sendable {
    /// The values of options or variables, by the name of the setting.
    public typealias Words = [String: String]

    fileprivate enum Source {
        case file(String, line: Int)
        case variable
        case option
    }

    private let usual: AgentSettings
    private let file: SettingsFile?
    private let environment: Words
    private let options: Words

    /// - Parameters:
    ///   - usual: the defaults.
    ///   - environment: values of the variables of settings.
    ///   - options: values of the options of settings.
    public init(usual: AgentSettings, file: SettingsFile?, environment: Words, options: Words) {
        self.usual = usual
        self.file = file
        self.environment = environment
        self.options = options
    }

    /// Reads the file again each time. Values of the environment and of options stay.
    public func read() throws(SettingsFailure) -> AgentSettings {
        var settings = usual
        if let file { try apply(try file.read(), of: file, to: &settings) }
        try apply(environment, from: .variable, to: &settings)
        try apply(options, from: .option, to: &settings)
        // A node with another state folder keeps its socket there too, so that it is not mistaken for the default node.
        if let state = options["state"] ?? environment["state"], (options["socket"] ?? environment["socket"]) == nil {
            settings.controlSocket = state + "/control.sock"
        }
        if let domain = settings.cookieDomain, let url = settings.publicURL, !domain.covers(url.host) {
            throw SettingsFailure(
                """
                cookie_domain is \(domain.text), and \(url.host) of public_url is outside of it, so no browser would accept \
                the cookie. Use one domain for both.
                """)
        }
        try checkAddress(in: settings)
        try checkCertificate(in: settings)
        return settings
    }

    private func checkCertificate(in settings: AgentSettings) throws(SettingsFailure) {
        guard (settings.tlsCertificate == nil) != (settings.tlsKey == nil) else { return }
        let (there, missing) =
            settings.tlsKey == nil ? ("tls_certificate", "tls_key") : ("tls_key", "tls_certificate")
        throw SettingsFailure(
            "\(settings.origins[there] ?? there) is set without \(missing). HTTPS needs both, the certificate and its key."
        )
    }

    /// A code with an address on which nothing listens would be useless.
    private func checkAddress(in settings: AgentSettings) throws(SettingsFailure) {
        guard case .address(let bytes) = settings.address, let address = HostAddress(bytes),
            !settings.listen.includes(address)
        else { return }
        throw SettingsFailure(
            """
            \(settings.origins["address"] ?? "address") is \(address). But \(settings.origins["listen"] ?? "listen") is \
            \(settings.listen.text): the agent would not listen there. Choose one of these addresses, or add it to listen.
            """)
    }

    private func apply(
        _ entries: [SettingsText.Entry], of file: SettingsFile, to settings: inout AgentSettings
    ) throws(SettingsFailure) {
        var lines: [String: SettingsText.Entry] = [:]
        for entry in entries {
            let place = "\(file.path), line \(entry.line)"
            guard let setting = Setting.all.first(where: { $0.name == entry.key }) else {
                throw SettingsFailure("\(place): unknown setting '\(entry.key)'. \(Self.advice(for: entry.key))")
            }
            if let other = lines.updateValue(entry, forKey: setting.slot) {
                let isSame = other.key == entry.key
                let what = isSame ? "is already set on line" : "and '\(other.key)' exclude each other; see line"
                throw SettingsFailure("\(place): '\(entry.key)' \(what) \(other.line).")
            }
            try apply(setting, entry.value, from: .file(file.path, line: entry.line), to: &settings)
        }
    }

    private func apply(
        _ words: Words, from source: Source, to settings: inout AgentSettings
    ) throws(SettingsFailure) {
        for setting in Setting.all {
            guard let text = words[setting.name] else { continue }
            if let other = Setting.all.first(where: {
                $0.slot == setting.slot && $0.name < setting.name && words[$0.name] != nil
            }) {
                throw SettingsFailure("\(source.name(of: other)) and \(source.name(of: setting)) exclude each other.")
            }
            try apply(setting, text, from: source, to: &settings)
        }
    }

    private func apply(
        _ setting: Setting, _ text: String, from source: Source, to settings: inout AgentSettings
    ) throws(SettingsFailure) {
        guard !setting.read(text, &settings) else {
            settings.origins[setting.name] = source.name(of: setting)
            return
        }
        throw SettingsFailure("\(source.name(of: setting)) must be \(setting.allowed), not '\(printable(text))'.")
    }

    private static func advice(for key: String) -> String {
        let near = Setting.all.map { (name: $0.name, distance: distance(key, $0.name)) }.min {
            $0.distance < $1.distance
        }
        guard let near, near.distance <= 2 else { return "See 'kith help settings'." }
        return "Did you mean '\(near.name)'?"
    }
}

extension SettingsReader.Source {
    /// The form that the user knows.
    fileprivate func name(of setting: Setting) -> String {
        switch self {
        case .file(let path, let line): "\(path), line \(line): \(setting.name)"
        case .variable: setting.variable
        case .option: setting.option
        }
    }
}

/// Text from outside, safe for a terminal.
private func printable(_ text: String) -> String {
    String(
        String.UnicodeScalarView(text.unicodeScalars.prefix(80).filter { $0.properties.generalCategory != .control }))
}

/// How many letters must be changed, added or removed to turn one word into the other.
private func distance(_ one: String, _ other: String) -> Int {
    let other = Array(other.utf8)
    var row = Array(0...other.count)
    for (index, byte) in one.utf8.prefix(64).enumerated() {
        var next = [index + 1]
        for column in other.indices {
            next.append(min(row[column + 1] + 1, next[column] + 1, row[column] + (byte == other[column] ? 0 : 1)))
        }
        row = next
    }
    return row[other.count]
}
