internal import CLinux
import Glibc
public import Store
import System

/// The lock of the store. Agent, migration and restore hold it. The kernel releases it when a process dies, so it is
/// never stale.
public struct StoreLock: ~Copyable, Sendable {
    private let file: Descriptor

    /// - Parameter holder: what others read about the holder, such as `kith agent`.
    public init(_ files: StoreFiles, holder: String) throws(StorageFailure) {
        try makeStateFolder(files.folder)
        let opened: Descriptor
        do throws(SystemError) { opened = try openPrivateFile(files.lock) } catch {
            throw fileFailure(files.lock, "the lock file cannot be opened", error)
        }
        guard flock(opened.number, LOCK_EX | LOCK_NB) == 0 else {
            let other = Self.readHolder(opened.number) ?? "another process"
            throw StorageFailure(
                .locked, file: files.folder, cause: "this node already runs: \(other)",
                remedy: "Stop it first, or choose another folder with --state.")
        }
        Self.write("\(holder) (pid \(getpid()))", to: opened.number)
        // If 'kith adopt' was killed while it put the node in its place, the next process that takes the lock finishes.
        try Adoption.finish(files)
        file = opened
    }

    /// The last process that took the lock, as it named itself. It may have released the lock since.
    static func lastHolder(_ files: StoreFiles) -> String? {
        guard let file = try? Descriptor(opening: files.lock, O_RDONLY | O_NOFOLLOW | O_NONBLOCK) else { return nil }
        return readHolder(file.number)
    }

    private static func readHolder(_ descriptor: Int32) -> String? {
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: 128) { buffer, count in
            unsafe count = max(0, pread(descriptor, buffer.baseAddress, buffer.count, 0))
        }
        let text = String(decoding: bytes, as: UTF8.self)
        return isHolder(text) ? text : nil
    }

    /// Whether it is what ``write(_:to:)`` writes, such as `kith agent (pid 12)`. Root's terminal may show it, and the owner
    /// of the folder can write anything else.
    static func isHolder(_ text: String) -> Bool {
        let words = text.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count >= 4, words[0] == "kith", words[words.count - 2] == "(pid",
            let last = words.last, last.hasSuffix(")"), let process = Int32(last.dropLast()), process > 0
        else { return false }
        return words[1..<(words.count - 2)].allSatisfy { word in
            !word.isEmpty && word.utf8.allSatisfy { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
        }
    }

    /// Only for people: the lock holds even if the name cannot be written.
    private static func write(_ holder: String, to descriptor: Int32) {
        let bytes = Array(holder.utf8)
        _ = ftruncate(descriptor, 0)
        _ = unsafe bytes.withUnsafeBytes { buffer in unsafe pwrite(descriptor, buffer.baseAddress, buffer.count, 0) }
    }
}
