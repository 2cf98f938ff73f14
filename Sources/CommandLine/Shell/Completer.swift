import Core

/// What may be typed at a place, for a command shell.
struct Completer {
    struct Word: Equatable {
        let text: String
        var what = ""
    }

    enum Offer: Equatable {
        case words([Word])
        /// The command shell itself lists these.
        case files, folders
    }

    /// Looks up what this machine has and the agent knows.
    let look: (Values) -> [String]

    /// The words after `kith`. The last one is incomplete.
    func offer(_ words: [String]) -> Offer {
        guard let typed = words.last else { return .words([]) }
        guard let name = words.first, words.count > 1 else { return .words(begins(typed, with: typed)) }
        if name == "help" { return words.count == 2 ? .words(topics(typed)) : .words([]) }
        guard let help = Commands.all.first(where: { $0.help.name == name })?.help else { return .words([]) }
        return offer(Array(words.dropFirst().dropLast()), typed, help)
    }

    private func begins(_ typed: String, with start: String) -> [Word] {
        let commands = Commands.all.map { Word(text: $0.help.name, what: $0.help.summary) }
        let more = [
            Word(text: "help", what: "show details about a command"), Word(text: "--help"), Word(text: "--version"),
        ]
        return fitting(commands + more, typed)
    }

    private func topics(_ typed: String) -> [Word] {
        let commands = Commands.all.map { Word(text: $0.help.name, what: $0.help.summary) }
        return fitting(commands + [Word(text: "settings", what: "print all settings, as a file")], typed)
    }

    private func offer(_ before: [String], _ typed: String, _ help: CommandHelp) -> Offer {
        let options = help.declaredOptions
        var (plain, used, awaited): ([String], Set<String>, DeclaredOption?) = ([], [], nil)
        for word in before {
            if awaited != nil {
                awaited = nil
            } else if word.hasPrefix("--") {
                let name = String(word.prefix { $0 != "=" })
                used.insert(name)
                if name == word { awaited = options.first { $0.name == name && $0.value != nil } }
            } else {
                plain.append(word)
            }
        }
        if let awaited { return offer(awaited.values, typed, prefix: "") }
        if typed.hasPrefix("-") {
            let isLeft: (DeclaredOption) -> Bool = { !used.contains($0.name) || help.repeated.contains($0.name) }
            let first = offerOption(typed, help.firstOptions.filter(isLeft))
            return first == .words([]) ? offerOption(typed, options.filter(isLeft)) : first
        }
        let verb = help.verbs.contains(plain.first ?? "") ? plain.first : nil
        if plain.isEmpty && !help.verbs.isEmpty { return .words(fitting(help.verbs.map { Word(text: $0) }, typed)) }
        return offer(help.argument(plain.count - (verb == nil ? 0 : 1), of: verb), typed, prefix: "")
    }

    private func offerOption(_ typed: String, _ options: [DeclaredOption]) -> Offer {
        guard let mark = typed.firstIndex(of: "=") else {
            return .words(fitting(options.map { Word(text: $0.name, what: $0.what) }, typed))
        }
        guard let option = options.first(where: { $0.name == typed[..<mark] && $0.value != nil }) else {
            return .words([])
        }
        let prefix = String(typed[...mark])
        return offer(option.values, String(typed.dropFirst(prefix.count)), prefix: prefix)
    }

    private func offer(_ values: Values, _ typed: String, prefix: String) -> Offer {
        switch values {
        case .unknown: return .words([])
        case .files: return .files
        case .folders: return .folders
        case .commands: return .words(topics(typed))
        case .words(let words): return .words(fitting(words.map { Word(text: prefix + $0) }, prefix + typed))
        case .list(let words):
            let done = typed.lastIndex(of: ",").map { String(typed[...$0]) } ?? ""
            let taken = Set(done.split(separator: ",").map(String.init))
            let rest = words.filter { !taken.contains($0) }.map { Word(text: prefix + done + $0) }
            return .words(fitting(rest, prefix + typed))
        // A backup may be in any folder.
        case .backups:
            let found = fitting(look(values).map { Word(text: prefix + $0) }, prefix + typed)
            return found.isEmpty ? .files : .words(found)
        case .peers, .persons, .areas, .services, .addresses, .interfaces:
            return .words(fitting(look(values).map { Word(text: prefix + $0) }, prefix + typed))
        }
    }

    /// Case is ignored, as the commands do.
    private func fitting(_ words: [Word], _ typed: String) -> [Word] {
        let start = Name(trusted: typed).folded
        return words.filter { Name(trusted: $0.text).folded.hasPrefix(start) }
    }
}
