/// How comments begin and end in a kind of file.
struct CommentMarks: Sendable {
    let start: String
    let end: String

    static let script = CommentMarks(start: "//", end: "")
    static let style = CommentMarks(start: "/*", end: "*/")
    static let page = CommentMarks(start: "<!--", end: "-->")
}

/// Comments on lines of their own, indentation and empty lines are for those who read the file, not for the phone. So
/// no string in a script may span lines.
func slimmed(_ text: [UInt8], _ marks: CommentMarks) -> [UInt8] {
    let (start, end) = (Array(marks.start.utf8), Array(marks.end.utf8))
    var slim: [UInt8] = []
    slim.reserveCapacity(text.count)
    for line in text.split(separator: UInt8(ascii: "\n")) {
        let line = line.trimmingBlanks
        guard !line.isEmpty, !(line.starts(with: start) && line.suffix(end.count).elementsEqual(end)) else { continue }
        slim += line
        slim.append(UInt8(ascii: "\n"))
    }
    return slim
}

extension BidirectionalCollection where Element == UInt8 {
    /// Without spaces and tabs around it.
    var trimmingBlanks: SubSequence {
        let start = drop { $0 == 0x20 || $0 == 0x09 }
        guard let end = start.lastIndex(where: { $0 != 0x20 && $0 != 0x09 }) else { return start.prefix(0) }
        return start[...end]
    }
}
