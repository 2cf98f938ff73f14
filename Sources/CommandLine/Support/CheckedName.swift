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
