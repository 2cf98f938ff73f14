import Console
import Core
import JSON

extension Arguments {
    /// Scopes as a person types them, `view,use`, for the agent. Nil if the option is absent.
    mutating func scopes(_ option: String) throws(CommandFailure) -> JSONValue? {
        guard let list = try self.option(option) else { return nil }
        let known = Scope.allCases.map(\.rawValue)
        let words = list.split(whereSeparator: { $0 == "," || $0 == " " }).map(String.init)
        for word in words where Scope(rawValue: word) == nil {
            let guess = nearestWord(to: word, among: known).map { " Did you mean '\($0)'?" } ?? ""
            throw CommandFailure(.usage, "unknown scope '\(word.cleaned)'.\(guess) Choose from \(Scope.list).")
        }
        guard !words.isEmpty else {
            throw CommandFailure(
                .usage, "\(option) is empty, and a device without a scope can do nothing. Choose from \(Scope.list).")
        }
        return .array(words.map { .string($0) })
    }
}
