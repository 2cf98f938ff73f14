import HTTPMessage

/// How comments begin and end in a kind of file.
struct CommentMarks: Sendable {
    let start: String
    let end: String
    /// Whether the file is a style sheet, which can be reduced further.
    var areOfStyle: Bool { start == "/*" }
    var areOfScript: Bool { start == "//" }
    var areOfPage: Bool { start == "<!--" }

    static let script = CommentMarks(start: "//", end: "")
    static let style = CommentMarks(start: "/*", end: "*/")
    static let page = CommentMarks(start: "<!--", end: "-->")
}

/// Removes comments on separate lines, indentation and empty lines: they are for readers of the file, not for the
/// phone. So no string in a script may span lines.
func slimmed(_ text: [UInt8], _ marks: CommentMarks) -> [UInt8] {
    let (start, end) = (Array(marks.start.utf8), Array(marks.end.utf8))
    var slim: [UInt8] = []
    slim.reserveCapacity(text.count)
    for line in text.split(separator: UInt8(ascii: "\n")) {
        let line = line.trimmingBlanks
        guard !line.isEmpty, !(line.starts(with: start) && line.suffix(end.count).elementsEqual(end)) else { continue }
        guard marks.areOfStyle, !line.contains(where: { $0 == 0x22 || $0 == 0x27 }) else {
            if marks.areOfScript { appendCode(line, to: &slim) } else { slim += line }
            let isEnded = marks.areOfScript && !needsItsEnd(line) || marks.areOfPage && isBlock(line)
            if !isEnded { slim.append(UInt8(ascii: "\n")) }
            continue
        }
        appendTightly(line, to: &slim)
    }
    return slim
}

/// In a script, no line break is needed after one of these marks, unless it is a comment.
private func needsItsEnd(_ line: ArraySlice<UInt8>) -> Bool {
    guard let last = line.last, [",", ";", "{"].contains(Character(UnicodeScalar(last))) else { return true }
    return line.indices.dropLast().contains { line[$0] == UInt8(ascii: "/") && line[$0 + 1] == UInt8(ascii: "/") }
}

/// Whether a line of a page ends with a tag around which a browser shows no space, so that none is needed.
private func isBlock(_ line: ArraySlice<UInt8>) -> Bool {
    guard line.last == UInt8(ascii: ">"), let start = line.lastIndex(of: UInt8(ascii: "<")) else { return false }
    let name = line[(start + 1)...].drop { $0 == UInt8(ascii: "/") }.prefix {
        $0 != 0x20 && $0 != UInt8(ascii: ">")
    }
    return ["p", "li", "ul", "h1", "h2", "h3", "div", "section", "article", "header", "main", "link", "meta", "title"]
        .contains(String(decoding: name, as: UTF8.self))
}

/// Removes spaces next to a mark in a line of a script, except between single quotes. A line that may hold a regular
/// expression, a comment, a template or another string stays unchanged. `<`, `>` and `-` are not marks: without spaces,
/// two of them can mean something else. `+` is one unless it is next to another, and `>` is one at the end of an arrow.
private func appendCode(_ line: ArraySlice<UInt8>, to slim: inout [UInt8]) {
    guard !hasMoreThanCode(line) else {
        slim += line
        return
    }
    let marks = Array(",;:=(){}[]?&|".utf8)
    let plus = UInt8(ascii: "+")
    var isQuoted = false
    for index in line.indices {
        if line[index] == UInt8(ascii: "'") { isQuoted.toggle() }
        guard line[index] == 0x20, !isQuoted else {
            slim.append(line[index])
            continue
        }
        // A line neither begins nor ends with a space.
        let (before, after) = (line[index - 1], line[index + 1])
        let isNextToMark = marks.contains(before) || marks.contains(after)
        let isNextToPlus = (before == plus) != (after == plus)
        if !isNextToMark, !isNextToPlus, !line[..<index].hasSuffix("=>") { slim.append(0x20) }
    }
}

/// Whether there is more than code and strings in single quotes.
private func hasMoreThanCode(_ line: ArraySlice<UInt8>) -> Bool {
    let more = [UInt8(ascii: "\""), UInt8(ascii: "`"), UInt8(ascii: "\\")]
    var isQuoted = false
    return line.contains { byte in
        if byte == UInt8(ascii: "'") { isQuoted.toggle() }
        return more.contains(byte) || byte == UInt8(ascii: "/") && !isQuoted
    }
}

extension ArraySlice<UInt8> {
    fileprivate func hasSuffix(_ text: StaticString) -> Bool {
        suffix(text.utf8CodeUnitCount).elementsEqual(text.description.utf8)
    }
}

/// A line of a style sheet without strings: no space is needed after these marks, and no line break.
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
