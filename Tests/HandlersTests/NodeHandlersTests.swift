import AgentTestKit
import Core
import HTTPMessage
import JSON
import Mesh
import Testing

@Suite struct NodeHandlersTests {
    private let node: TestNode

    init() throws { node = try TestNode() }

    @Test func healthIsForAnyoneAndFiguresForThisMachine() throws {
        #expect(try node.ask(.get, "/healthz", by: .lan("192.168.1.7")).status == 200)
        for target: Target in ["/readyz", "/metrics"] {
            #expect(try node.ask(.get, target, by: .loopback).status == 200)
            #expect(try node.ask(.get, target).status == 200)
            #expect(try node.ask(.get, target, by: .lan("192.168.1.7")).code == "this_machine_only")
            #expect(try node.ask(.get, target, by: .tls("192.168.1.7")).code == "this_machine_only")
        }
    }

    @Test func figuresCountWhatHappened() throws {
        _ = try TestDevice.paired(with: node)
        _ = try node.ask(
            .get, "/v1/self", by: .lan("192.168.1.7"), fields: ["Authorization": "DPoP nothing", "DPoP": "x"])
        let page = try node.ask(.get, "/metrics").text
        #expect(page.contains("kith_peers{kind=\"other\"} 1") || page.contains("kith_peers{kind=\"desktop\"} 0"))
        #expect(page.contains("kith_pairings_completed_total{"))
        #expect(page.contains("kith_refusals_total{code=\"invalid_token\"} 1"))
        #expect(page.contains("kith_build_info{"))
    }

    @Test func statusIsForOperators() throws {
        let status = try node.ask(.get, "/v1/status")
        #expect(status.status == 200)
        #expect(status.json["version"]?.string == kithVersion)
        #expect(try node.ask(.get, "/v1/status", by: .loopback).status == 401)
    }

    @Test func theNodeIsListed() throws {
        let nodes = try node.ask(.get, "/v1/nodes").json["nodes"]?.array
        #expect(nodes?.first?.object?["relation"]?.string == "this")
        let anna = try TestDevice.paired(with: node)
        #expect(try anna.ask(node, .get, "/v1/nodes").status == 200)
    }

    /// Another node asks whether it still talks to the same one.
    @Test func healthNamesTheNode() throws {
        let health = try node.ask(.get, "/healthz", by: .lan("192.168.1.7")).json
        let own = try node.ask(.get, "/v1/nodes").json["nodes"]?.array?.first?.object
        #expect(health["status"]?.string == "ok")
        #expect(health["node"]?.string == own?["id"]?.string && health["node"]?.string?.hasPrefix("nd_") == true)
    }

    @Test func sightedNodesAreListed() throws {
        let place = NodePlace(address: HostAddress("192.168.1.40") ?? .loopback, link: 2, port: 6_969)
        let shed = SightedNode(
            id: NodeID(number: 3), name: Name(trusted: "shed"), version: "", interface: nil, places: [place])
        let node = try TestNode(sighted: [shed])
        let seen = try node.ask(.get, "/v1/nodes").json["nodes"]?.array?.last?.object ?? [:]
        #expect(
            seen == [
                "id": "nd_0000000000003", "name": "shed", "relation": "sighted", "presence": "online",
                "addresses": ["192.168.1.40:6969"],
            ])
        // Devices see who is there, and not where.
        let anna = try TestDevice.paired(with: node)
        let told = try anna.ask(node, .get, "/v1/nodes").json["nodes"]?.array?.last?.object ?? [:]
        #expect(told["name"]?.string == "shed" && told["addresses"] == nil)
        #expect(try node.ask(.get, "/v1/status").json["sighted_nodes"]?.integer == 1)
        #expect(try node.ask(.get, "/metrics").text.contains("kith_nodes_sighted 1"))
    }

    @Test func aForeignHostIsMisdirected() throws {
        let answer = try node.ask(.get, "/healthz", by: .lan("192.168.1.7"), fields: ["Host": "evil.example"])
        #expect(answer.code == "foreign_host")
    }

    @Test func pagesAreForBrowsersAndErrorsToo() throws {
        let lan = TestNode.Way.lan("192.168.1.7")
        let home = try node.ask(.get, "/", by: lan)
        #expect(home.status == 200)
        #expect(home.text.contains("<html"))
        let german = try node.ask(.get, "/join", by: lan, fields: ["Accept-Language": "de"])
        #expect(german.field("Content-Language") == "de")
        let missing = try node.ask(.get, "/nowhere", by: lan, fields: ["Accept": "text/html"])
        #expect(missing.status == 404)
        #expect(missing.text.contains("<html"))
        #expect(try node.ask(.get, "/nowhere", by: lan).code == "not_found")
        #expect(try node.ask(.get, "/assets/none.js", by: lan).status == 404)
        #expect(try node.ask(.put, "/v1/status").status == 405)
    }

    @Test func knocksAtJoinAreLimitedByAddress() throws {
        for _ in 0..<30 { _ = try node.ask(.get, "/join", by: .lan("192.168.1.50")) }
        let refused = try node.ask(.get, "/join", by: .lan("192.168.1.50"))
        #expect(refused.status == 429)
        #expect(try node.ask(.get, "/join", by: .lan("192.168.1.51")).status == 200)
    }

    @Test func aFullDiskIsSaidAndChangesNothing() throws {
        node.live.repository.fail(true)
        #expect(try node.ask(.post, "/v1/pairings", "{}").code == "store_failed")
        #expect(try node.ask(.get, "/v1/peers").code == "store_failed")
        node.live.repository.fail(false)
        #expect(try node.ask(.get, "/v1/pairings").json["pairings"]?.array?.isEmpty == true)
    }
}
