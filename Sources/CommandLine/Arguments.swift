import PairingCore

/// The words after `kith`, taken one after the other; what is left over at the end is an error.
struct Arguments {
    private var words: [String]

    init(_ words: [String]) { self.words = words }

    /// The next word that is no option, if one comes first.
    mutating func nextWord() -> String? {
        guard let first = words.first, !first.hasPrefix("--") || first == "--help" || first == "--version" else {
            return nil
        }
        return words.removeFirst()
    }

    /// The value of `--name VALUE` or `--name=VALUE`, wherever it stands.
    mutating func option(_ name: String) throws(CommandFailure) -> String? {
        if let index = words.firstIndex(where: { $0.hasPrefix(name + "=") }) {
            return String(words.remove(at: index).dropFirst(name.count + 1))
        }
        guard let index = words.firstIndex(of: name) else { return nil }
        guard index + 1 < words.count else { throw CommandFailure(.usage, "\(name) needs a value.") }
        defer { words.removeSubrange(index...(index + 1)) }
        return words[index + 1]
    }

    /// A number of seconds, minutes, hours or days: `90s`, `5m`, `4h`, `2d`.
    mutating func length(_ name: String) throws(CommandFailure) -> Duration? {
        guard let text = try option(name) else { return nil }
        let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3_600, "d": 86_400]
        guard let unit = text.last.flatMap({ units[$0] }), let count = Int64(text.dropLast()), count >= 0,
            count <= Int64.max / unit
        else {
            throw CommandFailure(.usage, "\(name) takes a length such as 90s, 5m, 4h or 2d, not '\(text)'.")
        }
        return .seconds(count * unit)
    }

    mutating func number(_ name: String, _ range: ClosedRange<Int>) throws(CommandFailure) -> Int? {
        guard let text = try option(name) else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw CommandFailure(
                .usage, "\(name) takes a number from \(range.lowerBound) to \(range.upperBound), not '\(text)'.")
        }
        return number
    }

    /// To be called when all that a command knows is taken.
    func finish() throws(CommandFailure) {
        guard let stray = words.first else { return }
        throw CommandFailure(.usage, "'\(stray)' is not understood here. 'kith help' lists what is.")
    }
}
