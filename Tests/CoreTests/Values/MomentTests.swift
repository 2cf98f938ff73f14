import Core
import Testing

struct MomentTests {
    static let texts: [(Int64, String)] = [
        (0, "1970-01-01T00:00:00.000Z"), (1, "1970-01-01T00:00:00.001Z"), (-1, "1969-12-31T23:59:59.999Z"),
        (999, "1970-01-01T00:00:00.999Z"), (86_399_999, "1970-01-01T23:59:59.999Z"),
        (86_400_000, "1970-01-02T00:00:00.000Z"),
        (-86_400_000, "1969-12-31T00:00:00.000Z"), (-86_400_001, "1969-12-30T23:59:59.999Z"),
        (951_782_399_999, "2000-02-28T23:59:59.999Z"), (951_782_400_000, "2000-02-29T00:00:00.000Z"),
        (951_868_800_000, "2000-03-01T00:00:00.000Z"),
        (1_078_012_800_000, "2004-02-29T00:00:00.000Z"), (1_109_548_800_000, "2005-02-28T00:00:00.000Z"),
        (1_109_635_200_000, "2005-03-01T00:00:00.000Z"),
        (1_735_689_599_999, "2024-12-31T23:59:59.999Z"), (1_795_170_600_000, "2026-11-20T10:30:00.000Z"),
        (4_107_456_000_000, "2100-02-28T00:00:00.000Z"), (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
        (-2_203_977_600_000, "1900-02-28T00:00:00.000Z"), (-2_203_891_200_000, "1900-03-01T00:00:00.000Z"),
        (13_574_563_200_000, "2400-02-29T00:00:00.000Z"), (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
        (253_402_300_800_000, "10000-01-01T00:00:00.000Z"), (-62_135_596_800_000, "0001-01-01T00:00:00.000Z"),
        (-62_167_219_200_000, "0000-01-01T00:00:00.000Z"), (Int64.max, "292278994-08-17T07:12:55.807Z"),
    ]

    @Test(arguments: texts) func text(_ milliseconds: Int64, _ text: String) {
        #expect(Moment(milliseconds: milliseconds).text == text)
    }

    static let readings: [(String, Int64?)] = [
        ("2026-11-20T10:30:00Z", 1_795_170_600_000), ("2026-11-20t10:30:00z", 1_795_170_600_000),
        ("2026-11-20T10:30:00.5Z", 1_795_170_600_500), ("2026-11-20T10:30:00.123456789Z", 1_795_170_600_123),
        ("2026-11-20T11:30:00+01:00", 1_795_170_600_000), ("2026-11-20T05:00:00-05:30", 1_795_170_600_000),
        ("2028-02-29T00:00:00Z", 1_835_395_200_000), ("2026-02-29T00:00:00Z", nil), ("2026-04-31T00:00:00Z", nil),
        ("2026-11-20T10:30:00", nil), ("2026-11-20 10:30:00Z", nil), ("2026-11-20T10:30:00+0100", nil),
        ("2026-11-20T10:30:00+24:00", nil), ("2026-11-20T10:30:00.Z", nil), ("2026-11-20T10:30:00ZZ", nil),
        ("2026-13-20T10:30:00Z", nil), ("2026-11-20T24:30:00Z", nil), ("0000-11-20T10:30:00Z", nil),
        ("2026-11-20T10:30:00.1234567890Z", nil), ("2026-11-20T10:30:0", nil), ("", nil), ("Z", nil),
        ("2026-11-20", nil), ("2026-11-00T10:30:00Z", nil), ("2026-11-20T10:60:00Z", nil),
        ("2O26-11-20T10:30:00Z", nil),
    ]

    @Test(arguments: readings) func reading(_ text: String, _ milliseconds: Int64?) {
        #expect(Moment(reading: text)?.milliseconds == milliseconds)
    }

    @Test func everyDayOfManyKindsOfYears() {
        let (lengths, leap) = (
            [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        )
        for year in [1600, 1700, 1900, 1999, 2000, 2023, 2024, 2100] {
            var day = daysBefore(year)
            let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            for (month, length) in (isLeap ? leap : lengths).enumerated() {
                for date in 1...length {
                    let text = Moment(milliseconds: day * 86_400_000).text
                    #expect(text == "\(year)-\(two(month + 1))-\(two(date))T00:00:00.000Z")
                    day += 1
                }
            }
        }
    }

    private func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    /// Counted, not calculated.
    private func daysBefore(_ year: Int) -> Int64 {
        let years = year < 1970 ? year..<1970 : 1970..<year
        let days = years.reduce(0) { $0 + ($1 % 4 == 0 && ($1 % 100 != 0 || $1 % 400 == 0) ? 366 : 365) }
        return Int64(year < 1970 ? -days : days)
    }

    private static let (first, last) = (Moment(milliseconds: .min), Moment(milliseconds: .max))

    static let sums: [(Moment, Duration, Moment)] = [
        (Moment(milliseconds: 0), .milliseconds(5), Moment(milliseconds: 5)),
        (Moment(milliseconds: 5), .milliseconds(-6), Moment(milliseconds: -1)),
        (Moment(milliseconds: 0), .microseconds(999), Moment(milliseconds: 0)),
        (last, .milliseconds(1), last), (last, .days(.max), last), (first, .milliseconds(-1), first),
        (first, .days(.min), first),
        (last - .milliseconds(1), .milliseconds(1), last), (Moment(milliseconds: 1), .days(.max), last),
        (Moment(milliseconds: -2), .days(.min), first), (last, .zero, last), (first, .zero, first),
    ]

    @Test(arguments: sums) func stopsAtTheEnds(_ moment: Moment, _ length: Duration, _ sum: Moment) {
        #expect(moment + length == sum)
        if sum != Self.first && sum != Self.last { #expect(sum - .milliseconds(length.inMilliseconds) == moment) }
    }

    @Test func differences() {
        #expect(Moment(milliseconds: 7) - Moment(milliseconds: 10) == .milliseconds(-3))
        #expect(Self.last - Self.first == .milliseconds(Int64.max) - .milliseconds(Int64.min))
        #expect(Self.first - .milliseconds(1) == Self.first && Self.last - .milliseconds(-1) == Self.last)
        #expect(Self.first < Self.last && !(Self.last < Self.last))
    }

    static let lengths: [(Duration, Int64)] = [
        (.zero, 0), (.nanoseconds(999_999), 0), (.nanoseconds(-999_999), 0), (.milliseconds(-1), -1),
        (.seconds(1) + .microseconds(1_500), 1_001),
        (.minutes(1), 60_000), (.hours(1), 3_600_000), (.days(1), 86_400_000), (.days(-2), -172_800_000),
        (.days(400), 34_560_000_000),
        (.milliseconds(Int64.max), .max), (.milliseconds(Int64.min), .min),
        (.milliseconds(Int64.max) + .milliseconds(1), .max),
        (.milliseconds(Int64.min) - .milliseconds(1), .min), (.seconds(Int64.max), .max), (.seconds(Int64.min), .min),
        (.minutes(.max), .max), (.hours(.max), .max), (.days(.max), .max), (.minutes(.min), .min), (.hours(.min), .min),
        (.days(.min), .min),
    ]

    @Test(arguments: lengths) func wholeMilliseconds(_ length: Duration, _ milliseconds: Int64) {
        #expect(length.inMilliseconds == milliseconds)
    }

    @Test func anEndIsOverFromItsVeryMillisecond() {
        let end: Moment? = Fixture.end
        #expect(!end.isOver(at: Fixture.end - .milliseconds(1)))
        #expect(end.isOver(at: Fixture.end) && end.isOver(at: Fixture.end + .milliseconds(1)))
        let never: Moment? = nil
        #expect(!never.isOver(at: Self.last))
    }

    @Test func theEarlierOfTwoEnds() {
        let (early, late): (Moment?, Moment?) = (Fixture.start, Fixture.end)
        #expect(early.earlier(late) == early && late.earlier(early) == early)
        let never: Moment? = nil
        #expect(early.earlier(nil) == early && never.earlier(late) == late && never.earlier(never) == never)
    }
}
