import Core
import Testing

struct AttendanceTests {
    private static let limits = Fixture.limits
    private static let grace = limits.presenceGrace
    private let now = Fixture.soon

    private func presence(_ attendance: Attendance, _ peer: PeerID, at moment: Moment) -> Presence {
        attendance.sighting(of: peer, lastSeen: Fixture.soon - .days(1), at: moment)
            .presence(at: moment, limits: Self.limits)
    }

    @Test func aStreamComesAndGoes() {
        var book = Attendance()
        let (anna, lost) = (Fixture.anna, now + .minutes(60))
        #expect(presence(book, anna, at: now) == .offline)
        let isNews = [book.open(anna), book.open(anna)]
        #expect(isNews == [true, false])
        #expect(book.online(at: now) == [anna])
        let oneIsLeft = !book.close(anna, at: now)
        #expect(oneIsLeft)
        #expect(presence(book, anna, at: lost) == .online)
        #expect(book.nextChange(limits: Self.limits) == nil)
        let wasLast = book.close(anna, at: lost)
        #expect(wasLast)
        #expect(presence(book, anna, at: lost) == .away)
        #expect(book.online(at: lost) == [])
        #expect(book.nextChange(limits: Self.limits) == lost + Self.grace)
        #expect(book.pass(lost + Self.grace - .milliseconds(1), limits: Self.limits) == [])
        #expect(presence(book, anna, at: lost + Self.grace) == .offline, "also before anybody looks")
        #expect(book.pass(lost + Self.grace, limits: Self.limits) == [anna])
        #expect(book.pass(lost + Self.grace, limits: Self.limits) == [], "reported once")
        #expect(book.nextChange(limits: Self.limits) == nil)
        let comesBack = book.open(anna)
        #expect(comesBack)
    }

    @Test func comingBackInTheGraceTimeIsNoNews() {
        var book = Attendance()
        _ = book.open(Fixture.anna)
        _ = book.close(Fixture.anna, at: now)
        let isNews = book.open(Fixture.anna)
        #expect(!isNews)
        #expect(book.pass(now + .days(1), limits: Self.limits) == [])
    }

    @Test func aHeartbeatLastsAWhile() {
        var book = Attendance()
        let (anna, until) = (Fixture.anna, now + .seconds(90))
        let isNews = [book.keepOnline(anna, until: until), book.keepOnline(anna, until: until)]
        #expect(isNews == [true, false])
        #expect(presence(book, anna, at: until - .milliseconds(1)) == .online)
        #expect(presence(book, anna, at: until) == .away)
        #expect(book.nextChange(limits: Self.limits) == until)
        #expect(book.pass(until, limits: Self.limits) == [])
        #expect(presence(book, anna, at: until) == .away)
        #expect(book.pass(until + Self.grace, limits: Self.limits) == [anna])
    }

    @Test func heartbeatAndStreamTogether() {
        var book = Attendance()
        let (anna, until) = (Fixture.anna, now + .seconds(90))
        _ = book.open(anna)
        _ = book.keepOnline(anna, until: until)
        let isLost = book.close(anna, at: now)
        #expect(!isLost)
        #expect(presence(book, anna, at: now) == .online)
        _ = book.open(anna)
        _ = book.pass(until, limits: Self.limits)
        #expect(presence(book, anna, at: until) == .online, "the stream is still there")
        _ = book.close(anna, at: until)
        #expect(presence(book, anna, at: until) == .away)
    }

    @Test func afterARestartThereIsTheGraceTime() {
        var book = Attendance()
        book.expect(Fixture.anna, from: now)
        book.expect(Fixture.bob, from: now)
        #expect(presence(book, Fixture.anna, at: now) == .away)
        let isNews = book.open(Fixture.anna)
        #expect(!isNews)
        #expect(book.pass(now + Self.grace, limits: Self.limits) == [Fixture.bob])
    }

    @Test func whoHasEndedIsForgotten() {
        var book = Attendance()
        _ = book.open(Fixture.anna)
        let others = [book.forget(Fixture.anna), book.forget(Fixture.anna)]
        #expect(others == [true, false])
        let isLost = book.close(Fixture.anna, at: now)
        #expect(!isLost)
        #expect(book.pass(now + .days(1), limits: Self.limits) == [])
    }
}
