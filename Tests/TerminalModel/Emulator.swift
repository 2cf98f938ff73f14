public import Console

/// A terminal as a model: it knows what ``Frame`` sends, and traps on all else.
public struct Emulator {
    let window: Window
    private(set) var cells: [[Character]]
    public private(set) var row = 0
    public private(set) var column = 0
    /// In wrapping mode, a full line wraps with the next character and not before.
    private var wraps = false
    private var isPending = false

    public init(_ window: Window) {
        self.window = window
        cells = Array(repeating: Array(repeating: "?", count: window.columns), count: window.rows)
    }

    public var text: [String] { cells.map { String($0) } }

    public mutating func feed(_ text: String) {
        var rest = text[...]
        while let first = rest.popFirst() {
            guard first == "\u{1B}" else {
                put(first)
                continue
            }
            precondition(rest.popFirst() == "[", "every sequence here is one of CSI")
            let parameters = String(rest.prefix { !$0.isLetter })
            rest = rest.dropFirst(parameters.count)
            guard let final = rest.popFirst() else { preconditionFailure("a sequence without an end") }
            perform(final, parameters)
        }
    }

    private mutating func perform(_ final: Character, _ parameters: String) {
        switch (final, parameters) {
        case ("H", _):
            let place = parameters.split(separator: ";").compactMap { Int($0) }
            (row, column) = (min(place[0], window.rows) - 1, min(place[1], window.columns) - 1)
            isPending = false
        case ("K", ""): for index in column..<window.columns { cells[row][index] = " " }
        case ("J", "2"): cells = cells.map { $0.map { _ in " " } }
        case ("h", "?7"): wraps = true
        case ("l", "?7"):
            wraps = false
            isPending = false
        case ("m", _): break
        default: preconditionFailure("a sequence that no frame sends: \(parameters)\(final)")
        }
    }

    private mutating func put(_ character: Character) {
        if isPending {
            (row, column, isPending) = (min(row + 1, window.rows - 1), 0, false)
        }
        cells[row][column] = character
        if column + 1 < window.columns { column += 1 } else { isPending = wraps }
    }
}
