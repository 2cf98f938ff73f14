import HTTPMessage

/// How comments begin and end in a kind of file.
struct CommentMarks: Sendable {
    let start: String
    let end: String
    /// What has them is a style, which can be made tighter still.
    var areOfStyle: Bool { start == "/*" }
    var areOfScript: Bool { start == "//" }

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
        guard marks.areOfStyle, !line.contains(where: { $0 == 0x22 || $0 == 0x27 }) else {
            if marks.areOfScript { appendCode(line, to: &slim) } else { slim += line }
            if !marks.areOfScript || needsItsEnd(line) { slim.append(UInt8(ascii: "\n")) }
            continue
        }
        appendTightly(line, to: &slim)
    }
    return slim
}

/// In a script, nothing needs to end behind one of these marks, but for a comment.
private func needsItsEnd(_ line: ArraySlice<UInt8>) -> Bool {
    guard let last = line.last, [",", ";", "{"].contains(Character(UnicodeScalar(last))) else { return true }
    return line.indices.dropLast().contains { line[$0] == UInt8(ascii: "/") && line[$0 + 1] == UInt8(ascii: "/") }
}

/// Leaves out the spaces of a line of a script that are next to a mark, but for those between single quotes. A line that may hold
/// a regular expression, a comment, a template or another string stays as it is. `<`, `>`, `+` and `-` are no such marks: without
/// spaces, two of them can mean something else.
private func appendCode(_ line: ArraySlice<UInt8>, to slim: inout [UInt8]) {
    let hasMore = line.contains {
        [UInt8(ascii: "/"), UInt8(ascii: "\""), UInt8(ascii: "`"), UInt8(ascii: "\\")].contains($0)
    }
    guard !hasMore else {
        slim += line
        return
    }
    let marks = Array(",;:=(){}?&|".utf8)
    var isQuoted = false
    for index in line.indices {
        if line[index] == UInt8(ascii: "'") { isQuoted.toggle() }
        // A line neither begins nor ends with a space.
        let isNextToMark = line[index] == 0x20 && (marks.contains(line[index - 1]) || marks.contains(line[index + 1]))
        if isQuoted || !isNextToMark { slim.append(line[index]) }
    }
}

/// A line of a style without a string in it, where no space stands behind these marks and no line needs to end there.
private func appendTightly(_ line: ArraySlice<UInt8>, to slim: inout [UInt8]) {
    for index in line.indices {
        let isBehindMark =
            index > line.startIndex && [":", ",", ";"].contains(Character(UnicodeScalar(line[index - 1])))
        let isBeforeBrace = index + 1 < line.endIndex && line[index + 1] == UInt8(ascii: "{")
        if line[index] != 0x20 || !isBehindMark && !isBeforeBrace { slim.append(line[index]) }
    }
    if let last = line.last, ![",", ";", "{", "}"].contains(Character(UnicodeScalar(last))) {
        slim.append(UInt8(ascii: "\n"))
    }
}
