import Agent
import Console
import Core
import Glibc
import Store
import System

/// Moves a node by two processes: one has the rights of the old folder's owner, the other those of the service. Bytes in
/// pipes are all that passes between them. This one keeps root's rights, and opens no path in either folder.
struct AdoptRun {
    let old: OldFolder
    let service: ServiceFolder
    let places: Places

    /// How long a process that has ended its part of the work waits for the other to end.
    private static let lastPatience: Duration = .seconds(60)

    func run() throws(CommandFailure) -> AdoptReport {
        let (stored, marked): (Outcome, Outcome)
        do throws(SystemError) { (stored, marked) = try outcomes() } catch {
            throw CommandFailure(.failed, "'kith adopt' cannot start its two processes: \(error.text).")
        }
        switch (stored, marked) {
        case (.done(let text), .done):
            guard let report = AdoptReport(text: text) else { throw Self.interrupted }
            return report
        case (.done, .failed(let failure)): throw notMarked(failure.text)
        case (.done, .silent): throw notMarked("The process that does it has ended.")
        // What the reader has against it comes first: the writer only notices that nothing comes.
        case (_, .failed(let failure)): throw failure
        case (.failed(let failure), _): throw failure
        case (.silent, _): throw Self.interrupted
        }
    }

    private static let interrupted = CommandFailure(
        .failed, "'kith adopt' was interrupted. Run it again: it starts over, or goes on where it stopped.")

    private func notMarked(_ reason: String) -> CommandFailure {
        CommandFailure(
            .failed,
            """
            The node was moved to \(service.path), but \(old.path.cleaned) could not be marked. Start no agent in that \
            folder: there would be two nodes with one identity. Run 'kith adopt' again to mark it. The reason: \(reason)
            """)
    }

    private enum Outcome {
        case done(String)
        case failed(CommandFailure)
        /// It ended because the other one did, or was killed.
        case silent
    }

    private func outcomes() throws(SystemError) -> (stored: Outcome, marked: Outcome) {
        let (node, answers) = (try BytePipe(), try BytePipe())
        let (writerTells, readerTells) = (try BytePipe(), try BytePipe())
        let writer = try ChildProcess(keeping: [node.reading, answers.writing, writerTells.writing]) {
            Self.report(to: writerTells.writing, as: service.user, group: service.status.group) {
                () throws(CommandFailure) -> String in
                try AdoptWriter(places, from: AdoptPipe(from: node.reading, to: answers.writing)).run()
            }
        }
        let reader = try ChildProcess(keeping: [node.writing, answers.reading, readerTells.writing]) {
            Self.report(to: readerTells.writing, as: old.owner, group: old.status.group) {
                () throws(CommandFailure) -> String in
                try AdoptReader(old.path, for: service.path, to: AdoptPipe(from: answers.reading, to: node.writing))
                    .run()
            }
        }
        // What they did is printed in any case.
        ChildProcess.endBySignals(writer, reader)
        // Each process is to notice the end of the other.
        for pipe in [node, answers, writerTells, readerTells] { close(pipe.writing) }
        for pipe in [node, answers] { close(pipe.reading) }
        let stored = Self.outcome(of: writer, Descriptor(owning: writerTells.reading), patience: .seconds(1 << 20))
        // The owner of the folder can stop the reader, and is not waited for.
        let marked = Self.outcome(of: reader, Descriptor(owning: readerTells.reading), patience: Self.lastPatience)
        return (stored, marked)
    }

    // MARK: What a process tells root

    private static let longestReport = 16_384

    /// Becomes a user for good, does the work, and tells how it went.
    private static func report(
        to descriptor: Int32, as user: User, group: UInt32, _ work: () throws(CommandFailure) -> String
    ) {
        let output = Descriptor(owning: descriptor)
        _ = umask(0o077)
        let text: String
        do throws(CommandFailure) {
            // A user without an entry gets the folder's group, but never root's: 65534 is nobody's.
            do throws(SystemError) { try user.become(groupWithoutEntry: group == 0 ? 65_534 : group) } catch {
                throw CommandFailure(.failed, "This process cannot become \(user.description): \(error.text).")
            }
            text = "\(ExitCode.done.rawValue)\n\(try work())"
        } catch { text = "\(error.code.rawValue)\n\(error.text)" }
        do throws(SystemError) { try output.write(Array(text.utf8.prefix(longestReport))) } catch { return }
    }

    /// What it tells comes from the rights of another user, so it is cleaned.
    private static func outcome(of process: ChildProcess, _ input: borrowing Descriptor, patience: Duration) -> Outcome
    {
        let bytes = (try? input.read(exactly: longestReport, patience: patience)) ?? []
        process.kill()
        process.wait()
        let text = String(decoding: bytes, as: UTF8.self)
        let head = text.prefix { $0 != "\n" }
        let rest = String(text.dropFirst(head.count + 1))
        guard let code = Int32(head).flatMap({ ExitCode(rawValue: $0) }) else { return .silent }
        guard code != .done else { return .done(rest) }
        let cleaned = rest.split(separator: "\n").map(\.cleaned).joined(separator: "\n")
        return cleaned.isEmpty ? .silent : .failed(CommandFailure(code, cleaned))
    }
}
