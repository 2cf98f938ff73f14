import HTTPMessage
import HTTPServer

// Values of header fields that a client chooses: entity tags, the last event, a WebSocket's handshake; and field lines
// themselves. Choice: which of them.

func fuzz(_ input: Input) {
    switch input.choice & 3 {
    case 0: checkTags(input)
    case 1: checkLastEvent(input)
    case 2: checkLine(input.bytes)
    default: checkHandshake(input)
    }
}

/// The first line is the tag itself, the others are what a client has.
private func checkTags(_ input: Input) {
    let lines = input.parts("\n").map { String(decoding: $0, as: UTF8.self) }
    guard let first = lines.first, let tag = EntityTag(first) else { return }
    let values = Array(lines.dropFirst())
    let own = tag.description
    for spelling in [own, "W/\(own)", " ,, \(own)\t,", "\"other\", \(own)"] {
        precondition(tag.isNamed(in: [spelling]), "a tag does not know itself")
    }
    precondition(tag.isNamed(in: ["*"]) && !tag.isNamed(in: []), "any, and none")
    // A list that goes along with the tag itself is well-formed.
    let isWellFormed = values.allSatisfy { tag.isNamed(in: [$0, own]) }
    let isNamed = tag.isNamed(in: values)
    let plain = values.map { plainTags($0) }
    let isAmong = plain.allSatisfy { $0 != nil } && plain.contains { $0?.contains(Array(own.utf8)) == true }
    precondition(isNamed == (isAmong || values == ["*"]), "the list says something else")
    precondition(isWellFormed || !isNamed || values == ["*"], "a broken list names something")
    guard isWellFormed else { return }
    precondition(isNamed == values.contains { tag.isNamed(in: [$0]) }, "values are not looked at one by one")
    precondition(isNamed == tag.isNamed(in: values.reversed()), "their order matters")
    precondition(isNamed == tag.isNamed(in: [values.joined(separator: ",")]), "in one field it is another list")
    let answer = Response(.ok).conditional(tag, answering: .get, ifNoneMatch: values)
    precondition((answer.status == .notModified) == isNamed && answer.fields["ETag"] == own, "the answer is another")
}

/// RFC 9110, 5.6.1 and 8.8.3, again: cut at the quotes, every other part is a tag, and between two there is a comma.
private func plainTags(_ value: String) -> [[UInt8]]? {
    let parts = value.utf8.split(separator: UInt8(ascii: "\""), omittingEmptySubsequences: false)
    guard parts.count % 2 == 1 else { return nil }
    for (index, part) in parts.enumerated() where index % 2 == 0 {
        let isLast = index == parts.count - 1
        let between = !isLast && part.suffix(2).elementsEqual("W/".utf8) ? part.dropLast(2) : part
        guard between.allSatisfy({ " \t,".utf8.contains($0) }) else { return nil }
        guard index == 0 || isLast || between.contains(UInt8(ascii: ",")) else { return nil }
    }
    let tags = parts.enumerated().filter { $0.offset % 2 == 1 }.map { Array($0.element) }
    guard tags.allSatisfy({ $0.allSatisfy { $0 > 0x20 && $0 != 0x7F } }) else { return nil }
    return tags.map { [UInt8(ascii: "\"")] + $0 + [UInt8(ascii: "\"")] }
}

private func checkLastEvent(_ input: Input) {
    guard let text = input.text else { return }
    let isNumber = (1...19).contains(text.utf8.count) && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    let expected: LastEventID =
        text.isEmpty ? .none : isNumber ? Int64(text).map { .event($0) } ?? .malformed : .malformed
    precondition(LastEventID(text) == expected, "another event")
    guard case .event(let number) = expected else { return }
    precondition(number >= 0 && LastEventID(String(number)) == expected, "written again, it is another event")
}

/// A field that was read says the same when it is written.
private func checkLine(_ bytes: [UInt8]) {
    guard let field = HeaderField(line: bytes) else { return }
    precondition(HeaderField(name: field.name, value: field.value) == field, "a field that is none")
    precondition(HeaderField(line: Array("\(field.name):\(field.value) \t".utf8)) == field, "blanks matter")
    precondition(!(field.name + field.value).utf8.contains { $0 < 0x20 && $0 != 9 || $0 == 0x7F }, "a control")
    precondition(field.value.utf8.first != 0x20 && field.value.utf8.last != 0x20, "a blank beside the value")
}

private func isBase64(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"): true
    default: false
    }
}

extension Substring {
    fileprivate var trimmed: Substring {
        let end = lastIndex { $0 != " " && $0 != "\t" }
        return end.map { self[...$0].drop { $0 == " " || $0 == "\t" } } ?? ""
    }
}

/// The lines are the fields of a request.
private func checkHandshake(_ input: Input) {
    var fields: HeaderFields = [:]
    for line in input.parts("\n") { if let field = HeaderField(line: line) { fields.append(field) } }
    let request = Request(.get, "/", fields: fields)
    let sha1 = { (bytes: [UInt8]) in Array(bytes.prefix(20)) }
    let outcome = WebSocketHandshake(request, isCurrentVersion: true, subprotocols: ["kith", "other"], sha1: sha1)
    let closed = WebSocketHandshake(request, isCurrentVersion: false, subprotocols: ["kith", "other"], sha1: sha1)
    if case .accepted = closed { preconditionFailure("HTTP/1.0 got a WebSocket") }
    guard case .accepted(let answer, let subprotocol) = outcome else { return }
    precondition(WebSocketHandshake.isAsked(by: request), "nobody asked for it")
    precondition(fields.values(of: "Sec-WebSocket-Version") == ["13"], "another version")
    let keys = fields.values(of: "Sec-WebSocket-Key")
    precondition(keys.count == 1 && keys[0].utf8.count == 24 && keys[0].hasSuffix("=="), "not one key")
    precondition(keys[0].utf8.dropLast(2).allSatisfy(isBase64), "a key of other characters")
    let options = fields.values(of: "Connection").joined(separator: ",").lowercased().split(separator: ",")
    precondition(options.contains { $0.trimmed == "upgrade" }, "the connection is not to be upgraded")
    precondition(answer.values(of: "Sec-WebSocket-Accept").first?.utf8.count == 28, "no answer to the key")
    precondition(answer.values(of: "Sec-WebSocket-Protocol") == (subprotocol.map { [$0] } ?? []), "another protocol")
    precondition(subprotocol.map { ["kith", "other"].contains($0) } ?? true, "a protocol that is not spoken")
}
