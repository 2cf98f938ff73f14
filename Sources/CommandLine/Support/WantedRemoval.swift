import Console
import Core
import HTTPMessage
import JSON

/// The removal of an area or a service, which may be in use.
struct WantedRemoval {
    /// The name or id, as it was typed.
    let word: String
    /// Whether it is removed also if it is in use.
    private let isForced: Bool

    init(_ arguments: inout Arguments, _ command: String, _ what: String) throws(CommandFailure) {
        isForced = arguments.flag("--force")
        word = try arguments.word(command, what)
        try arguments.finish()
    }

    /// - Parameters:
    ///   - inUse: what to say if it is in use, from the answer that says by what.
    ///   - done: what to say if it was removed.
    func remove(
        _ thing: some NamedThing, at path: String, _ client: ControlClient, _ asJSON: Bool,
        inUse: (JSONObject) -> String, done: () -> String
    ) throws(CommandFailure) {
        if isForced { try thing.require(whole: word) }
        let answer = try client.demand(.delete, path + (isForced ? "?force=true" : ""))
        guard !["area_in_use", "service_in_use"].contains(answer.code) else {
            throw CommandFailure(.refused, inUse(answer.object))
        }
        guard answer.status == 204 else { throw answer.failure }
        guard !asJSON else {
            return Terminal.json(["removed": ["id": .string(thing.id), "name": .string(thing.name)]])
        }
        Terminal.say(done())
    }
}

extension NamedThing {
    /// For what nobody is asked about.
    fileprivate func require(whole wanted: String) throws(CommandFailure) {
        guard id == wanted || Name(trusted: name).folded == Name(trusted: wanted).folded else {
            throw CommandFailure(
                .failed,
                """
                --force needs the whole name or the id. '\(wanted.cleaned)' is only the beginning of '\(name)' (\(id)).
                """)
        }
    }
}
