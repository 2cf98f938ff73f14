import Credentials
import Testing

struct TicketDeskTests {
    typealias Desk = TicketDesk<Int64, Int64, String>

    static let home = "192.168.1.77"

    /// A desk with one ticket of peer 7, fetched from home at zero.
    static func desk() throws -> (Desk, String) {
        var desk = Desk()
        var generator = SecureRandom()
        let ticket = try desk.issue(for: 7, of: 7, at: home, now: .zero, using: &generator)
        return (desk, ticket.text)
    }

    @Test func limits() {
        #expect(TicketLimits.lifetime == .seconds(30))
        #expect(TicketLimits.capacity == 4_096)
        #expect(TicketLimits.quota == 16)
    }

    @Test func onceOnly() throws {
        var (desk, text) = try Self.desk()
        #expect(text.utf8.count == 43)
        #expect(desk.redeem(text, at: Self.home, now: .seconds(1)) == 7)
        #expect(desk.redeem(text, at: Self.home, now: .seconds(1)) == nil)
        #expect(desk.count == 0)
    }

    @Test func anotherPlaceGetsNothingAndBurnsNothing() throws {
        var (desk, text) = try Self.desk()
        #expect(desk.redeem(text, at: "192.168.1.66", now: .seconds(1)) == nil)
        #expect(desk.redeem(text, at: Self.home, now: .seconds(1)) == 7)
    }

    @Test func expires() throws {
        var (desk, text) = try Self.desk()
        var copy = desk
        #expect(copy.redeem(text, at: Self.home, now: .milliseconds(29_999)) == 7)
        #expect(desk.redeem(text, at: Self.home, now: .seconds(30)) == nil)
        #expect(desk.redeem(text, at: Self.home, now: .seconds(1)) == nil)
    }

    @Test func unknownTextsAreRefused() throws {
        var (desk, text) = try Self.desk()
        for bad in ["", "A", text + "=", String(text.dropLast()), text + "A", text.uppercased()] {
            #expect(desk.redeem(bad, at: Self.home, now: .zero) == nil)
        }
        #expect(desk.redeem(text, at: Self.home, now: .zero) == 7)
    }

    @Test func aTicketHidesItself() throws {
        var desk = Desk()
        var generator = SecureRandom()
        let ticket = try desk.issue(for: 1, of: 1, at: Self.home, now: .zero, using: &generator)
        #expect("\(ticket)" == "Ticket(hidden)")
    }

    @Test func quotaOfAPeer() throws {
        var desk = Desk(capacity: 10, quota: 2)
        var generator = SecureRandom()
        let first = try desk.issue(for: 1, of: 1, at: Self.home, now: .zero, using: &generator)
        _ = try desk.issue(for: 1, of: 1, at: Self.home, now: .zero, using: &generator)
        #expect(throws: TicketRejection.peerQuotaReached) {
            try desk.issue(for: 1, of: 1, at: Self.home, now: .seconds(1), using: &generator)
        }
        _ = try desk.issue(for: 2, of: 2, at: Self.home, now: .seconds(1), using: &generator)
        #expect(desk.redeem(first.text, at: Self.home, now: .seconds(2)) == 1)
        _ = try desk.issue(for: 1, of: 1, at: Self.home, now: .seconds(2), using: &generator)
        _ = try desk.issue(for: 1, of: 1, at: Self.home, now: .seconds(30), using: &generator)
    }

    @Test func fullUntilTicketsRunOut() throws {
        var desk = Desk(capacity: 3, quota: 2)
        var generator = SecureRandom()
        for peer in 0..<3 as Range<Int64> {
            _ = try desk.issue(for: peer, of: peer, at: Self.home, now: .zero, using: &generator)
        }
        #expect(throws: TicketRejection.full) {
            try desk.issue(for: 9, of: 9, at: Self.home, now: .seconds(29), using: &generator)
        }
        #expect(desk.count == 3)
        _ = try desk.issue(for: 9, of: 9, at: Self.home, now: .seconds(30), using: &generator)
        #expect(desk.count == 1)
    }
}
