import System

/// The interface of the default route.
///
/// Read from `/proc/net`, not by netlink: it is a few lines of text, and holds only the main table. That is the right
/// one: VPNs use other tables of policy routing, and a VPN is not the local network.
public enum DefaultRoute {
    /// The IPv4 route if there is one, otherwise that of IPv6. Nil without any.
    public static func interface() -> String? {
        interface(v4: contents(of: "/proc/net/route")) ?? interface(v6: contents(of: "/proc/net/ipv6_route"))
    }

    /// Reads the text of `/proc/net/route`: Iface Destination Gateway Flags RefCnt Use Metric Mask …
    static func interface(v4 table: String) -> String? {
        best(in: table) { columns in
            guard columns.count >= 8, columns[1] == "00000000", columns[7] == "00000000" else { return nil }
            return (columns[0], flags: UInt32(columns[3], radix: 16), metric: UInt32(columns[6]))
        }
    }

    /// Reads the text of `/proc/net/ipv6_route`: destination, length, source, length, next hop, metric, references,
    /// use, flags, device.
    static func interface(v6 table: String) -> String? {
        best(in: table) { columns in
            guard columns.count >= 10, columns[0].allSatisfy({ $0 == "0" }), columns[1] == "00" else { return nil }
            return (columns[9], flags: UInt32(columns[8], radix: 16), metric: UInt32(columns[5], radix: 16))
        }
    }

    /// The default gateways, IPv4 and IPv6. Clients behind a gateway that translates have its address.
    public static func gateways() -> [[UInt8]] {
        gateways(v4: contents(of: "/proc/net/route")) + gateways(v6: contents(of: "/proc/net/ipv6_route"))
    }

    /// The kernel prints a word in the byte order of this machine.
    static func gateways(v4 table: String) -> [[UInt8]] {
        rows(of: table).compactMap { columns in
            guard columns.count >= 8, columns[1] == "00000000", columns[7] == "00000000",
                let word = UInt32(columns[2], radix: 16), word != 0
            else { return nil }
            return unsafe withUnsafeBytes(of: word) { unsafe Array($0) }
        }
    }

    static func gateways(v6 table: String) -> [[UInt8]] {
        rows(of: table).compactMap { columns in
            guard columns.count >= 10, columns[0].allSatisfy({ $0 == "0" }), columns[1] == "00", columns[4].count == 32
            else { return nil }
            let digits = Array(columns[4])
            let bytes = stride(from: 0, to: 32, by: 2).compactMap { UInt8(String(digits[$0...$0 + 1]), radix: 16) }
            return bytes.count == 16 && bytes.contains { $0 != 0 } ? bytes : nil
        }
    }

    private static func rows(of table: String) -> [[Substring]] {
        table.split(separator: "\n").map { $0.split { $0 == " " || $0 == "\t" } }
    }

    private typealias Route = (name: Substring, flags: UInt32?, metric: UInt32?)

    /// The usable route of the lowest metric; the first of equals.
    private static func best(in table: String, _ read: ([Substring]) -> Route?) -> String? {
        var best: (name: String, metric: UInt32)?
        for row in rows(of: table) {
            guard let route = read(row), let flags = route.flags,
                let metric = route.metric, flags & up != 0, flags & reject == 0
            else { continue }
            if metric < best?.metric ?? .max { best = (String(route.name), metric) }
        }
        return best?.name
    }

    private static let up: UInt32 = 0x1
    private static let reject: UInt32 = 0x200

    /// Returns an empty text if it cannot be read.
    private static func contents(of path: String) -> String {
        String(decoding: (try? Files.read(path)) ?? [], as: UTF8.self)
    }
}
