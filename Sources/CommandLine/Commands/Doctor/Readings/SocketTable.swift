import Console
import Core
import Glibc
import System

/// The TCP and UDP sockets of this machine, as the kernel lists them in `/proc/net`.
struct SocketTable {
    struct Entry: Equatable {
        var local: HostAddress
        var localPort: UInt16
        var remote: HostAddress
        var remotePort: UInt16
        var state: Int
        var user: UInt32
        var inode: UInt64
    }

    private static let (established, listening) = (1, 10)

    var tcp: [Entry]
    var udp: [Entry]

    static func ofThisMachine() -> SocketTable {
        func entries(_ names: String...) -> [Entry] {
            names.flatMap { name in
                let text = String(
                    decoding: (try? Files.read("/proc/net/\(name)", atMost: 16 << 20)) ?? [], as: UTF8.self)
                return text.split(separator: "\n").compactMap { Entry($0) }
            }
        }
        return SocketTable(tcp: entries("tcp", "tcp6"), udp: entries("udp", "udp6"))
    }

    func listener(on port: UInt16) -> Entry? {
        tcp.first { $0.state == Self.listening && $0.localPort == port }
    }

    func hasUDP(_ port: UInt16, of user: UInt32) -> Bool { udp.contains { $0.localPort == port && $0.user == user } }

    /// The clients' ends of connections within this machine to this port.
    func clients(of port: UInt16) -> [Entry] {
        let servers = tcp.filter { $0.state == Self.established && $0.localPort == port }
        return tcp.filter { client in
            client.state == Self.established && client.remotePort == port
                && servers.contains { $0.remotePort == client.localPort && $0.remote == client.local }
        }
    }

    /// Sockets that listen for other machines.
    var open: [Entry] { tcp.filter { $0.state == Self.listening && !$0.local.isLoopback } }
}

extension SocketTable.Entry {
    /// A line: number, local, remote, state, queues, timer, retransmissions, user, timeout, inode.
    init?(_ line: Substring) {
        let columns = line.split(separator: " ")
        guard columns.count >= 10, let (local, localPort) = Self.end(columns[1]),
            let (remote, remotePort) = Self.end(columns[2]), let state = Int(columns[3], radix: 16),
            let user = UInt32(columns[7]), let inode = UInt64(columns[9])
        else { return nil }
        self.init(
            local: local, localPort: localPort, remote: remote, remotePort: remotePort, state: state, user: user,
            inode: inode)
    }

    /// `0100007F:1B39`: words in the byte order of this machine.
    private static func end(_ text: Substring) -> (HostAddress, UInt16)? {
        let parts = text.split(separator: ":")
        guard parts.count == 2, let port = UInt16(parts[1], radix: 16), parts[0].utf8.count % 8 == 0 else { return nil }
        var (bytes, rest) = ([UInt8](), parts[0])
        while !rest.isEmpty {
            guard let word = UInt32(rest.prefix(8), radix: 16) else { return nil }
            bytes += [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: word.littleEndian >> $0) }
            rest = rest.dropFirst(8)
        }
        return HostAddress(bytes).map { ($0, port) }
    }
}

/// Which processes hold which sockets. Root sees all, other users their own.
struct SocketHolders {
    private var holders: [UInt64: RunningProcess] = [:]
    private var sockets: [Int32: Set<UInt64>] = [:]

    init(of wanted: Set<UInt64>) {
        guard !wanted.isEmpty else { return }
        for name in (try? Files.names(in: "/proc", followingLinks: false)) ?? [] {
            guard let id = Int32(name), let files = try? Files.names(in: "/proc/\(id)/fd", followingLinks: false) else {
                continue
            }
            for file in files {
                guard let inode = Self.inode("/proc/\(id)/fd/\(file)"), wanted.contains(inode) else { continue }
                let text = String(decoding: (try? Files.read("/proc/\(id)/comm", atMost: 64)) ?? [], as: UTF8.self)
                let process = RunningProcess(id: id, name: String(text.prefix { $0 != "\n" }).cleaned)
                // systemd keeps a socket that it has passed to a service.
                if holders[inode].map({ $0.id == 1 }) ?? true { holders[inode] = process }
                sockets[id, default: []].insert(inode)
            }
        }
    }

    func process(of inode: UInt64) -> RunningProcess? { holders[inode] }

    /// Whether systemd has the socket too, because it passes it to a service, which may be starting just now.
    func isPassed(_ inode: UInt64) -> Bool { sockets[1]?.contains(inode) ?? false }

    func sockets(of process: RunningProcess) -> Set<UInt64> { sockets[process.id] ?? [] }

    private static func inode(_ path: String) -> UInt64? {
        var text = [CChar](repeating: 0, count: 64)
        let count = unsafe readlink(path, &text, text.count)
        guard count > 9 else { return nil }
        let target = String(decoding: text.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        guard target.hasPrefix("socket:["), target.hasSuffix("]") else { return nil }
        return UInt64(target.dropFirst(8).dropLast())
    }
}
