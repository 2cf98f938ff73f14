import API
import System

/// The file system that holds the state folder.
struct DiskReading {
    var folder: String
    /// Nil if it cannot be read.
    var space: DiskSpace?

    /// With less, not even a commit is certain to succeed.
    private static let least: UInt64 = 1 << 20
    /// More than this is never nearly full.
    private static let enough: UInt64 = 200 << 20

    var findings: [Finding] {
        guard let space else { return [] }
        if space.isReadOnly {
            return [
                .error(
                    "disk_read_only", what: "The file system of \(folder) is mounted read-only.",
                    why: "The node cannot save anything. The kernel does this after a disk error, too: see dmesg.",
                    remedy: "Check the disk, then: sudo mount -o remount,rw \(mountHint)")
            ]
        }
        if space.free < Self.least || space.freeFiles == 0 {
            let what =
                space.free < Self.least
                ? "\(bytes(Int64(clamping: space.free))) are free" : "no further file can be made"
            return [
                .error(
                    "disk_full", what: "The disk that holds \(folder) is full.",
                    why: "\(what.asSentence), so the node cannot save anything.",
                    remedy:
                        "Free some space: df -h \(folder) shows the disk, sudo du -xh / | sort -h | tail the largest folders."
                )
            ]
        }
        guard space.free < Self.enough, space.free < space.bytes / 20 else { return [] }
        return [
            .notice(
                "disk_nearly_full", what: "The disk that holds \(folder) is nearly full.",
                why: "\(bytes(Int64(clamping: space.free))) of \(bytes(Int64(clamping: space.bytes))) are free.",
                remedy: "Free some space: df -h \(folder)")
        ]
    }

    private var mountHint: String { "$(findmnt -no TARGET -T \(folder))" }
}
