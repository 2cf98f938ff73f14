import System

/// The interface by which this machine reaches what lies beyond its own network.
///
/// Read from `/proc/net` and not by netlink: a few lines of text, and they hold the main table alone. That is the right
/// one: the tables of policy routing are where VPNs put theirs, and a VPN is not the local network.
public enum DefaultRoute {
    /// By v4 where there is such a route, else by v6. Nil without any.
    public static func interface() -> String? {
        interface(v4: contents(of: "/proc/net/route")) ?? interface(v6: contents(of: "/proc/net/ipv6_route"))
    }

    /// From the text of `/proc/net/route`: Iface Destination Gateway Flags RefCnt Use Metric Mask …
    static func interface(v4 table: String) -> String? {
        best(in: table) { columns in
            guard columns.count >= 8, columns[1] == "00000000", columns[7] == "00000000" else { return nil }
            return (columns[0], flags: UInt32(columns[3], radix: 16), metric: UInt32(columns[6]))
        }
    }

    /// From the text of `/proc/net/ipv6_route`: destination, length, source, length, next hop, metric, references, use,
    /// flags, device.
    static func interface(v6 table: String) -> String? {
        best(in: table) { columns in
            guard columns.count >= 10, columns[0].allSatisfy({ $0 == "0" }), columns[1] == "00" else { return nil }
            return (columns[9], flags: UInt32(columns[8], radix: 16), metric: UInt32(columns[5], radix: 16))
        }
    }

    /// The routers on the way out, v4 and v6: whoever comes through one that translates has its address.
    public static func gateways() -> [[UInt8]] {
        gateways(v4: contents(of: "/proc/net/route")) + gateways(v6: contents(of: "/proc/net/ipv6_route"))
    }

    /// The kernel prints its own word, in the order of this machine's bytes.
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

    /// Empty if it cannot be read.
    private static func contents(of path: String) -> String {
        String(decoding: (try? Files.read(path)) ?? [], as: UTF8.self)
    }
}
