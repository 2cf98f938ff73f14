import Testing

@testable import Access
@testable import HTTPServer

@Suite struct OperatorRuleTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let what: String
        var uid: UInt32 = 1_001
        var gid: UInt32 = 1_001
        var groups: [UInt32] = []
        /// That the socket was given to.
        var group: UInt32? = 500
        let isOperator: Bool

        var testDescription: String { what }
    }

    /// The agent runs as user 900.
    static let cases: [Case] = [
        Case(what: "root", uid: 0, gid: 0, isOperator: true),
        Case(what: "root, by hand", uid: 0, gid: 0, group: nil, isOperator: true),
        Case(what: "the same user, by hand", uid: 900, group: nil, isOperator: true),
        Case(what: "the agent's own user", uid: 900, isOperator: true),
        Case(what: "primary group", gid: 500, isOperator: true),
        Case(what: "supplementary group", groups: [4, 27, 500], isOperator: true),
        Case(what: "the last of many groups", groups: Array(1_000..<60_000) + [500], isOperator: true),
        Case(what: "nobody", isOperator: false),
        Case(what: "other groups", groups: [4, 27, 501, 50], isOperator: false),
        Case(what: "another user, by hand", group: nil, isOperator: false),
        Case(
            what: "another user, by hand, in any group", gid: 900, groups: [0, 500, 900], group: nil, isOperator: false),
        Case(what: "in root's group only", gid: 0, groups: [0], isOperator: false),
        Case(what: "a group of the number that a user has", gid: 900, groups: [900], isOperator: false),
        Case(what: "a user of the number that the group has", uid: 500, isOperator: false),
        Case(what: "no process", uid: .max, gid: .max, isOperator: false),
        Case(what: "no process, no group", uid: .max, gid: .max, group: nil, isOperator: false),
    ]

    @Test(arguments: cases) func decides(_ sample: Case) {
        let peer = UnixPeer(uid: sample.uid, gid: sample.gid, pid: 1, groups: sample.groups)
        #expect(OperatorRule(user: 900, group: sample.group).admits(peer) == sample.isOperator)
    }

    @Test(
        arguments: [
            ("a person's own file", (900, 900), (900, 900), nil), ("a person in 'users'", (900, 100), (900, 100), nil),
            ("root by hand", (0, 0), (0, 0), nil), ("root's file, no word on groups", (0, 0), (900, 900), nil),
            ("root of another group", (0, 0), (0, 500), nil),
            ("systemd's socket", (0, 500), (900, 900), 500),
            ("the group is the agent's too", (0, 500), (900, 500), 500),
            ("a folder's group", (900, 500), (900, 900), 500), ("a chgrp by root", (0, 500), (0, 0), 500),
            ("another user's, passed on", (901, 500), (900, 500), 500),
        ] as [(String, (UInt32, UInt32), (UInt32, UInt32), UInt32?)])
    func knowsWhatWasChosen(_ what: String, _ file: (UInt32, UInt32), _ agent: (UInt32, UInt32), _ group: UInt32?) {
        let file = FileOwner(user: file.0, group: file.1)
        let agent = FileOwner(user: agent.0, group: agent.1)
        #expect(OperatorRule.chosenGroup(of: file, agent: agent) == group, "\(what)")
    }

    @Test func nobodyOverTCPIsOne() {
        let loopback = SocketAddress(bytes: [127, 0, 0, 1], port: 1)
        #expect(!Operators().include(.tcp(peer: loopback, local: loopback)))
    }

    @Test func asksTheFile() {
        #expect(FileOwner(ofSocket: "/dev/null") == nil)
        #expect(FileOwner(ofSocket: "/no/such/socket") == nil)
    }
}
