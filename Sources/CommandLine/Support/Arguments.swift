import Console
import Core
import Settings

/// The words after `kith`, read one by one. Words that are left over are an error.
struct Arguments {
    private(set) var words: [String]
    /// The command, when it is known.
    var command: String?
    /// The options that its help declares. Nil if there is no help to check against.
    var declared: Set<String>?
    /// The options that the command asked for.
    private var taken: Set<String> = []
    /// The first word after the command: `deny` of `kith peers deny`.
    private var verb: String?

    init(_ words: [String]) { self.words = words }

    /// Moves words that are not options before the options, which may thus be anywhere. After an unknown option it
    /// stops, because the next word may be its value.
    mutating func bringWordsForward(past options: [DeclaredOption]) {
        let isValued = Dictionary(options.map { ($0.name, $0.value != nil) }) { first, _ in first }
        var (plain, taken, next) = ([String](), [String](), 0)
        while next < words.count {
            let word = words[next]
            let name = String(word.prefix { $0 != "=" })
            if !word.hasPrefix("--") {
                plain.append(word)
                next += 1
            } else if let isValued = isValued[name] {
                let end = min(words.count, next + (isValued && name == word ? 2 : 1))
                taken += words[next..<end]
                next = end
            } else {
                break
            }
        }
        words = plain + taken + words[next...]
    }

    /// Where to read more.
    var helpHint: String { "See 'kith help\(command.map { " " + $0 } ?? "")'." }

    /// The next word if it is not an option.
    mutating func nextWord() -> String? {
        guard let first = words.first, !first.hasPrefix("--") || first == "--help" || first == "--version" else {
            return nil
        }
        if command != nil, verb == nil { verb = first }
        return words.removeFirst()
    }

    /// The next word, which is required.
    mutating func word(_ command: String, _ what: String) throws(CommandFailure) -> String {
        guard let word = nextWord(), !word.isEmpty else {
            throw CommandFailure(.usage, "'\(command)' needs \(what). \(helpHint)")
        }
        return word
    }

    /// The value of `--name VALUE` or `--name=VALUE`, at any place.
    mutating func option(_ name: String) throws(CommandFailure) -> String? {
        check(name)
        taken.insert(name)
        if let index = words.firstIndex(where: { $0.hasPrefix(name + "=") }) {
            return String(words.remove(at: index).dropFirst(name.count + 1))
        }
        guard let index = words.firstIndex(of: name) else { return nil }
        guard index + 1 < words.count else { throw CommandFailure(.usage, "\(name) needs a value. \(helpHint)") }
        defer { words.removeSubrange(index...(index + 1)) }
        return words[index + 1]
    }

    /// An option that the help does not name is missing in completions and man pages too.
    private func check(_ name: String) {
        precondition(declared?.contains(name) ?? true, "\(name) is not declared in the help of \(command ?? "kith")")
    }

    /// `yes` for `--name` without a value, or the value of `--name=VALUE`.
    mutating func toggle(_ name: String) throws(CommandFailure) -> String? {
        taken.insert(name)
        guard let index = words.firstIndex(of: name) else { return try option(name) }
        words.remove(at: index)
        return "yes"
    }

    /// The values of an option that may occur several times.
    mutating func options(_ name: String) throws(CommandFailure) -> [String] {
        var values: [String] = []
        while let value = try option(name) { values.append(value) }
        return values
    }

    /// Whether `--name` is there.
    mutating func flag(_ name: String) -> Bool {
        check(name)
        taken.insert(name)
        guard let index = words.firstIndex(of: name) else { return false }
        words.remove(at: index)
        return true
    }

    /// Whether the words ask for help, in any form.
    var asksForHelp: Bool { words.prefix { $0 != "--" }.contains { $0 == "--help" || $0 == "-h" } }

    /// What follows `--`, unchanged.
    var behindDashes: [String] { words.firstIndex(of: "--").map { Array(words[($0 + 1)...]) } ?? [] }

    /// A number of seconds, minutes, hours or days: `90s`, `5m`, `4h`, `2d`.
    mutating func length(_ name: String) throws(CommandFailure) -> Duration? {
        guard let text = try option(name) else { return nil }
        guard let length = Duration(length: text) else {
            throw CommandFailure(
                .usage, "\(name) must be a duration such as 90s, 5m, 4h or 2d, not '\(text.cleaned)'.")
        }
        return length
    }

    /// The same within bounds.
    mutating func length(_ name: String, in range: ClosedRange<Duration>) throws(CommandFailure) -> Duration? {
        guard let length = try length(name) else { return nil }
        guard range.contains(length) else {
            let most = range.upperBound.lengthText
            let years = range.upperBound == Limits().longestPass ? " (10 years)" : ""
            throw CommandFailure(
                .usage,
                "\(name) must be from \(range.lowerBound.lengthText) to \(most)\(years), not \(length.lengthText).")
        }
        return length
    }

    /// A name, held to the rules of names before the agent is asked.
    mutating func name(_ option: String) throws(CommandFailure) -> String? {
        try self.option(option).map { text throws(CommandFailure) in try checkedName(text, option) }
    }

    mutating func number(_ name: String, _ range: ClosedRange<Int>) throws(CommandFailure) -> Int? {
        guard let text = try option(name) else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw CommandFailure(
                .usage,
                "\(name) must be a number from \(range.lowerBound) to \(range.upperBound), not '\(text.cleaned)'.")
        }
        return number
    }

    /// Call it when a command has read all its words.
    func finish() throws(CommandFailure) {
        guard let stray = words.first else { return }
        let name = String(stray.prefix { $0 != "=" })
        if let command, declared?.contains(name) ?? false, !taken.contains(name) {
            let whole = ["kith", command, verb?.cleaned].compactMap { $0 }.joined(separator: " ")
            throw CommandFailure(.usage, "\(name) does not apply to '\(whole)'. \(helpHint)")
        }
        throw Self.unexpected(stray, among: declared ?? [], helpHint)
    }

    /// For a word that nothing takes.
    static func unexpected(_ word: String, among options: Set<String>, _ hint: String) -> CommandFailure {
        guard word.hasPrefix("-"), word != "-" else {
            return CommandFailure(.usage, "unexpected argument '\(word.cleaned)'. \(hint)")
        }
        let name = String(word.prefix { $0 != "=" })
        // One that is known is here twice.
        guard !options.contains(name) else { return CommandFailure(.usage, "\(name) is given twice. \(hint)") }
        let guess = nearestWord(to: name, among: options.sorted()).map { " Did you mean '\($0)'?" } ?? ""
        return CommandFailure(.usage, "unknown option '\(name.cleaned)'.\(guess) \(hint)")
    }

    /// Takes the options that say where the node is, for a command that does not need to know.
    mutating func skipPlaces() throws(CommandFailure) {
        for row in Help.everywhere.map({ DeclaredOption($0) }) where row.value != nil { _ = try option(row.name) }
    }
}
