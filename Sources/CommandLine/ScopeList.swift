import Console
import Core
import JSON

extension Arguments {
    /// Scopes as somebody types them, `view,use`, for the agent. Nil if the option is not there.
    mutating func scopes(_ option: String) throws(CommandFailure) -> JSONValue? {
        guard let list = try self.option(option) else { return nil }
        let known = Scope.allCases.map(\.rawValue)
        let words = list.split(whereSeparator: { $0 == "," || $0 == " " }).map(String.init)
        for word in words where Scope(rawValue: word) == nil {
            let guess = nearestWord(to: word, among: known).map { " Did you mean '\($0)'?" } ?? ""
            throw CommandFailure(.usage, "there is no scope '\(word.cleaned)'.\(guess) Choose of \(Scope.list).")
        }
        guard !words.isEmpty else {
            throw CommandFailure(
                .usage, "\(option) is empty, and a peer without a scope can do nothing. Choose of \(Scope.list).")
        }
        return .array(words.map { .string($0) })
    }
}
