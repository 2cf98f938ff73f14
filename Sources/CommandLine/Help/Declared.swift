import Core
import Settings

// What a command declares about itself, for the parser, completions and man pages.

/// An option: `--name NAME`.
struct DeclaredOption: Equatable, Sendable {
    let name: String
    /// The placeholder of its value. Nil if it has none.
    let value: String?
    let what: String
    /// The kind of the value.
    var values = Values.unknown

    init(_ row: (name: String, what: String), values: Values? = nil) {
        let words = row.name.split(separator: " ", maxSplits: 1).map(String.init)
        name = words[0]
        value = words.count > 1 ? words[1] : nil
        what = row.what
        self.values = value == nil ? .unknown : values ?? Values(placeholder: value ?? "")
    }

    init(_ setting: Setting) {
        name = setting.option
        value = setting.isToggle ? nil : "VALUE"
        what = setting.summary
        values = setting.choices.isEmpty ? .unknown : .words(setting.choices)
    }
}

/// One way to call a command: `peers show NAME|ID [--json]`.
struct DeclaredForm: Equatable, Sendable {
    /// The word after the command, if there is one.
    let verb: String?
    /// The placeholders of the words after that.
    let arguments: [String]

    init(_ usage: String) {
        var (verb, arguments): (String?, [String]) = (nil, [])
        var words = usage.split(separator: " ").dropFirst()[...]
        while let word = words.popFirst() {
            let bare = word.filter { !"[].".contains($0) }
            if bare.hasPrefix("--") {
                // The value is in the same brackets, or is a word in capitals.
                let hasValue =
                    words.first.map { word.hasPrefix("[") != word.hasSuffix("]") || $0.isPlaceholder } ?? false
                if hasValue && !(word.hasPrefix("[") && word.hasSuffix("]")) { words.removeFirst() }
            } else if bare.isPlaceholder || bare.contains("|") {
                if bare != "OPTIONS" { arguments.append(bare) }
            } else if verb == nil && arguments.isEmpty {
                verb = bare
            }
        }
        self.verb = verb
        self.arguments = arguments
    }
}

/// What a place may contain, and a command shell offers there.
enum Values: Equatable, Sendable {
    case unknown
    case words([String])
    /// Several values, separated by commas.
    case list([String])
    case commands
    case files, folders, backups
    case peers, persons, areas, services
    case addresses, interfaces

    /// By its placeholder in a help text.
    init(placeholder: String) {
        self =
            switch placeholder {
            case "FILE", "PATH": .files
            case "FOLDER": .folders
            case "PEER": .peers
            case "PERSON": .persons
            case "AREA": .areas
            case "SERVICE": .services
            case "ADDRESS": .addresses
            case "COMMAND": .commands
            case "SCOPE": .words(Scope.allCases.map(\.rawValue))
            case let choices where choices.contains("|") && choices == choices.lowercased():
                .words(choices.split(separator: "|").map(String.init))
            default: .unknown
            }
    }
}

extension CommandHelp {
    /// Its own options, those of its settings, and those of every command.
    var declaredOptions: [DeclaredOption] { ownOptions + settingOptions + everywhere }

    /// The options that a shell offers before others.
    var firstOptions: [DeclaredOption] { offersSettings ? declaredOptions : ownOptions + everywhere }

    private var everywhere: [DeclaredOption] { Help.everywhere.map { DeclaredOption($0) } }

    private var ownOptions: [DeclaredOption] {
        options.flatMap { row in
            row.name == Help.anySetting ? [] : [DeclaredOption(row, values: values[row.name.firstWord])]
        }
    }

    private var settingOptions: [DeclaredOption] {
        guard options.contains(where: { $0.name == Help.anySetting }) else { return [] }
        let taken = Set((ownOptions + everywhere).map(\.name))
        return Setting.all.map { DeclaredOption($0) }.filter { !taken.contains($0.name) }
    }

    var forms: [DeclaredForm] { usage.map { DeclaredForm($0) } }

    /// Each once, in order.
    var verbs: [String] { forms.compactMap(\.verb).reduce(into: []) { if !$0.contains($1) { $0.append($1) } } }

    /// What may follow the command and its verb, at this place.
    func argument(_ index: Int, of verb: String?) -> Values {
        let places = forms.filter { $0.verb == verb && $0.arguments.count > index }.map { $0.arguments[index] }
        // If one of several kinds is possible, the known values of all are offered.
        return places.map { values[$0] ?? Values(placeholder: $0) }.first { $0 != .unknown } ?? .unknown
    }
}

extension StringProtocol {
    /// `NAME`, `NAME|ID`, `NEW-NAME`.
    fileprivate var isPlaceholder: Bool { !isEmpty && allSatisfy { $0.isUppercase || "|-".contains($0) } }
    fileprivate var firstWord: String { String(prefix { $0 != " " }) }
}
