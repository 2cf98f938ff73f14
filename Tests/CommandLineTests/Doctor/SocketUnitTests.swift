import API
import Core
import Settings
import Testing

@testable import CommandLine

/// The settings and kith.socket.
@Suite struct SocketUnitTests {
    @Test(
        arguments: [
            ("6969", false, nil), ("7000", false, true), ("7000", true, false), ("0", false, nil), (nil, false, nil),
        ] as [(String?, Bool, Bool?)])
    func comparesThePortWithTheUnit(_ port: String?, _ agentAnswers: Bool, _ isError: Bool?) throws {
        let unit = SocketUnitReading(
            properties:
                "Listen=0.0.0.0:6969 (Stream)\nListen=[::]:6969 (Stream)\nListen=/run/kith/x:7 (FIFO)\nListen=/x (Stream)"
        )
        #expect(unit.ports == [6_969, 6_969])
        let settings = try settings(port.map { ["port": $0] } ?? [:])
        let found = unit.findings(settings, agentAnswers: agentAnswers)
        #expect(found.map(\.code) == (isError == nil ? [] : ["port_differs"]))
        #expect(found.areHarmless == (isError != true))
        let text = "systemd listens for the node on port 6969, but --port is 7000."
        #expect(found.map(\.what) == (isError == nil ? [] : [text]))
        #expect(SocketUnitReading().findings(try self.settings(["port": "7000"]), agentAnswers: false).isEmpty)
    }

    private static let everywhere = "Listen=[::]:6969 (Stream)"

    @Test(
        arguments: [
            (everywhere, "0.0.0.0, ::", nil), (everywhere, "127.0.0.1", "listen_differs"),
            (everywhere + "\nBindIPv6Only=both", "0.0.0.0, ::", nil),
            (everywhere + "\nBindIPv6Only=ipv6-only", "0.0.0.0, ::", "listen_differs"),
            (everywhere + "\nBindIPv6Only=ipv6-only", "::", nil), (everywhere, nil, nil),
            ("Listen=192.168.1.20:6969 (Stream)\nListen=[::1]:6969 (Stream)", "::1, 192.168.1.20", nil),
            ("Listen=192.168.1.20:6969 (Stream)", "192.168.1.21", "listen_differs"),
            // An address that kith cannot read: nothing is known of the others either.
            ("Listen=192.168.1.20:6969 (Stream)\nListen=[fe80::1%eth0]:6969 (Stream)", "192.168.1.20", nil),
            ("", "127.0.0.1", nil),
        ] as [(String, String?, String?)])
    func comparesTheAddressesWithTheUnit(_ unit: String, _ listen: String?, _ code: String?) throws {
        let settings = try settings(listen.map { ["listen": $0] } ?? [:])
        let found = SocketUnitReading(properties: unit).findings(settings, agentAnswers: false)
        #expect(found.map(\.code) == [code].compactMap { $0 })
        #expect(found.first.map { $0.what.contains("but --listen is ") } ?? true)
    }

    /// `default` in the unit means what the machine's kernel does.
    @Test func theDefaultOfTheMachineDecidesWhatTheUnitListensOn() throws {
        let unit = Self.everywhere + "\nBindIPv6Only=default"
        let settings = try settings(["listen": "::"])
        func codes(_ isSeparate: Bool) -> [String] {
            SocketUnitReading(properties: unit, isV6Separate: isSeparate).findings(settings, agentAnswers: false)
                .map(\.code)
        }
        #expect(codes(false) == ["listen_differs"] && codes(true).isEmpty)
    }

    @Test func theAddressOfTheCodeIsOneOfTheUnit() throws {
        let unit = SocketUnitReading(properties: "Listen=192.168.1.20:6969 (Stream)")
        let found = unit.findings(try settings(["address": "192.168.1.21"]), agentAnswers: false)
        #expect(
            found.map(\.what) == [
                "systemd listens for the node on 192.168.1.20:6969 only, but --address is 192.168.1.21."
            ])
        #expect(unit.findings(try settings(["address": "192.168.1.20"]), agentAnswers: false).isEmpty)
    }

    private func settings(_ options: [String: String]) throws -> AgentSettings {
        try SettingsReader(
            usual: AgentSettings(stateFolder: "/a", controlSocket: "/b"), file: nil, environment: [:], options: options
        ).read()
    }
}
