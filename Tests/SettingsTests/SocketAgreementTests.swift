import Core
import LocalNetwork
import Testing

@testable import Settings

@Suite struct SocketAgreementTests {
    private static let everywhere = [endpoint("::", includesV4: true)]

    private static func endpoint(_ address: String, port: UInt16 = 6_969, includesV4: Bool = false) -> PassedEndpoint {
        PassedEndpoint(address: HostAddress(address) ?? .unknown, port: port, includesV4: includesV4)
    }

    /// Settings of a file, each on its line.
    private func settings(_ lines: [(name: String, value: String)]) throws -> AgentSettings {
        var settings = AgentSettings(stateFolder: "/a", controlSocket: "/b")
        for (index, line) in lines.enumerated() {
            let setting = try #require(Setting.all.first { $0.name == line.name })
            try #require(setting.read(line.value, &settings))
            settings.origins[line.name] = "/etc/kith/kith.conf, line \(index + 1): \(line.name)"
        }
        return settings
    }

    @Test func whatIsNotSetFollowsTheSockets() throws {
        let nothing = try settings([])
        for endpoints in [Self.everywhere, [Self.endpoint("127.0.0.1", port: 80)], [Self.endpoint("0.0.0.0")]] {
            #expect(SocketAgreement(endpoints).disagreement(with: nothing) == nil)
        }
    }

    @Test(
        arguments: [
            ([endpoint("::", includesV4: true)], [("port", "6969")]),
            ([endpoint("::", includesV4: true)], [("port", "0")]),
            ([endpoint("::", includesV4: true)], [("listen", "0.0.0.0, ::")]),
            ([endpoint("::"), endpoint("0.0.0.0")], [("listen", "::, 0.0.0.0"), ("port", "6969")]),
            ([endpoint("127.0.0.1", port: 7_000)], [("listen", "127.0.0.1"), ("port", "7000")]),
            ([endpoint("::1"), endpoint("10.0.0.1")], [("listen", "10.0.0.1, ::1"), ("address", "10.0.0.1")]),
        ] as [([PassedEndpoint], [(String, String)])])
    func agree(_ endpoints: [PassedEndpoint], _ lines: [(String, String)]) throws {
        #expect(SocketAgreement(endpoints).disagreement(with: try settings(lines)) == nil)
    }

    @Test(
        arguments: [
            ([("port", "7000")], ["ListenStream=", "ListenStream=7000"]),
            ([("listen", "127.0.0.1")], ["ListenStream=", "ListenStream=127.0.0.1:6969", "BindIPv6Only=ipv6-only"]),
            (
                [("port", "80"), ("listen", "192.168.1.20, ::1")],
                [
                    "ListenStream=", "ListenStream=192.168.1.20:80", "ListenStream=[::1]:80", "BindIPv6Only=ipv6-only",
                    "FreeBind=yes",
                ]
            ),
            ([("listen", "::")], ["ListenStream=", "ListenStream=[::]:6969", "BindIPv6Only=ipv6-only"]),
        ] as [([(String, String)], [String])])
    func theDropInMakesThemAgree(_ lines: [(String, String)], _ dropIn: [String]) throws {
        let settings = try settings(lines)
        let text = try #require(SocketAgreement(Self.everywhere).disagreement(with: settings))
        #expect(text.contains("\n" + (["[Socket]"] + dropIn).joined(separator: "\n") + "\n\n"))
        #expect(text.contains("sudo systemctl edit kith.socket"))
        for (index, line) in lines.enumerated() {
            #expect(text.contains("/etc/kith/kith.conf, line \(index + 1): \(line.0) is \(line.1)"))
        }
    }

    /// What is not set keeps what the drop-in of somebody says.
    @Test func theDropInKeepsWhatIsPassed() throws {
        let endpoints = [Self.endpoint("127.0.0.1", port: 7_000), Self.endpoint("::1", port: 7_000)]
        let port = try #require(SocketAgreement(endpoints).disagreement(with: try settings([("port", "7001")])))
        #expect(port.contains("ListenStream=\nListenStream=127.0.0.1:7001\nListenStream=[::1]:7001\n"))
        #expect(port.contains("on 127.0.0.1:7000, [::1]:7000."))
        let listen = try #require(SocketAgreement(endpoints).disagreement(with: try settings([("listen", "::1")])))
        #expect(listen.contains("ListenStream=\nListenStream=[::1]:7000\n"))
    }

    @Test func anAddressOfTheCodeMustBeListenedOn() throws {
        let here = SocketAgreement([Self.endpoint("127.0.0.1")])
        let text = try #require(here.disagreement(with: try settings([("address", "192.168.1.20")])))
        #expect(text.contains("line 1: address is 192.168.1.20"))
        #expect(text.contains("on 127.0.0.1:6969."))
        #expect(here.disagreement(with: try settings([("address", "127.0.0.1")])) == nil)
    }

    @Test(
        arguments: [
            ([endpoint("::", includesV4: true)], [], "127.0.0.1"), ([endpoint("::1")], ["::1"], "::1"),
            ([endpoint("10.0.0.1"), endpoint("::1")], ["10.0.0.1", "::1"], "::1"),
            ([endpoint("0.0.0.0")], ["0.0.0.0"], "127.0.0.1"),
            ([endpoint("10.0.0.1")], ["10.0.0.1"], "10.0.0.1"), ([endpoint("::")], ["::"], "::1"),
        ] as [([PassedEndpoint], [String], String)])
    func theirAddresses(_ endpoints: [PassedEndpoint], _ named: [String], _ forThisMachine: String) {
        let addresses = SocketAgreement(endpoints).addresses
        #expect(addresses.named.map(\.description) == named)
        #expect(addresses.forThisMachine.description == forThisMachine)
    }

    @Test(
        arguments: [
            (nil, "192.168.1.20", true), (nil, "::1", true), ("0.0.0.0", "192.168.1.20", true),
            ("0.0.0.0", "::1", false),
            ("::", "::1", true), ("::", "127.0.0.1", false), ("127.0.0.1, ::1", "::1", true),
            ("127.0.0.1", "127.0.0.2", false),
        ] as [(String?, String, Bool)])
    func includes(_ listen: String?, _ address: String, _ isIncluded: Bool) throws {
        let listen = try settings(listen.map { [("listen", $0)] } ?? []).listen
        #expect(listen.includes(try #require(HostAddress(address))) == isIncluded)
    }
}

extension HostAddress {
    fileprivate static let unknown = HostAddress([255, 255, 255, 255]) ?? { preconditionFailure("four bytes") }()
}
