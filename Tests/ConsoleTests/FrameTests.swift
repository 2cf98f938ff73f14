import Seeded
import TerminalModel
import Testing

@testable import Console

@Suite struct FrameTests {
    let window = Window(columns: 20, rows: 8)

    @Test func changesLeadFromAnyFrameToAnyOther() {
        for seed in UInt64(0)..<300 {
            var generator = SeededGenerator(seed: seed)
            var (emulator, shown) = (Emulator(window), Frame?.none)
            for _ in 0..<6 {
                let frame = frame(using: &generator)
                emulator.feed(frame.changes(from: shown))
                var fresh = Emulator(window)
                fresh.feed(frame.changes(from: nil))
                #expect(emulator.text == fresh.text, "seed \(seed)")
                #expect(fresh.text == expected(frame), "seed \(seed)")
                #expect(emulator.row == frame.cursorRow && emulator.column == frame.cursorColumn, "seed \(seed)")
                shown = Int.random(in: 0..<5, using: &generator) == 0 ? nil : frame
            }
        }
    }

    @Test func whatStaysIsNotTouched() {
        let before = Frame(lines: [.init(text: "code"), .init(text: "4:59"), .init(text: "prompt")], cursorRow: 2)
        var after = before
        #expect(after.changes(from: before) == "")
        after.lines[1] = .init(text: "4:58")
        #expect(after.changes(from: before) == "\u{1B}[2;1H4:58\u{1B}[K\u{1B}[3;1H")
        after = before
        after.cursorColumn = 3
        #expect(after.changes(from: before) == "\u{1B}[3;4H")
    }

    private func frame(using generator: inout SeededGenerator) -> Frame {
        var frame = Frame()
        while frame.height < window.rows, Int.random(in: 0..<8, using: &generator) > 0 {
            let isLong = frame.height + 3 <= window.rows && Int.random(in: 0..<4, using: &generator) == 0
            let count = isLong ? Int.random(in: 1...60, using: &generator) : Int.random(in: 0..<20, using: &generator)
            let letter = "abc".randomElement(using: &generator) ?? "a"
            let rows = (count + window.columns - 1) / window.columns
            frame.lines.append(.init(text: String(repeating: letter, count: count), brokenOver: isLong ? rows : nil))
        }
        frame.cursorRow = Int.random(in: 0..<window.rows, using: &generator)
        frame.cursorColumn = Int.random(in: 0..<window.columns, using: &generator)
        return frame
    }

    private func expected(_ frame: Frame) -> [String] {
        var rows: [String] = []
        for line in frame.lines {
            var rest = line.text[...]
            for _ in 0..<line.height {
                rows.append(String(rest.prefix(window.columns)))
                rest = rest.dropFirst(window.columns)
            }
        }
        rows += Array(repeating: "", count: window.rows - rows.count)
        return rows.map { $0 + String(repeating: " ", count: window.columns - $0.count) }
    }
}
