import Core
import Seeded
import Testing

struct MomentReadingTests {
    @Test func readsEveryMomentThatIsWritten() {
        var generator = SeededGenerator(seed: 11)
        for _ in 0..<5_000 {
            // The years 1 to 9999.
            let moment = Moment(
                milliseconds: .random(in: -62_135_596_800_000...253_402_300_799_999, using: &generator))
            #expect(Moment(reading: moment.text) == moment, "\(moment.text)")
        }
    }
}
