import API
import Core
import Store

/// What is known about the database of the node.
struct DatabaseReading {
    enum State {
        /// It was not made yet, or there is no state folder.
        case absent
        /// Only another user may read it.
        case notReadable
        case healthy(StoreExamination)
        case failed(StorageFailure)
    }

    var file: String
    var state: State

    var findings: [Finding] {
        switch state {
        case .absent:
            [
                .notice(
                    "no_node_yet", what: "There is no node yet.",
                    why: "\(file) does not exist: the node has not started.",
                    remedy: "To begin: kith pair")
            ]
        case .notReadable:
            [
                .notice(
                    "state_not_checked", what: "The database and the identity key were not checked.",
                    why: "Only their owner and root can read them.", remedy: "Check them: sudo kith doctor")
            ]
        case .healthy(let found): differences(found.rosterDifferences)
        case .failed(let failure): finding(failure)
        }
    }

    private func differences(_ differences: [String]) -> [Finding] {
        guard let first = differences.first else { return [] }
        let more = differences.count == 1 ? "" : " There are \(differences.count) differences."
        return [
            .error(
                "roster_differs", what: "The list of devices differs from the statements that this node has signed.",
                why: first.asSentence + "." + more,
                remedy: """
                    Restore a backup: kith restore. If nobody has changed the database by hand, this is a fault in kith. Please \
                    report it.
                    """)
        ]
    }

    private func finding(_ failure: StorageFailure) -> [Finding] {
        let (code, what): (String, String)
        switch failure.kind {
        case .damaged, .notADatabase: (code, what) = ("database_damaged", "The database is damaged.")
        case .foreign: (code, what) = ("database_foreign", "The database belongs to another program.")
        case .newerVersion: (code, what) = ("database_newer", "The database was made by a newer version of kith.")
        case .moved:
            return [
                .notice(
                    "node_moved", what: "The node of this folder was moved.", why: failure.cause.asSentence + ".",
                    remedy: failure.remedy)
            ]
        case .notPermitted: (code, what) = ("rights_wrong", "The database has wrong rights.")
        case .inputOutput: (code, what) = ("disk_error", "The disk cannot be read.")
        case .busy, .diskFull, .readOnly, .missing, .locked, .migration, .backup, .outOfMemory, .exhausted,
            .programError:
            (code, what) = ("database_unreadable", "The database cannot be read.")
        }
        return [
            .error(
                code, what: what, why: "\(failure.file): \(failure.cause).",
                remedy: failure.remedy.hasSuffix(".") ? failure.remedy : failure.remedy + ".")
        ]
    }
}
