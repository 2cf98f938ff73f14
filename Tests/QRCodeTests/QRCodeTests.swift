import QRCode
import Testing

@Suite struct QRCodeTests {
    static let url = "http://192.168.100.100:6969/join?token=ABCDEFGH12#AAAAAAAAAAAAAAAAAAAAAA"

    @Test(arguments: [
        "10.0.0.1", "10.0.0.12", "10.1.20.30", "192.168.1.7", "192.168.1.77", "192.168.1.177", "192.168.10.177",
        "192.168.100.100",
    ])
    func joinURLFits41By21(_ address: String) throws {
        let code = try #require(QRCode("http://\(address):6969/join?token=ABCDEFGH12#AAAAAAAAAAAAAAAAAAAAAA"))
        #expect(code.size == 33)
        #expect(code.columns == 41)
        #expect(code.rows == 21)
        for colour in [true, false] {
            let lines = code.terminalLines(colour: colour).map(withoutColour)
            #expect(lines.count == 21)
            #expect(lines.allSatisfy { $0.count == 41 })
        }
    }

    @Test func refusesWhatFitsNoSymbol() {
        #expect(QRCode("") == nil)
        #expect(QRCode(String(repeating: "a", count: 2953))?.size == 177)
        #expect(QRCode(String(repeating: "a", count: 2954)) == nil)
    }

    @Test func takesTheSmallestSymbol() {
        // What versions 1 to 5 hold at the lowest error correction, in bytes (ISO 18004, table 7).
        for (version, most) in [(1, 17), (2, 32), (3, 53), (4, 78), (5, 106)] {
            #expect(QRCode(String(repeating: "a", count: most))?.size == 17 + 4 * version)
            #expect(QRCode(String(repeating: "a", count: most + 1))?.size == 21 + 4 * version)
        }
    }

    @Test func hasFindersAndTiming() throws {
        let code = try #require(QRCode(Self.url))
        for (top, left) in [(0, 0), (0, 26), (26, 0)] {
            for row in -1...7 {
                for column in -1...7 {
                    let distance = max(abs(row - 3), abs(column - 3))
                    #expect(code[top + row, left + column] == (distance != 2 && distance != 4))
                }
            }
        }
        for place in 8...24 {
            #expect(code[6, place] == (place % 2 == 0))
            #expect(code[place, 6] == (place % 2 == 0))
        }
    }

    @Test func looksTheSameInEachForm() throws {
        let code = try #require(QRCode(Self.url))
        for colour in [true, false] {
            let dark = darkModules(code.terminalLines(colour: colour))
            for row in 0..<42 {
                for column in 0..<41 { #expect(dark[row][column] == code[row - 4, column - 4]) }
            }
        }
        let drawn = darkModules(svg: code.svg())
        #expect(drawn.count == (0..<33).map { row in (0..<33).count { code[row, $0] } }.reduce(0, +))
        #expect(drawn.allSatisfy { code[$0[0] - 4, $0[1] - 4] })
    }

    @Test func bringsItsOwnColours() throws {
        let code = try #require(QRCode(Self.url))
        for line in code.terminalLines(colour: true) {
            #expect(line.hasPrefix("\u{1B}[97;40m\u{1B}[38;5;231;48;5;16m"))
            #expect(line.hasSuffix("\u{1B}[0m"))
        }
        #expect(code.terminalLines(colour: false).allSatisfy { !$0.contains("\u{1B}") })
    }

    private func withoutColour(_ line: String) -> String {
        var text = ""
        var isEscape = false
        for character in line {
            if character == "\u{1B}" { isEscape = true }
            if !isEscape { text.append(character) }
            if character == "m" { isEscape = false }
        }
        return text
    }

    /// What an eye sees on a screen whose ink is light.
    private func darkModules(_ lines: [String]) -> [[Bool]] {
        lines.map(withoutColour).flatMap { line in
            [line.map { $0 == "▄" || $0 == " " }, line.map { $0 == "▀" || $0 == " " }]
        }
    }

    /// Row and column of each.
    private func darkModules(svg: String) -> [[Int]] {
        let outline = svg.split(separator: "d=\"").last?.prefix { $0 != "\"" } ?? ""
        return outline.split(separator: "z").flatMap { run in
            let numbers = run.split { !"0123456789".contains($0) }.compactMap { Int($0) }
            return (0..<numbers[2]).map { [numbers[1], numbers[0] + $0] }
        }
    }
}
