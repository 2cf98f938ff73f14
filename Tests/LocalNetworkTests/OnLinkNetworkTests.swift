import CLinux
import Glibc
import Testing

@testable import LocalNetwork

@Suite struct OnLinkNetworkTests {
    private static func entry(_ text: String, _ length: Int, neighbours: Bool = true) -> InterfaceEntry {
        let isV4 = !text.contains(":")
        var bytes = [UInt8](repeating: 0, count: isV4 ? 4 : 16)
        precondition(unsafe inet_pton(isV4 ? AF_INET : AF_INET6, text, &bytes) == 1, "\(text) is no address")
        let mask = (0..<bytes.count).map { index in
            let ones = min(max(length - index * 8, 0), 8)
            return UInt8(truncatingIfNeeded: 0xFF00 >> ones)
        }
        return InterfaceEntry(
            address: InterfaceAddress(interface: "eth0", bytes: bytes), mask: mask, hasNeighbours: neighbours)
    }

    /// As people write them.
    private func networks(_ entries: [InterfaceEntry]) -> [String] {
        OnLinkNetwork.all(entries).map { network in
            "\(InterfaceAddress(interface: "", bytes: network.bytes).text)/\(network.length)"
        }
    }

    @Test(
        arguments: [
            ("2001:db8:1:2:3:4:5:6", 64, "2001:db8:1:2::/64"), ("2001:db8:1:2:3:4:5:6", 48, "2001:db8:1::/48"),
            ("2001:db8:1:ffff::1", 49, "2001:db8:1:8000::/49"), ("2001:db8:1:ffff::1", 63, "2001:db8:1:fffe::/63"),
            ("2001:db8::ff", 127, "2001:db8::fe/127"), ("2001:db8::ff", 121, "2001:db8::80/121"),
            ("ff00::1", 1, "8000::/1"), ("fd00::1", 8, "fd00::/8"), ("fec0::1", 64, "fec0::/64"),
            ("2001:db8::1", 128, nil), ("2001:db8::1", 0, nil), ("fe80::1", 64, nil), ("febf::1", 10, nil),
            ("192.168.1.2", 24, nil),
        ] as [(String, Int, String?)])
    func goesByThePrefix(_ address: String, _ length: Int, _ network: String?) {
        #expect(networks([Self.entry(address, length)]) == (network.map { [$0] } ?? []))
    }

    @Test func namesEachOnce() {
        let entries = [
            Self.entry("fd00:2::1", 64), Self.entry("fd00:1::1", 64), Self.entry("fd00:2::2", 64),
            Self.entry("fd00:2::2", 128), Self.entry("fd00:2::3", 48),
        ]
        #expect(networks(entries) == ["fd00:2::/64", "fd00:1::/64", "fd00:2::/48"])
    }

    @Test func leavesOutWhereNobodyIsNear() {
        #expect(networks([Self.entry("fd00::1", 64, neighbours: false), Self.entry("::1", 128)]).isEmpty)
        let unmasked = InterfaceEntry(
            address: Self.entry("fd00::1", 64).address, mask: [], hasNeighbours: true)
        #expect(networks([unmasked]).isEmpty)
    }

    /// Whatever this machine has, loopback is in it.
    @Test func readsTheKernelsList() {
        let entries = InterfaceEntry.ofThisMachine()
        let loopback = entries.first { $0.address.bytes == [127, 0, 0, 1] }
        #expect(loopback?.address.interface == "lo")
        #expect(loopback?.mask == [255, 0, 0, 0])
        #expect(loopback?.hasNeighbours == false)
        #expect(InterfaceAddress.ofThisMachine() == entries.map(\.address))
    }
}
