import Console
import QRCode

/// The position of everything on a screen of a given size.
///
/// The text is next to the code if that fits, otherwise below it. The code is shown completely or not at all.
struct PairLayout {
    let window: Window
    let colour: Bool
    /// The colours of a code are what readers go by: they stay under NO_COLOR.
    var codeColour = true

    /// Between the code and the text next to it.
    private static let gap = 2
    /// The narrowest text next to a code that is easy to read.
    private static let narrowest = 28
    /// Lines below the code for the text, if nothing fits next to it.
    private static let linesBelow = 14

    func frame(_ screen: PairScreen, code: QRCode?) -> Frame {
        guard let code else { return text(screen) }
        if fits(Self.sizeBeside(code, screen, columns: window.columns)) { return beside(screen, code) }
        if fits(Self.sizeBelow(code, screen, columns: window.columns)) { return below(screen, code) }
        return text(tooSmall(screen, code))
    }

    private func fits(_ size: Window) -> Bool { size.columns <= window.columns && size.rows <= window.rows }

    /// The minimum for text next to the code, in a window of this width.
    static func sizeBeside(_ code: QRCode, _ screen: PairScreen, columns: Int) -> Window {
        let least = code.columns + gap + narrowest + 1
        return Window(columns: least, rows: code.rows + linesOf(screen.joinURL, in: max(columns, least)) + 1)
    }

    /// The same for text below it.
    static func sizeBelow(_ code: QRCode, _ screen: PairScreen, columns: Int) -> Window {
        let least = code.columns + 1
        return Window(
            columns: least, rows: code.rows + linesOf(screen.joinURL, in: max(columns, least)) + linesBelow + 1)
    }

    private static func linesOf(_ text: String?, in columns: Int) -> Int {
        guard let text else { return 0 }
        return max(1, (text.columns + columns - 1) / columns)
    }

    private func beside(_ screen: PairScreen, _ code: QRCode) -> Frame {
        let left = code.terminalLines(colour: codeColour)
        let right = wrapped(screen, width: window.columns - code.columns - Self.gap - 1, most: code.rows)
        var frame = Frame()
        for (row, line) in left.enumerated() {
            let text = row < right.count ? String(repeating: " ", count: Self.gap) + right[row] : ""
            frame.lines.append(Frame.Line(text: line + text))
        }
        return finished(frame, screen, spare: [])
    }

    private func below(_ screen: PairScreen, _ code: QRCode) -> Frame {
        var frame = Frame()
        frame.lines = code.terminalLines(colour: codeColour).map { Frame.Line(text: $0) }
        let room = window.rows - code.rows - Self.linesOf(screen.joinURL, in: window.columns) - 1
        return finished(frame, screen, spare: wrapped(screen, width: window.columns - 1, most: room))
    }

    private func text(_ screen: PairScreen) -> Frame {
        var screen = screen
        if Self.linesOf(screen.joinURL, in: window.columns) + 2 > window.rows { screen.joinURL = nil }
        let room =
            window.rows - Self.linesOf(screen.joinURL, in: window.columns) - (hasBox(screen) ? Self.boxRows + 1 : 1)
        let lines = wrapped(screen, width: window.columns - 1, most: max(0, room))
        return finished(Frame(), screen, spare: lines)
    }

    /// The URL, the other addresses if there is space, the text below, and the prompt in the last line.
    private func finished(_ frame: Frame, _ screen: PairScreen, spare: [String]) -> Frame {
        var frame = frame
        if let url = screen.joinURL {
            frame.lines.append(Frame.Line(text: url, brokenOver: Self.linesOf(url, in: window.columns)))
        }
        if let others = screen.others, frame.height + spare.count + 1 < window.rows {
            frame.lines.append(Frame.Line(text: others.fitted(to: window.columns - 1)))
        }
        frame.lines += spare.map { Frame.Line(text: $0) }
        if hasBox(screen) { return boxed(frame, screen) }
        let prompt = (screen.prompt + screen.typed).fitted(to: window.columns - 1)
        frame.cursorRow = frame.height
        frame.cursorColumn = prompt.columns
        frame.lines.append(Frame.Line(text: Style.strong.applied(to: prompt, colour: colour)))
        return frame
    }

    /// Lines of a large prompt.
    private static let boxRows = 3

    private func hasBox(_ screen: PairScreen) -> Bool {
        screen.isPromptLarge && window.rows >= 12 && boxWidth(screen) + 5 <= window.columns
    }

    /// The cells between its sides, but for a space at each.
    private func boxWidth(_ screen: PairScreen) -> Int { screen.prompt.columns + PairDialogue.longestTyped }

    /// A frame around the prompt, so that it is what one sees first.
    private func boxed(_ frame: Frame, _ screen: PairScreen) -> Frame {
        var frame = frame
        let width = boxWidth(screen)
        let rule = String(repeating: "─", count: width + 2)
        let text = Style.strong.applied(to: (screen.prompt + screen.typed).padded(to: width), colour: colour)
        if frame.height > 0 { frame.lines.append(Frame.Line(text: "")) }
        frame.cursorRow = frame.height + 1
        frame.cursorColumn = 2 + screen.prompt.columns + screen.typed.columns
        frame.lines += ["┌\(rule)┐", "│ \(text) │", "└\(rule)┘"].map { Frame.Line(text: $0) }
        return frame
    }

    private func tooSmall(_ screen: PairScreen, _ code: QRCode) -> PairScreen {
        let beside = Self.sizeBeside(code, screen, columns: 0)
        var screen = screen
        let text = """
            This window is too small for the code: it has \(window.columns) x \(window.rows) cells, and the code needs \
            \(beside.columns) x \(beside.rows). Enlarge it, or use a smaller font.
            """
        screen.paragraphs.insert(PairScreen.Paragraph(text: text, style: .alarm), at: 0)
        return screen
    }

    /// Drops what is too long for the window: first the empty lines, then lines from the end.
    private func wrapped(_ screen: PairScreen, width: Int, most: Int) -> [String] {
        let lines = wrapped(screen, width: width, withGaps: true)
        return lines.count <= most ? lines : Array(wrapped(screen, width: width, withGaps: false).prefix(most))
    }

    private func wrapped(_ screen: PairScreen, width: Int, withGaps hasGaps: Bool) -> [String] {
        guard width > 1 else { return [] }
        var lines: [String] = []
        for paragraph in screen.paragraphs {
            if hasGaps, !paragraph.isTight, !lines.isEmpty { lines.append("") }
            lines += paragraph.text.wrapped(at: width).map { paragraph.style.applied(to: $0, colour: colour) }
        }
        return lines
    }
}
