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
    var before: ArraySlice<UInt8> = []
    for line in text.split(separator: UInt8(ascii: "\n")) {
        let line = line.trimmingBlanks
        guard !line.isEmpty, !(line.starts(with: start) && line.suffix(end.count).elementsEqual(end)) else { continue }
        if marks.areOfPage {
            endParagraph(at: line, after: before, of: &slim)
        } else {
            endBlock(at: line, after: before, of: &slim)
        }
        before = line
        guard marks.areOfStyle, !line.contains(where: { $0 == 0x22 || $0 == 0x27 }) else {
            if marks.areOfScript { appendCode(line, to: &slim) } else { appendMarkup(line, to: &slim) }
            let isEnded = marks.areOfScript && !needsItsEnd(line) || marks.areOfPage && isBlock(line)
            if !isEnded { slim.append(UInt8(ascii: "\n")) }
            continue
        }
        appendTightly(line, to: &slim)
    }
    return slim
}

/// Before the end of a block, neither a line break nor a semicolon or comma is needed. So no empty statement may be the
/// last of a block.
private func endBlock(at line: ArraySlice<UInt8>, after before: ArraySlice<UInt8>, of slim: inout [UInt8]) {
    guard line.first == UInt8(ascii: "}"), !before.holdsPair(of: UInt8(ascii: "/")) else { return }
    if slim.last == UInt8(ascii: "\n") { slim.removeLast() }
    if slim.last == UInt8(ascii: ";") || slim.last == UInt8(ascii: ",") { slim.removeLast() }
}

/// HTML lets a paragraph end where another block begins, or where the block around it ends. The element of the PIN stays
/// complete, for programs that search for it.
private func endParagraph(at line: ArraySlice<UInt8>, after before: ArraySlice<UInt8>, of slim: inout [UInt8]) {
    let end = Array("</p>".utf8)
    guard slim.suffix(end.count).elementsEqual(end) else { return }
    guard !String(decoding: before, as: UTF8.self).contains("id=\"pin\"") else { return }
    let marks = ["<p>", "<p ", "<h1", "<h2", "<ul", "<div", "<section", "</section", "</div", "</article", "</header"]
    if marks.contains(where: { line.starts(with: $0.utf8) }) { slim.removeLast(end.count) }
}

/// A class or an id of one plain word needs no quotes. That of the PIN keeps them, as documented.
private func appendMarkup(_ line: ArraySlice<UInt8>, to slim: inout [UInt8]) {
    var rest = line
    while let first = rest.first {
        let name = [" class=\"", " id=\""].first { rest.starts(with: $0.utf8) }
        let value = name.map { rest.dropFirst($0.utf8.count).prefix { $0 != UInt8(ascii: "\"") } }
        guard let name, let value, let end = rest[value.endIndex...].dropFirst().first,
            end == 0x20 || end == UInt8(ascii: ">"), isWord(value), !value.elementsEqual("pin".utf8)
        else {
            slim.append(first)
            rest = rest.dropFirst()
            continue
        }
        slim += name.utf8.dropLast()
        slim += value
        rest = rest[value.endIndex...].dropFirst()
    }
}

private func isWord(_ value: ArraySlice<UInt8>) -> Bool {
    let letters = UInt8(ascii: "a")...UInt8(ascii: "z")
    return !value.isEmpty && value.allSatisfy { letters.contains($0) || $0 == UInt8(ascii: "-") }
}

/// In a script, no line break is needed after one of these marks, unless it is a comment.
private func needsItsEnd(_ line: ArraySlice<UInt8>) -> Bool {
    guard let last = line.last, [",", ";", "{"].contains(Character(UnicodeScalar(last))) else { return true }
    return line.holdsPair(of: UInt8(ascii: "/"))
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

/// Removes spaces next to a mark in a line of a script, except in strings. A line that may hold a regular expression or a
/// comment stays unchanged. `<`, `>` and `-` are not marks: without spaces, two of them can mean something else. `+` is
/// one unless it is next to another, and `>` is one at the end of an arrow.
private func appendCode(_ line: ArraySlice<UInt8>, to slim: inout [UInt8]) {
    guard !hasMoreThanCode(line) else {
        slim += line
        return
    }
    let marks = Array(",;:=(){}[]?&|".utf8)
    let plus = UInt8(ascii: "+")
    var quote: UInt8?
    for index in line.indices {
        quote = quoted(by: quote, after: line[index])
        guard line[index] == 0x20, quote == nil else {
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

/// The mark that ends the string after this byte, or nil outside strings.
private func quoted(by quote: UInt8?, after byte: UInt8) -> UInt8? {
    if let quote { return byte == quote ? nil : quote }
    return [UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "`")].contains(byte) ? byte : nil
}

/// Whether there is more than code and strings without escapes.
private func hasMoreThanCode(_ line: ArraySlice<UInt8>) -> Bool {
    var quote: UInt8?
    return line.contains { byte in
        quote = quoted(by: quote, after: byte)
        return byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "/") && quote == nil
    }
}

extension ArraySlice<UInt8> {
    fileprivate func holdsPair(of byte: UInt8) -> Bool {
        indices.dropLast().contains { self[$0] == byte && self[$0 + 1] == byte }
    }

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
