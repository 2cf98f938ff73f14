import Console
import Core

/// A name that a person typed, held to the rules of names before the agent is asked: one error for one fault, whichever
/// command it was typed for.
func checkedName(_ text: String, _ what: String) throws(CommandFailure) -> String {
    do throws(FieldRejection) { return try Name(text, field: what).text } catch {
        throw CommandFailure(
            .usage,
            "\(what) \(error.problem.explanation). A name has 1 to \(Limits.nameCharacters) printable characters.")
    }
}

extension ControlClient.APIResponse {
    /// Why the agent refused what was asked, with the name that a person typed.
    func failure(forName name: String) -> CommandFailure {
        let field = "The field 'name' "
        guard code == "invalid_field", detail.hasPrefix(field) else { return failure }
        return CommandFailure(.refused, "'\(name.cleaned)' \(detail.dropFirst(field.count)) Choose another name.")
    }
}
