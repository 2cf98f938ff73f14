import Core
import Roster
import Testing

/// Which nodes are in force, as a table: what was said, and who is left.
@Suite struct MembershipTests {
    private func check(
        full: [Int] = [], guards: [Int] = [], takers: [Int]? = nil, _ line: Int = #line,
        _ say: (inout Statements) -> Void
    ) {
        var statements = Statements()
        say(&statements)
        let membership = statements.roster.membership
        let found = membership.inForce
        #expect(Set(found.filter { $0.value == .full }.keys) == Set(full.map(Circle.node)), "line \(line)")
        #expect(Set(found.filter { $0.value == .guard }.keys) == Set(guards.map(Circle.node)), "line \(line)")
        if let takers {
            #expect(Set(membership.takers.keys) == Set(takers.map(Circle.node)), "line \(line)")
        }
    }

    @Test func nodesAreAdmittedInAChain() {
        check(full: [0]) { _ in }
        check(full: [0, 1, 2]) {
            $0.admit(2, by: 1)
            $0.admit(1, by: 0)
        }
        // Nobody from the founder's chain admitted node 3.
        check(full: [0, 1]) {
            $0.admit(1, by: 0)
            $0.admit(4, by: 3)
        }
        // A guard gives nothing, nodes included.
        check(full: [0], guards: [1]) {
            $0.admit(1, by: 0, as: .guard)
            $0.admit(2, by: 1)
        }
        // The higher of two roles is valid.
        check(full: [0, 1, 2]) {
            $0.admit(1, by: 0)
            $0.admit(2, by: 0, as: .guard)
            $0.admit(2, by: 1)
        }
    }

    @Test func aCutEndsWhatIsNotKept() {
        let chain: (inout Statements) -> Void = {
            $0.admit(1, by: 0)
            $0.admit(2, by: 1)
            $0.admit(3, by: 1)
        }
        check(full: [0], takers: [0, 1, 2, 3]) {
            chain(&$0)
            $0.cut(1, by: 0)
        }
        check(full: [0, 2]) {
            chain(&$0)
            $0.cut(1, by: 0, keep: [2])
        }
        // Every node that cut it must have kept them.
        check(full: [0, 4]) {
            chain(&$0)
            $0.admit(4, by: 0)
            $0.cut(1, by: 0, keep: [2])
            $0.cut(1, by: 4, keep: [3])
        }
        // A node that said two different things kept nobody.
        check(full: [0]) {
            chain(&$0)
            $0.cut(1, by: 0, keep: [2])
            $0.cut(1, by: 0, keep: [3])
        }
        // A node that it admitted later is not kept.
        check(full: [0, 2]) {
            chain(&$0)
            $0.cut(1, by: 0, keep: [2])
            $0.admit(5, by: 1)
        }
        // Another node had admitted it as well.
        check(full: [0, 2, 4]) {
            chain(&$0)
            $0.admit(4, by: 0)
            $0.admit(2, by: 4)
            $0.cut(1, by: 0)
        }
    }

    @Test func cutsAreNeverVoid() {
        // Of two nodes that cut each other, both are out.
        check(full: [0]) {
            $0.admit(1, by: 0)
            $0.admit(2, by: 0)
            $0.cut(1, by: 2)
            $0.cut(2, by: 1)
        }
        // Also the founder can be cut, and be a link of the chain.
        check(full: [1]) {
            $0.admit(1, by: 0)
            $0.cut(0, by: 1, keep: [1])
        }
        check {
            $0.admit(1, by: 0)
            $0.cut(0, by: 1)
        }
        // A guard cuts nobody, nor does a stranger.
        check(full: [0, 2], guards: [1]) {
            $0.admit(1, by: 0, as: .guard)
            $0.admit(2, by: 0)
            $0.cut(2, by: 1)
            $0.cut(2, by: 5)
        }
    }

    @Test func aDismissalMakesTakingsVoid() {
        let evil: (inout Statements) -> Void = {
            $0.admit(1, by: 0)
            $0.admit(2, by: 1)
            $0.admit(3, by: 1)
        }
        // Its own, and those of nodes that only it admitted.
        check(full: [0], takers: [0]) {
            evil(&$0)
            $0.cut(1, by: 0)
            $0.dismiss(1, by: 0)
        }
        check(full: [0, 2], takers: [0, 2]) {
            evil(&$0)
            $0.cut(1, by: 0, keep: [2])
            $0.dismiss(1, by: 0, keep: [2])
        }
        // Not of a node that is not cut.
        check(full: [0, 1, 2, 3], takers: [0, 1, 2, 3]) {
            evil(&$0)
            $0.dismiss(1, by: 0)
        }
        // Not by a node that is out itself.
        check(full: [0], takers: [0, 1, 2, 3]) {
            evil(&$0)
            $0.cut(1, by: 0)
            $0.dismiss(1, by: 2)
        }
    }
}
