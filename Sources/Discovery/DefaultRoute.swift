import Glibc

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

    private typealias Route = (name: Substring, flags: UInt32?, metric: UInt32?)

    /// The usable route of the lowest metric; the first of equals.
    private static func best(in table: String, _ read: ([Substring]) -> Route?) -> String? {
        var best: (name: String, metric: UInt32)?
        for line in table.split(separator: "\n") {
            guard let route = read(line.split { $0 == " " || $0 == "\t" }), let flags = route.flags,
                let metric = route.metric, flags & up != 0, flags & reject == 0
            else { continue }
            if metric < best?.metric ?? .max { best = (String(route.name), metric) }
        }
        return best?.name
    }

    private static let up: UInt32 = 0x1
    private static let reject: UInt32 = 0x200

    /// Empty where it cannot be read.
    private static func contents(of path: String) -> String {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return "" }
        defer { close(file) }
        var text: [UInt8] = []
        var portion = [UInt8](repeating: 0, count: 16 * 1024)
        while true {
            let count = unsafe read(file, &portion, portion.count)
            guard count > 0 else { break }
            text += portion.prefix(count)
        }
        return String(decoding: text, as: UTF8.self)
    }
}
