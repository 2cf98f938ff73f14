import Foundation
import Testing

/// The process that tests start, kill and disturb.
struct Driver: Sendable {
    struct Outcome: Sendable {
        let lines: [String]
        let wasKilled: Bool
        let status: Int32

        /// What the process says was confirmed.
        func saying(_ word: String) -> [String] {
            lines.filter { $0.hasPrefix(word + " ") }.map { String($0.dropFirst(word.count + 1)) }
        }
    }

    /// A disturbance by `fsfault.c`, such as `kill:12` or `write:3:ENOSPC`.
    var fault: String?
    /// Runs it as this user.
    var user: String?

    func run(_ arguments: [String], killAfter delay: Duration? = nil) throws -> Outcome {
        let process = Process()
        process.executableURL = user == nil ? Self.binary : URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = (try user.map(Self.become) ?? []) + arguments
        var environment = ProcessInfo.processInfo.environment
        if let fault {
            environment["LD_PRELOAD"] = try Self.faultLibrary()
            environment["FAULT_FILE"] = "kith.db"
            environment["FAULT"] = fault
        }
        process.environment = environment
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        if let delay {
            let pid = process.processIdentifier
            Thread.detachNewThread {
                Thread.sleep(forTimeInterval: delay / .seconds(1))
                kill(pid, SIGKILL)
            }
        }
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return Outcome(
            lines: text.split(separator: "\n").map(String.init),
            wasKilled: process.terminationReason == .uncaughtSignal, status: process.terminationStatus)
    }

    /// Next to the test bundle, wherever the build put that.
    private static let binary: URL = {
        let here = URL(fileURLWithPath: ProcessInfo.processInfo.arguments[0]).resolvingSymlinksInPath()
        return here.deletingLastPathComponent().appendingPathComponent("store-driver")
    }()

    /// A copy that anybody may run: the build folder may lie where only we can look.
    private static func become(_ user: String) throws -> [String] {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("driver-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try FileManager.default.copyItem(at: binary, to: folder.appendingPathComponent("store-driver"))
        setMode(folder.path, 0o755)
        return ["setpriv", "--reuid", user, "--regid", "nogroup", "--clear-groups", folder.path + "/store-driver"]
    }

    private static let built = Result { () throws -> String in
        let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Faults/fsfault.c")
        let library = FileManager.default.temporaryDirectory.appendingPathComponent("fsfault-\(getpid()).so")
        let compiler = Process()
        compiler.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        compiler.arguments = ["cc", "-shared", "-fPIC", "-O1", "-o", library.path, source.path, "-ldl"]
        try compiler.run()
        compiler.waitUntilExit()
        try #require(compiler.terminationStatus == 0, "cc could not build fsfault.c")
        return library.path
    }

    private static func faultLibrary() throws -> String { try built.get() }
}

/// How much of a campaign to run: a sample in every test run, all of it for a soak.
enum Campaign {
    static let isSoak = ProcessInfo.processInfo.environment["KITH_SOAK"] != nil

    static func size(_ sample: Int, soak: Int) -> Int { isSoak ? soak : sample }
}
