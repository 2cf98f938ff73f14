import Core
import Glibc
import Rehearsal
import SQLiteStore
import Store

// A process that works on a store until it is killed, so that a test can look at what is left. Every line that it
// prints was confirmed by the store before it was printed.
//
//     store-driver register FOLDER COUNT THREADS   admit devices; prints the peer of each
//     store-driver claim FOLDER COUNT same|other   claim the pairing whose token hash is all zeros, with one key or many
//     store-driver open FOLDER                     open, migrate, close
//     store-driver restore FOLDER BACKUP           restore a backup
//     store-driver freeze FOLDER                   a store with a little of everything, to be kept for each schema

func drive(_ arguments: [String]) -> Int32 {
    do {
        switch arguments.first {
        case "register": try register(arguments[1], Int(arguments[2]) ?? 1, threads: Int(arguments[3]) ?? 1)
        case "claim": try claim(arguments[1], Int(arguments[2]) ?? 1, sameKey: arguments[3] == "same")
        case "open": try Database.open(StoreFiles(folder: arguments[1]), now: .start).close()
        case "freeze": try freeze(arguments[1])
        case "restore": try restore(arguments[1], from: arguments[2])
        default: return 2
        }
        return 0
    } catch let failure as StorageFailure {
        say("failed \(failure.kind.rawValue) \(failure)")
        return 1
    } catch {
        say("failed \(error)")
        return 1
    }
}

/// One system call a line: a line is there whole or not at all, whenever the process is killed.
func say(_ line: String) {
    let bytes = Array((line + "\n").utf8)
    _ = unsafe bytes.withUnsafeBytes { unsafe write(STDOUT_FILENO, $0.baseAddress, $0.count) }
}

private func rehearsal(_ folder: String) throws -> (SQLiteRepository, Rehearsal) {
    let repository = try Database.open(StoreFiles(folder: folder), now: .start)
    try Signer().begin(in: repository)
    var play = Rehearsal(on: repository)
    play.limits.openPairings = .max
    play.limits.livePeers = .max
    return (repository, play)
}

private func register(_ folder: String, _ count: Int, threads: Int) throws {
    let (repository, play) = try rehearsal(folder)
    say("ready")
    let failures = Failures()
    onThreads(threads) { _ in
        for _ in 0..<(count / threads) where failures.first == nil {
            do { say("admitted \(try play.admit().peer)") } catch { failures.note(error) }
        }
    }
    if let failure = failures.first { throw failure }
    repository.close()
}

private func claim(_ folder: String, _ count: Int, sameKey: Bool) throws {
    let (repository, play) = try rehearsal(folder)
    guard let zeros = Octets32(Array(repeating: UInt8(0), count: 32)) else { return }
    var device = Device.fresh()
    device.key = PublicKey(zeros)
    for _ in 0..<count {
        let claimed = try play.claim(tokenHash: SecretHash(zeros), sameKey ? device : .fresh())
        switch claimed?.result {
        case .accepted(let ticket): say("accepted \(ticket.pin.digits)")
        case .repeated(let ticket): say("repeated \(ticket.pin.digits)")
        case .rejected(let rejection): say("rejected \(rejection)")
        case nil: say("unknown")
        }
    }
    repository.close()
}

private func restore(_ folder: String, from backup: String) throws {
    let files = StoreFiles(folder: folder)
    let lock = try StoreLock(files, holder: "store-driver")
    let report = try Restore.restore(backup, into: files, now: .start)
    say("restored epoch \(report.epoch)")
    _ = consume lock
}

private func freeze(_ folder: String) throws {
    let (repository, play) = try rehearsal(folder)
    var device = Device.fresh()
    device.name = try Name("Anna's phone")
    let anna = try play.admit(device, PairingTerms(person: try Name("Anna"), scopes: [.view, .use, .invite]))
    _ = try play.admit()
    device = .fresh()
    device.name = try Name("Gone")
    let gone = try play.admit(device)
    let area = Area(id: fresh(), name: try Name("Media"))
    let films = Service(id: fresh(), name: try Name("Films"), url: try ServiceURL("https://nas.home:8920/web"))
    let (home, limits) = (try Name("Home"), play.limits)
    _ = try repository.write { store throws(StorageFailure) in
        _ = try store.createArea(area, now: .start)
        _ = try store.assignPeer(anna.peer, to: area.id, by: .nodeOperator, now: .start)
        _ = try store.addService(films, to: [area.id], by: .nodeOperator, now: .start)
        _ = try store.makeDefaultArea(named: home, id: fresh(), now: .start)
        try store.notePresence(.online, of: anna.peer, now: .start)
        _ = try store.addAppPassword(.fresh, named: films.name, of: anna.peer, now: .start, limits: limits)
        return try store.revokePeer(gone.peer, by: .peer(anna.peer), now: .start)
    }
    _ = try play.start()
    repository.close()
}
