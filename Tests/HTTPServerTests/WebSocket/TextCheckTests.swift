import Testing

@testable import HTTPServer

@Suite struct TextCheckTests {
    /// Bytes at which something changes, and their neighbours.
    private static let marks: [UInt8] = [
        0x00, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC, 0xED, 0xEE, 0xEF,
        0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xF7, 0xF8, 0xFF,
    ]

    @Test func agreesOnPairs() {
        for first in UInt8.min ... .max {
            agree([first])
            for second in UInt8.min ... .max { agree([first, second]) }
        }
    }

    @Test(arguments: marks) func agreesOnLongerOnes(_ first: UInt8) {
        for second in Self.marks {
            for third in Self.marks {
                agree([first, second, third])
                for fourth in [0x7F, 0x80, 0xBF, 0xC2] as [UInt8] { agree([first, second, third, fourth]) }
            }
        }
    }

    private func agree(_ bytes: [UInt8]) {
        var check = TextCheck()
        let isTaken = check.take(bytes.span)
        let isRight = isTaken == isBeginningOfText(bytes)
        let isWhole = (isTaken && check.isComplete) == (String(validating: bytes, as: UTF8.self) != nil)
        if !isRight || !isWhole { Issue.record("\(bytes): \(isTaken), \(check.isComplete)") }
    }
}
