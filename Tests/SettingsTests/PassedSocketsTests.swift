import CLinux
import Glibc
import Testing

@testable import Settings

@Suite struct PassedSocketsTests {
    private func read(
        pid: String? = "7", count: String? = nil, names: String? = nil
    ) throws(PassedSockets.Failure) -> PassedSockets {
        var environment: [String: String] = [:]
        environment["LISTEN_PID"] = pid
        environment["LISTEN_FDS"] = count
        environment["LISTEN_FDNAMES"] = names
        return try PassedSockets.read(environment, process: 7)
    }

    @Test(
        arguments: [
            ("1", "http", [3], nil), ("1", "control", [], 3), ("2", "http:control", [3], 4),
            ("2", "control:http", [4], 3), ("3", "http:control:http", [3, 5], 4),
        ] as [(String, String, [Int32], Int32?)])
    func goesByTheirNames(_ count: String, _ names: String, _ http: [Int32], _ control: Int32?) throws {
        let sockets = try read(count: count, names: names)
        #expect(sockets.http == http)
        #expect(sockets.control == control)
    }

    @Test func takesNoneThatAreNotForIt() throws {
        for sockets in [
            try read(pid: nil, count: "1", names: "http"), try read(pid: "8", count: "1", names: "http"),
            try read(pid: "8", count: "x", names: "x"), try read(count: nil, names: "http"), PassedSockets(),
        ] {
            #expect(sockets.http.isEmpty)
            #expect(sockets.control == nil)
        }
    }

    @Test(
        arguments: [
            ("", "1", "http", "LISTEN_PID is ''"), ("seven", "1", "http", "LISTEN_PID is 'seven'"),
            ("7", "", "http", "LISTEN_FDS is ''"), ("7", "0", "http", "LISTEN_FDS is '0'"),
            ("7", "-1", "http", "LISTEN_FDS is '-1'"), ("7", "many", "http", "LISTEN_FDS is 'many'"),
            ("7", "2147483647", "http", "LISTEN_FDS is '2147483647'"),
            ("7", "99999999999", "http", "LISTEN_FDS is '99999999999'"),
            ("7", "1", nil, "has 0 names for 1 sockets"), ("7", "2", "http", "has 1 names for 2 sockets"),
            ("7", "1", "http:control", "has 2 names for 1 sockets"), ("7", "2000000000", "http", "has 1 names"),
            ("7", "1", "", "named ''"), ("7", "1", "kith.socket", "named 'kith.socket'"),
            ("7", "2", "http:HTTP", "named 'HTTP'"), ("7", "2", "http:", "named ''"),
            ("7", "2", "control:control", "more than one socket named 'control'"),
        ] as [(String, String, String?, String)])
    func saysWhatIsWrong(_ pid: String, _ count: String, _ names: String?, _ text: String) {
        #expect { try read(pid: pid, count: count, names: names) } throws: { error in
            (error as? PassedSockets.Failure)?.text.contains(text) ?? false
        }
    }

    /// An address of family, port and the rest, as the kernel has it.
    private func bound(_ family: Int32, _ place: [UInt8]) throws -> Int32 {
        let socket = socket(family, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_storage()
        address.ss_family = sa_family_t(family)
        unsafe withUnsafeMutableBytes(of: &address) { unsafe $0[4..<(4 + place.count)].copyBytes(from: place) }
        let result = unsafe withUnsafePointer(to: &address) { room in
            unsafe room.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(socket, $0, socklen_t(4 + place.count + (family == AF_INET ? 8 : 4)))
            }
        }
        try #require(result == 0)
        return socket
    }

    @Test func knowsWhetherTheyAreForThisMachineAlone() throws {
        let nothing = [UInt8](repeating: 0, count: 20)
        let v4 = try bound(AF_INET, [127, 0, 0, 9])
        let v6 = try bound(AF_INET6, nothing[..<19] + [1])
        let everywhere = try bound(AF_INET, [0, 0, 0, 0])
        let everywhere6 = try bound(AF_INET6, nothing)
        defer { for socket in [v4, v6, everywhere, everywhere6] { close(socket) } }
        #expect(PassedSockets(http: [v4]).addresses?.areLoopback == true)
        #expect(PassedSockets(http: [v4, v6]).addresses?.areLoopback == true)
        #expect(PassedSockets(http: [v4, everywhere]).addresses?.areLoopback != true)
        #expect(PassedSockets(http: [everywhere6]).addresses?.areLoopback != true)
        #expect(PassedSockets(http: [-1]).addresses?.areLoopback != true)
        #expect(PassedSockets().addresses?.areLoopback != true)
    }
}
