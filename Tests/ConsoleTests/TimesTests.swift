import Core
import Testing

@testable import Console

@Suite struct TimesTests {
    /// 2026-11-20T10:30:00.000Z
    static let now = Moment(milliseconds: 1_795_170_600_000)

    @Test(arguments: [
        (Duration.seconds(0), "now"), (.seconds(4), "now"), (.seconds(-4), "now"), (.seconds(12), "12 s ago"),
        (.seconds(59), "59 s ago"), (.minutes(3), "3 min ago"), (.hours(1), "1 h ago"), (.hours(47), "47 h ago"),
        // A length that began a moment ago is still the one that was asked for.
        (.milliseconds(-14_398_600), "in 4 h"), (.seconds(-299), "in 5 min"), (.milliseconds(-59_600), "in 1 min"),
        (.seconds(-89), "in 1 min"), (.seconds(-90), "in 2 min"), (.seconds(3_569), "59 min ago"),
        (.seconds(3_570), "1 h ago"), (.seconds(5_399), "1 h ago"), (.seconds(5_400), "2 h ago"),
        (.seconds(171_000), "2 d ago"), (.days(-59) + .hours(-13), "in 60 d"),
        (.hours(48), "2 d ago"), (.days(59), "59 d ago"), (.days(60), "2026-09-21"), (.minutes(-5), "in 5 min"),
        (.hours(-4), "in 4 h"), (.days(-90), "2027-02-18"),
    ]) func tellsAMoment(_ age: Duration, _ text: String) {
        #expect((Self.now - age).told(at: Self.now, by: .utc) == text)
    }

    @Test(arguments: [
        (Duration.zero, "0 s"), (.milliseconds(499), "0 s"), (.milliseconds(500), "1 s"),
        (.milliseconds(59_499), "59 s"),
        (.milliseconds(59_500), "1 min"), (.seconds(3_600), "1 h"), (.hours(4), "4 h"), (.hours(36), "36 h"),
        (.hours(60), "3 d"), (.seconds(Int64.max), "106751991167 d"),
    ]) func tellsALength(_ length: Duration, _ text: String) { #expect(length.told == text) }

    @Test(arguments: [
        (Duration.seconds(300), "5:00"), (.milliseconds(299_999), "5:00"), (.seconds(299), "4:59"),
        (.seconds(9), "0:09"),
        (.milliseconds(1), "0:01"), (.zero, "0:00"), (.seconds(-3), "0:00"), (.seconds(3_600), "1:00:00"),
        (.seconds(3_661), "1:01:01"),
    ]) func countsDown(_ left: Duration, _ text: String) { #expect(left.countdown == text) }

    @Test func aWallClockStandsSomewhere() {
        let east = WallClock { _ in 3_600 }
        #expect(east.time(Self.now) == "11:30:00")
        #expect(east.minute(Self.now) == "2026-11-20 11:30")
        #expect(WallClock.utc.minute(Self.now) == "2026-11-20 10:30")
    }

    @Test func aReaderGetsWhatItCanUse() {
        #expect(TimeStyle(now: Self.now, clock: nil).text(Self.now) == "2026-11-20T10:30:00.000Z")
        #expect(TimeStyle(now: Self.now, clock: .utc).text(Self.now - .minutes(3)) == "3 min ago")
        #expect(TimeStyle(now: Self.now, clock: .utc).text(nil) == "")
    }
}
