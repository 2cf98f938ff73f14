import Console
import JSON
import Testing

@testable import CommandLine

@Suite struct NodesTests {
    @Test func reads() {
        let nodes: [JSONObject] = [
            [
                "id": "nd_0000000000001", "name": "attic", "relation": "this", "presence": "online",
                "version": "0.1.0", "api": 1, "addresses": ["192.168.1.20:6969", "10.0.0.4:6969"],
                "public_url": "https://kith.example",
            ],
            [
                "peer_id": "pe_0000000000002", "name": "cel\u{1B}lar", "relation": "registered", "presence": "away",
                "addresses": ["192.168.1.30"],
            ],
            [
                "id": "nd_0000000000003", "name": "shed", "relation": "sighted", "presence": "online",
                "version": "0.1.0", "api": 1, "addresses": ["192.168.1.40:6969"],
            ],
        ]
        #expect(
            NodesCommand.table(nodes, isVerbose: false).lines(width: nil, colour: false) == [
                "NAME    STATE           ADDRESS",
                "attic   this node       https://kith.example, 192.168.1.20:6969, 10.0.0.4:6969",
                "cellar  away            192.168.1.30",
                "shed    on the network  192.168.1.40:6969",
            ])
        let verbose = NodesCommand.table(nodes, isVerbose: true).lines(width: nil, colour: false)
        #expect(verbose[0].hasSuffix("VERSION  ID"))
        #expect(verbose[1].hasSuffix("0.1.0    nd_0000000000001") && verbose[2].hasSuffix(" pe_0000000000002"))
    }

    @Test func saysWhatToInstall() {
        let waiting: JSONObject = ["mdns": ["state": "waiting", "detail": "avahi-daemon is not running"]]
        #expect(
            NodesCommand.note(waiting, avahi: .missing)
                == "Other nodes cannot be found: avahi-daemon is not installed (sudo apt install avahi-daemon).")
        #expect(
            NodesCommand.note(waiting, avahi: .running)
                == "Other nodes cannot be found: avahi-daemon is not running.")
        #expect(NodesCommand.note(["mdns": ["state": "published", "detail": "x"]], avahi: .running) == nil)
        let settling: JSONObject = [
            "mdns": ["state": "waiting", "detail": "checking that the name is free on the network"]
        ]
        #expect(NodesCommand.note(settling, avahi: .running) == nil)
        #expect(NodesCommand.note(["mdns": ["state": "off", "detail": ""]], avahi: .missing) == nil)
    }
}
