import Foundation
import Testing

@testable import CommandLine

@Suite struct SystemUnitTests {
    /// The links that `systemctl enable` makes. The socket is enough: a connection starts the service.
    @Test(
        arguments: [
            (nil, false), ("kith.service", false), ("multi-user.target.wants/kith.service", true),
            ("sockets.target.wants/kith.socket", true), ("sockets.target.wants/other.socket", false),
        ] as [(String?, Bool)]) func isEnabledByItsLinks(_ file: String?, _ isEnabled: Bool) throws
    {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("kith-units-\(UUID())")
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appendingPathComponent(file ?? "none")
        try FileManager.default.createDirectory(
            at: path.deletingLastPathComponent(), withIntermediateDirectories: true)
        if file != nil { try Data().write(to: path) }
        #expect(SystemUnit.isEnabled(in: folder.path) == isEnabled)
        #expect(SystemUnit.isInstalled(in: [folder.path]) == (file == "kith.service"))
    }
}
