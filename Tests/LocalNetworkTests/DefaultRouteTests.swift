import Testing

@testable import LocalNetwork

@Suite struct DefaultRouteTests {
    private static let title = "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT\n"

    @Test(
        arguments: [
            (["eth0\t00000000\t0101A8C0\t0003\t0\t0\t100\t00000000\t0\t0\t0"], "eth0"),
            (
                [
                    "wlan0\t00000000\t0101A8C0\t0003\t0\t0\t600\t00000000\t0\t0\t0",
                    "eth0\t00000000\t0101A8C0\t0003\t0\t0\t100\t00000000\t0\t0\t0",
                ], "eth0"
            ),
            (
                [
                    "b\t00000000\t0101A8C0\t0003\t0\t0\t0\t00000000\t0\t0\t0",
                    "a\t00000000\t0101A8C0\t0003\t0\t0\t0\t00000000\t0\t0\t0",
                ], "b"
            ),
            // Half the internet through a tunnel is no default route.
            (["tun0\t00000000\t00000000\t0001\t0\t0\t0\t00000080\t0\t0\t0"], nil),
            (["eth0\t0001A8C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0"], nil),
            // Down, and a reject route.
            (["eth0\t00000000\t0101A8C0\t0002\t0\t0\t0\t00000000\t0\t0\t0"], nil),
            (["*\t00000000\t00000000\t0201\t0\t0\t0\t00000000\t0\t0\t0"], nil),
            (["garbage", ""], nil),
            ([], nil),
        ] as [([String], String?)])
    func readsV4(_ lines: [String], _ interface: String?) {
        #expect(DefaultRoute.interface(v4: Self.title + lines.joined(separator: "\n")) == interface)
    }

    @Test func readsV6() {
        let none = String(repeating: "0", count: 32)
        let gateway = "fe800000000000000000000000000001"
        let lines = [
            "fe800000000000000000000000000000 40 \(none) 00 \(none) 00000100 00000001 00000000 00000001 eth1",
            "\(none) 00 \(none) 00 \(gateway) 00000400 00000001 00000000 00000003 wlan0",
            "\(none) 00 \(none) 00 \(gateway) 00000064 00000001 00000000 00000003     eth0",
            "\(none) 00 \(none) 00 \(none) ffffffff 00000001 00000000 00200200       lo",
        ]
        #expect(DefaultRoute.interface(v6: lines.joined(separator: "\n")) == "eth0")
        #expect(DefaultRoute.interface(v6: lines[0] + "\n" + lines[3]) == nil)
        #expect(DefaultRoute.interface(v6: "") == nil)
    }

    @Test func readsThisMachine() {
        guard let interface = DefaultRoute.interface() else { return }
        #expect(!interface.isEmpty)
    }
}
