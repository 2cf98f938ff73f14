import AgentTestKit
import Core
import HTTPMessage
import JSON
import Testing

@Suite struct PairingHandlersTests {
    private let node: TestNode

    init() throws { node = try TestNode() }

    @Test func aDeviceThatPairsGetsItsToken() throws {
        let phone = try TestDevice.paired(with: node)
        let own = try phone.ask(node, .get, "/v1/self")
        #expect(own.status == 200)
        #expect(own.json["id"]?.string == phone.peer)
    }

    @Test func aPairingIsListedShownAndCancelled() throws {
        let (id, _) = try TestDevice().claim(at: node)
        let listed = try node.ask(.get, "/v1/pairings")
        #expect(listed.json["pairings"]?.array?.count == 1)
        #expect(!listed.text.contains("join_url"), "nothing else ever shows it")
        let shown = try node.ask(.get, Target(stringLiteral: "/v1/pairings/\(id)"))
        #expect(shown.json["state"]?.string == "device_connected")
        #expect(try node.ask(.delete, Target(stringLiteral: "/v1/pairings/\(id)")).status == 204)
        #expect(try node.ask(.delete, Target(stringLiteral: "/v1/pairings/\(id)")).code == "invalid_transition")
        #expect(try node.ask(.get, "/v1/pairings").json["pairings"]?.array?.isEmpty == true)
    }

    @Test func aPairingIsShownAsFailedFromTheMomentItsTimeIsUp() throws {
        let (id, _) = try TestDevice().claim(at: node)
        node.clock.advance(by: .minutes(5))
        let shown = try node.ask(.get, Target(stringLiteral: "/v1/pairings/\(id)"))
        #expect(shown.json["state"]?.string == "failed")
    }

    @Test func aWrongPinIsCountedAndTheFifthEndsThePairing() throws {
        let (id, claim) = try TestDevice().claim(at: node)
        let wrong = claim["pin"]?.string == "100000" ? "100001" : "100000"
        let verify = Target(stringLiteral: "/v1/pairings/\(id)/verify")
        for left in [4, 3, 2, 1] {
            let answer = try node.ask(.post, verify, "{\"pin\": \"\(wrong)\"}")
            #expect(answer.code == "wrong_pin")
            #expect(answer.json["attempts_left"]?.integer == Int64(left))
        }
        _ = try node.ask(.post, verify, "{\"pin\": \"\(wrong)\"}")
        let right = try node.ask(.post, verify, "{\"pin\": \"\(claim["pin"]?.string ?? "")\"}")
        #expect(right.status == 409)
        #expect(try node.ask(.get, "/v1/peers").json["peers"]?.array?.isEmpty == true)
    }

    @Test func theFirstKeyWins() throws {
        let started = try node.ask(.post, "/v1/pairings", "{}")
        let url = started.json["join_url"]?.string ?? ""
        let (first, second) = (TestDevice(), TestDevice())
        let lan = TestNode.Way.lan("192.168.1.77")
        let claimed = try node.ask(.post, "/join", try first.claimBody(url), by: lan)
        #expect(claimed.status == 201)
        let again = try node.ask(.post, "/join", try first.claimBody(url), by: lan)
        #expect(again.status == 200)
        #expect(again.json["pin"]?.string == claimed.json["pin"]?.string)
        #expect(try node.ask(.post, "/join", try second.claimBody(url), by: lan).code == "already_claimed")
    }

    /// The PIN is on the screen, then the person types what the device is called.
    @Test func aFurtherClaimChangesTheName() throws {
        let started = try node.ask(.post, "/v1/pairings", "{}").json
        let (id, url) = (started["id"]?.string ?? "", started["join_url"]?.string ?? "")
        let (phone, lan) = (TestDevice(), TestNode.Way.lan("192.168.1.77"))
        let first = try node.ask(.post, "/join", try phone.claimBody(url), by: lan)
        #expect(first.json["name"]?.string == "Device", "a guess to begin with")
        let named = try node.ask(.post, "/join", try phone.claimBody(url, name: " Anna's phone "), by: lan)
        #expect(named.status == 200)
        #expect(named.json["name"]?.string == "Anna's phone")
        #expect(named.json["pin"]?.string == first.json["pin"]?.string)
        // A refresh without a name leaves it.
        let refreshed = try node.ask(.post, "/join", try phone.claimBody(url), by: lan)
        #expect(refreshed.json["name"]?.string == "Anna's phone")
        let shown = try node.ask(.get, Target(stringLiteral: "/v1/pairings/\(id)"))
        #expect(shown.json["device"]?.object?["name"]?.string == "Anna's phone")
        // It is one arrival.
        let arrivals = try node.ask(.get, "/v1/events?type=device_connected")
        #expect(arrivals.json["events"]?.array?.count == 1)
        let verified = try node.ask(
            .post, Target(stringLiteral: "/v1/pairings/\(id)/verify"),
            "{\"pin\": \"\(first.json["pin"]?.string ?? "")\"}")
        #expect(verified.json["peer"]?.object?["name"]?.string == "Anna's phone")
    }

    @Test(arguments: ["study", " STUDY ", "Owner", "operator", "OPERATOR"]) func noDeviceIsCalledLike(
        _ name: String
    ) throws {
        let url = try node.ask(.post, "/v1/pairings", "{}").json["join_url"]?.string ?? ""
        let (phone, lan) = (TestDevice(), TestNode.Way.lan("192.168.1.77"))
        for status in [201, 200] {
            let refused = try node.ask(.post, "/join", try phone.claimBody(url, name: name), by: lan)
            #expect(refused.status == 422)
            #expect(refused.json["field"]?.string == "name")
            #expect(refused.json["detail"]?.string?.contains("is reserved: ") == true)
            // Nothing changed: the first claim is still to be made, and the second repeats it.
            #expect(try node.ask(.post, "/join", try phone.claimBody(url), by: lan).status == status)
        }
    }

    @Test func aChosenNameThatIsTakenIsRefused() throws {
        _ = try TestDevice.paired(with: node, #"{"name": "Kitchen tablet"}"#)
        let refused = try node.ask(.post, "/v1/pairings", #"{"name": "kitchen TABLET"}"#)
        #expect(refused.status == 409)
        #expect(refused.code == "name_taken")
    }

    /// A device can neither change nor see a name that the operator has chosen, before the PIN is typed.
    @Test func theOperatorsNameStays() throws {
        let (id, claim) = try TestDevice().claim(at: node, #"{"name": "Kitchen tablet"}"#)
        #expect(claim["name"] == .null)
        let other = try TestDevice.paired(with: node, by: .lan("192.168.1.78"))
        let (_, toPeer) = try TestDevice().claim(at: node, "{\"peer\": \"\(other.peer)\"}", by: .lan("192.168.1.79"))
        #expect(toPeer["name"] == .null)
        let shown = try node.ask(.get, Target(stringLiteral: "/v1/pairings/\(id)"))
        #expect(shown.json["device"]?.object?["name"]?.string == "Kitchen tablet")
    }

    @Test func aClaimThatDidNotSeeTheCodeIsRefused() throws {
        let first = try node.ask(.post, "/v1/pairings", "{}").json["join_url"]?.string ?? ""
        let second = try node.ask(.post, "/v1/pairings", "{}").json["join_url"]?.string ?? ""
        let mixed = "\(first.split(separator: "#")[0])#\(second.split(separator: "#")[1])"
        let answer = try node.ask(.post, "/join", try TestDevice().claimBody(mixed), by: .lan("192.168.1.9"))
        #expect(answer.status == 403)
        #expect(answer.code == "bad_proof")
    }

    @Test func theKeyOfALivePeerMustBeProved() throws {
        let phone = try TestDevice.paired(with: node)
        let url = try node.ask(.post, "/v1/pairings", "{}").json["join_url"]?.string ?? ""
        let answer = try node.ask(.post, "/join", try phone.claimBody(url), by: .lan("192.168.1.77"))
        #expect(answer.status == 401)
        #expect(answer.code == "use_dpop_nonce")
        let proved = try phone.ask(node, .post, "/join", try phone.claimBody(url), withToken: false)
        #expect(proved.status == 201)
    }

    @Test func anAddressInUseIsAConflictThatTheOperatorDecides() throws {
        let phone = try TestDevice.paired(with: node)
        _ = try phone.ask(node, .post, "/v1/self/heartbeat")
        let (id, claim) = try TestDevice().claim(at: node)
        let verify = Target(stringLiteral: "/v1/pairings/\(id)/verify")
        let conflict = try node.ask(.post, verify, "{\"pin\": \"\(claim["pin"]?.string ?? "")\"}")
        #expect(conflict.code == "ip_conflict")
        let decided = try node.ask(.post, verify, "{\"on_conflict\": \"keep_both\"}")
        #expect(decided.status == 200)
        #expect(try node.ask(.get, "/v1/peers").json["peers"]?.array?.count == 2)
    }

    @Test func aDeviceTooManyIsRefused() throws {
        let node = try TestNode { $0.livePeers = 1 }
        _ = try TestDevice.paired(with: node)
        let (id, claim) = try TestDevice().claim(at: node, by: .lan("192.168.1.78"))
        let answer = try node.ask(
            .post, Target(stringLiteral: "/v1/pairings/\(id)/verify"), "{\"pin\": \"\(claim["pin"]?.string ?? "")\"}")
        #expect(answer.code == "device_limit")
    }

    @Test func aCodeLeadsOnlyWherePhonesReachTheNode() throws {
        #expect(try node.ask(.post, "/v1/pairings", "{\"host\": \"10.1.1.1:6969\"}").status == 422)
        #expect(try node.ask(.post, "/v1/pairings", "{\"host\": \"192.168.1.20:6969\"}").status == 201)
    }

    @Test func openPairingsAreLimited() throws {
        let node = try TestNode { $0.openPairings = 2 }
        for _ in 0..<2 { #expect(try node.ask(.post, "/v1/pairings", "{}").status == 201) }
        #expect(try node.ask(.post, "/v1/pairings", "{}").status >= 400)
    }

    @Test func anUnknownClaimAndAnUnknownPairingAreNotFound() throws {
        #expect(try node.ask(.get, "/join/events", by: .lan("192.168.1.7")).status == 401)
        #expect(try node.ask(.get, "/v1/pairings/pr_00000000000000000000000000").status == 404)
    }

    @Test func aClaimantThatWaitsGetsAStream() throws {
        let (_, claim) = try TestDevice().claim(at: node)
        let answer = try node.ask(
            .get, "/join/events", by: .lan("192.168.1.77"),
            fields: ["Authorization": "Claim \(claim["claim"]?.string ?? "")"])
        #expect(answer.stream != nil)
    }

    @Test func aPeerMayInviteWithinWhatItHas() throws {
        let anna = try TestDevice.paired(
            with: node, "{\"scopes\": [\"view\", \"use\", \"invite\"]}", by: .tls("192.168.1.5"))
        #expect(try anna.ask(node, .post, "/v1/pairings", "{}").code == "scope_missing", "not over plain HTTP")
        let invited = try anna.ask(node, .post, "/v1/pairings", "{}", by: .tls("192.168.1.5"))
        #expect(invited.status == 201)
        #expect(try anna.ask(node, .get, "/v1/pairings", by: .tls("192.168.1.5")).status == 403, "for operators")
    }
}
