import Core
import Glibc
import Rehearsal
import SQLiteStore
import Store

// kith-bench registrations FOLDER COUNT WAITING
//
// Registers COUNT devices whose PIN is on their screens already, with WAITING callers at a time, and prints how many a
// second were durable. Only the registration itself is timed: look-ups, decision and the one transaction.

func measure(_ arguments: [String]) -> Int32 {
    guard arguments.count == 4, arguments[0] == "registrations", let count = Int(arguments[2]),
        let waiting = Int(arguments[3])
    else { return 2 }
    do {
        print("\(try registrations(folder: arguments[1], count: count, waiting: waiting))")
        return 0
    } catch {
        print("failed: \(error)")
        return 1
    }
}

private func registrations(folder: String, count: Int, waiting: Int) throws -> Int {
    let repository = try Database.open(StoreFiles(folder: folder), now: .start)
    // As an agent does: it signs what a registration gives.
    try Signer().begin(in: repository)
    var play = Rehearsal(on: repository)
    play.limits.openPairings = .max
    play.limits.livePeers = .max
    let prepared = play
    let connected = try prepared.connectMany((0..<count).map { _ in .fresh() })
    let share = count / waiting
    let start = ContinuousClock.now
    onThreads(waiting) { caller in
        for (id, pin) in connected[(caller * share)..<((caller + 1) * share)] {
            guard case .registered? = try? prepared.verify(id, pin) else {
                preconditionFailure("a registration failed")
            }
        }
    }
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    repository.close()
    return Int(Double(share * waiting) / seconds)
}
