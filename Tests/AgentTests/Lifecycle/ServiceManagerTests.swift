import CLinux
import Glibc
import Testing

@testable import Agent

@Suite struct ServiceManagerTests {
    @Test(
        arguments: [
            (ServiceMessage.ready(status: "1 peer"), "READY=1\nSTATUS=1 peer"),
            (.reloading(at: 12_345), "RELOADING=1\nMONOTONIC_USEC=12345"), (.stopping, "STOPPING=1\nSTATUS=Stopping"),
            (.status("a\nREADY=1\r\nb"), "STATUS=a READY=1 b"), (.alive, "WATCHDOG=1"),
        ])
    func says(_ message: ServiceMessage, _ text: String) { #expect(message.text == text) }

    @Test(
        arguments: [
            ("/run/x", [1, 0] + Array("/run/x".utf8) + [0]), ("@kith/x", [1, 0, 0] + Array("kith/x".utf8)),
            ("", nil), ("@", nil), ("run/x", nil), ("vsock:2:1234", nil),
            ("/" + String(repeating: "x", count: 107), nil),
        ] as [(String, [UInt8]?)])
    func knowsWhere(_ socket: String, _ address: [UInt8]?) { #expect(ServiceManager.address(socket) == address) }

    @Test(
        arguments: [
            (["NOTIFY_SOCKET": "/x", "WATCHDOG_USEC": "30000000"], 30),
            (["NOTIFY_SOCKET": "/x", "WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "7"], 30),
            (["NOTIFY_SOCKET": "/x", "WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "8"], nil),
            (["NOTIFY_SOCKET": "/x", "WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "x"], nil),
            (["WATCHDOG_USEC": "30000000"], nil), (["NOTIFY_SOCKET": "/x"], nil),
            (["NOTIFY_SOCKET": "/x", "WATCHDOG_USEC": "0"], nil),
            (["NOTIFY_SOCKET": "/x", "WATCHDOG_USEC": "-1"], nil),
            (["NOTIFY_SOCKET": "/x", "WATCHDOG_USEC": "soon"], nil),
        ] as [([String: String], Int?)])
    func knowsTheWatchdog(_ environment: [String: String], _ seconds: Int?) {
        #expect(ServiceManager(environment, process: 7).watchdog == seconds.map { .seconds($0) })
    }

    @Test func tellsNobodyWhereNobodyListens() {
        #expect(!ServiceManager([:], process: 7).isThere)
        #expect(!ServiceManager([:], process: 7).tell(.alive))
        #expect(!ServiceManager(["NOTIFY_SOCKET": "/no/such/socket"], process: 7).tell(.alive))
    }

    @Test(arguments: [true, false]) func isHeard(_ isAbstract: Bool) throws {
        let name = "/tmp/kith-notify-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
        let socketName = isAbstract ? "@" + name.dropFirst() : name
        let address = try #require(ServiceManager.address(socketName))
        let listener = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        defer {
            close(listener)
            _ = unsafe unlink(name)
        }
        let isBound = unsafe address.withUnsafeBytes {
            unsafe bind(listener, $0.baseAddress?.assumingMemoryBound(to: sockaddr.self), socklen_t($0.count))
        }
        try #require(isBound == 0)
        #expect(ServiceManager(["NOTIFY_SOCKET": socketName], process: 7).tell(.ready(status: "all is well")))
        var bytes = [UInt8](repeating: 0, count: 256)
        let count = unsafe bytes.withUnsafeMutableBytes {
            unsafe recv(listener, $0.baseAddress, $0.count, Int32(MSG_DONTWAIT))
        }
        #expect(String(decoding: bytes.prefix(max(count, 0)), as: UTF8.self) == "READY=1\nSTATUS=all is well")
    }
}
