import AgentTestKit
import Core
import Glibc
import HTTPMessage
import JSON
import Testing

@Suite struct PeerHandlersTests {
    private let node: TestNode

    init() throws { node = try TestNode() }

    private func peer(_ device: TestDevice, _ rest: String = "") -> Target {
        Target(stringLiteral: "/v1/peers/\(device.peer)\(rest)")
    }

    @Test func anOperatorSeesAllAndADeviceItself() throws {
        let anna = try TestDevice.paired(with: node, by: .lan("192.168.1.7"))
        let bert = try TestDevice.paired(with: node, by: .lan("192.168.1.8"))
        let all = try node.ask(.get, "/v1/peers")
        #expect(all.json["peers"]?.array?.count == 2)
        #expect(all.text.contains("thumbprint"))
        let own = try anna.ask(node, .get, "/v1/peers", by: .lan("192.168.1.7"))
        #expect(own.json["peers"]?.array?.count == 1)
        #expect(!own.text.contains("address"), "of others it learns a name and a presence")
        #expect(!own.text.contains(bert.peer))
        #expect(try anna.ask(node, .get, "/v1/peers/\(bert.peer)", by: .lan("192.168.1.7")).status == 403)
    }

    @Test func peersComeInPages() throws {
        for place in 1...3 { _ = try TestDevice.paired(with: node, by: .lan("192.168.1.\(place)0")) }
        let first = try node.ask(.get, "/v1/peers?limit=2")
        #expect(first.json["peers"]?.array?.count == 2)
        let next = first.json["next"]?.string ?? ""
        let second = try node.ask(.get, Target(stringLiteral: "/v1/peers?limit=2&after=\(next)"))
        #expect(second.json["peers"]?.array?.count == 1)
        #expect(second.json["next"] == .null)
    }

    @Test func renamingKeepsNamesUnique() throws {
        let (anna, bert) = (
            try TestDevice.paired(with: node, by: .lan("192.168.1.7")),
            try TestDevice.paired(with: node, by: .lan("192.168.1.8"))
        )
        #expect(try node.ask(.patch, peer(anna), "{\"name\": \"Kitchen\"}").json["name"]?.string == "Kitchen")
        #expect(try node.ask(.patch, peer(bert), "{\"name\": \"KITCHEN\"}").code == "name_taken")
        #expect(try node.ask(.get, "/v1/peers?name=kitchen").json["peers"]?.array?.count == 1)
        #expect(try node.ask(.patch, peer(bert), "{\"name\": \"\"}").status == 422)
    }

    @Test func noNameOfTheNodeByAnyRoute() throws {
        let anna = try TestDevice.paired(with: node)
        let bodies: [(Method, Target, String)] = [
            (.patch, peer(anna), ""), (.post, "/v1/pairings", ""), (.post, "/v1/tokens", #", "kind": "bearer""#),
        ]
        for name in ["study", "STUDY", "owner", "Operator"] {
            for (method, target, more) in bodies {
                let refused = try node.ask(method, target, "{\"name\": \"\(name)\"\(more)}")
                #expect(refused.status == 422, "\(target)")
                #expect(refused.json["field"]?.string == "name", "\(target)")
            }
            let own = try anna.ask(node, .patch, "/v1/self", "{\"name\": \"\(name)\"}")
            #expect(own.status == 422)
            #expect(
                own.json["detail"]?.string
                    == "The field 'name' is reserved: 'owner', 'operator', 'root', 'agent' and the name of this node cannot be names of devices."
            )
        }
        #expect(try node.ask(.get, "/v1/events?type=peer_updated,peer_added").json["events"]?.array?.isEmpty == true)
    }

    /// The kernel says which user an operator is.
    @Test func theTrailSaysWhoItWas() throws {
        let anna = try TestDevice.paired(with: node, "{\"name\": \"Phone\"}")
        _ = try node.ask(.patch, peer(anna), "{\"name\": \"Anna\"}")
        _ = try anna.ask(node, .patch, "/v1/self", "{\"name\": \"Anni\"}")
        _ = try node.ask(.delete, peer(anna))
        let types: Target = "/v1/events?type=pairing_started,peer_updated,token_revoked,pairing_completed"
        let told = try node.ask(.get, types).json["events"]?.array?.compactMap { $0.object?["data"]?.object } ?? []
        #expect(told.map { $0["name"]?.string } == ["Phone", "Phone", "Anna", "Anni", "Anni"])
        #expect(told.map { $0["old_name"]?.string } == [nil, nil, "Phone", "Anna", nil])
        #expect(told.map { $0["by"]?.string } == [nil, "operator", "operator", anna.peer, "operator"])
        #expect(told.map { $0["by_name"]?.string } == [nil, nil, nil, "Anni", nil])
        let uid = Int64(geteuid())
        #expect(told.map { $0["by_uid"]?.integer } == [uid, uid, uid, nil, uid])
    }

    @Test func aRevocationAppliesToTheNextRequest() throws {
        let anna = try TestDevice.paired(with: node)
        #expect(try anna.ask(node, .get, "/v1/self").status == 200)
        #expect(try node.ask(.delete, peer(anna)).status == 204)
        #expect(try anna.ask(node, .get, "/v1/self").code == "invalid_token")
        #expect(try anna.ask(node, .post, "/v1/self/token", withToken: false).code == "unknown_key")
        #expect(try node.ask(.delete, peer(anna)).code == "peer_ended")
        #expect(try node.ask(.get, "/v1/peers?all=true").text.contains("revoked"))
    }

    @Test func permissionsAreGrantedAndTakenAway() throws {
        let anna = try TestDevice.paired(with: node, "{\"scopes\": [\"use\"]}")
        #expect(try anna.ask(node, .get, "/v1/peers").code == "scope_missing")
        #expect(try node.ask(.put, peer(anna, "/permissions/view"), "{}").status == 200)
        #expect(try anna.ask(node, .get, "/v1/peers").status == 200)
        #expect(try node.ask(.delete, peer(anna, "/permissions/view")).status == 200)
        #expect(try anna.ask(node, .get, "/v1/peers").code == "scope_missing")
        #expect(try node.ask(.put, peer(anna, "/permissions/fly"), "{}").status >= 400)
    }

    @Test func aPermissionEndsInItsSecond() throws {
        let anna = try TestDevice.paired(with: node, "{\"scopes\": [\"use\"]}")
        let end = (node.clock.now + .minutes(1)).text
        #expect(try node.ask(.put, peer(anna, "/permissions/view"), "{\"expires_at\": \"\(end)\"}").status == 200)
        #expect(try anna.ask(node, .get, "/v1/peers").status == 200)
        node.clock.advance(by: .minutes(1))
        #expect(try anna.ask(node, .get, "/v1/peers").code == "scope_missing")
    }

    @Test func allOfAPersonAreRevokedTogether() throws {
        let anna = try TestDevice.paired(with: node, "{\"person\": \"anna\"}", by: .lan("192.168.1.7"))
        let bert = try TestDevice.paired(with: node, by: .lan("192.168.1.8"))
        let answer = try node.ask(.delete, "/v1/persons/Anna")
        #expect(answer.status == 200)
        #expect(answer.text.contains(anna.peer))
        #expect(try node.ask(.delete, "/v1/persons/Anna").status == 404)
        #expect(try bert.ask(node, .get, "/v1/self", by: .lan("192.168.1.8")).status == 200)
    }

    @Test func bearerTokensAreIssuedListedAndRevoked() throws {
        let issued = try node.ask(
            .post, "/v1/tokens", "{\"name\": \"backup\", \"kind\": \"bearer\", \"scopes\": [\"view\"]}")
        #expect(issued.status == 201)
        let token = issued.json["token"]?.string ?? ""
        let bearer: HeaderFields = ["Authorization": "Bearer \(token)"]
        #expect(try node.ask(.get, "/v1/self", by: .tls("192.168.1.9"), fields: bearer).status == 200)
        #expect(try node.ask(.get, "/v1/self", by: .loopback, fields: bearer).status == 200)
        #expect(try node.ask(.get, "/v1/self", by: .lan("192.168.1.9"), fields: bearer).code == "bearer_needs_tls")
        let peers = try node.ask(.get, "/v1/peers?name=backup").json["peers"]?.array
        let id = peers?.first?.object?["id"]?.string ?? ""
        let tokens = try node.ask(.get, Target(stringLiteral: "/v1/peers/\(id)/tokens"))
        let tokenID = tokens.json["tokens"]?.array?.first?.object?["id"]?.string ?? ""
        #expect(!tokens.text.contains(token), "it was shown once")
        #expect(try node.ask(.delete, Target(stringLiteral: "/v1/peers/\(id)/tokens/\(tokenID)")).status == 204)
        #expect(try node.ask(.get, "/v1/self", by: .loopback, fields: bearer).code == "invalid_token")
        #expect(try node.ask(.delete, Target(stringLiteral: "/v1/peers/\(id)/tokens/\(tokenID)")).status == 404)
    }

    @Test func bearerTokensThatHaveEndedAreNotListed() throws {
        let issued = try node.ask(
            .post, "/v1/tokens", "{\"name\": \"log\", \"kind\": \"bearer\", \"expires_in\": 3600}")
        #expect(issued.status == 201)
        let peers = try node.ask(.get, "/v1/peers?name=log").json["peers"]?.array
        let id = peers?.first?.object?["id"]?.string ?? ""
        let list = Target(stringLiteral: "/v1/peers/\(id)/tokens")
        #expect(try node.ask(.get, list).json["tokens"]?.array?.count == 1)
        node.clock.advance(by: .hours(1))
        #expect(try node.ask(.get, list).json["tokens"]?.array?.isEmpty == true)
    }
}
