@testable import JSON

// JSON: read, written, read again; and the limits.
// Choice: bit 0, narrow limits.

func fuzz(_ input: Input) {
    let limits = input.chose(0) ? JSONLimits(bytes: 40, depth: 3, values: 5) : .standard
    let outcome = read(input.bytes, limits)
    checkPlaces(outcome, input.bytes, limits)
    guard case .success(let value) = outcome else { return }
    let cost = Cost(of: value)
    precondition(input.bytes.count <= limits.bytes, "the text is over its limit")
    precondition(cost.depth <= limits.depth && cost.values <= limits.values, "the value is over its limit")
    checkPairs(input.bytes)
    checkGrammar(input.bytes)
    checkKeys(value)
    checkWritten(value)
    checkSurroundings(value, input)
}

private func read(_ bytes: [UInt8], _ limits: JSONLimits) -> Result<JSONValue, JSONError> {
    let outcome = Result { () throws(JSONError) in try JSONValue(parsing: bytes, limits: limits) }
    let again = Result { () throws(JSONError) in try JSONValue(parsing: bytes.span, limits: limits) }
    precondition(outcome == again, "a span is read otherwise than an array")
    return outcome
}

private func checkPlaces(_ outcome: Result<JSONValue, JSONError>, _ bytes: [UInt8], _ limits: JSONLimits) {
    guard case .failure(let error) = outcome else { return }
    precondition((0...bytes.count).contains(error.offset), "an error beside the text")
    precondition((error.reason == .tooLong) == (bytes.count > limits.bytes), "too long, or not")
    let isText = String(validating: bytes, as: UTF8.self) != nil
    precondition(error.reason == .tooLong || (error.reason == .notUTF8) == !isText, "no UTF-8, or not")
    // An error at a place is one whatever follows it. Only what is missing may still arrive.
    guard error.reason != .unexpectedEnd, error.reason != .tooLong, error.reason != .notUTF8 else { return }
    var roomy = limits
    roomy.bytes += 1
    guard case .failure(let again) = read(bytes + [0x20], roomy), again.reason == error.reason else {
        preconditionFailure("a blank behind it changes the error")
    }
}

/// How much of the limits a value takes.
private struct Cost {
    var depth = 0
    var values = 0

    init(of value: JSONValue) {
        let children = value.array ?? value.object?.members.map(\.value)
        guard let children else { return }
        let costs = children.map { Cost(of: $0) }
        depth = 1 + (costs.map(\.depth).max() ?? 0)
        values = children.count + costs.reduce(0) { $0 + $1.values }
    }
}

/// In an accepted text, no half of a surrogate pair is by itself.
private func checkPairs(_ bytes: [UInt8]) {
    // A backslash that is escaped itself begins nothing.
    let text = bytes.replacing(Array("\\\\".utf8), with: [0, 0])
    var (isFirst, end) = (false, 0)
    for escape in text.ranges(of: Array("\\u".utf8)) {
        let digits = String(decoding: text[escape.upperBound...].prefix(4), as: UTF8.self)
        guard let unit = UInt16(digits, radix: 16) else { preconditionFailure("an escape that is none was taken") }
        precondition(UTF16.isTrailSurrogate(unit) == isFirst && (!isFirst || end == escape.lowerBound), "half a pair")
        (isFirst, end) = (UTF16.isLeadSurrogate(unit), escape.upperBound + 4)
    }
    precondition(!isFirst, "the first half of a pair")
}

/// In what was taken, no string holds a control, and every number has the form that RFC 8259 gives it.
private func checkGrammar(_ bytes: [UInt8]) {
    var (isInside, isEscaped, number) = (false, false, [UInt8]())
    for byte in bytes + [0x20] {
        if isInside {
            precondition(byte >= 0x20, "a control in a string")
            isInside = isEscaped || byte != UInt8(ascii: "\"")
            isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
        } else if "+-.0123456789eE".utf8.contains(byte), !number.isEmpty || byte < 0x40 {
            number.append(byte)
        } else {
            precondition(number.isEmpty || isNumber(number[...]), "a number that is none")
            (number, isInside) = ([], byte == UInt8(ascii: "\""))
        }
    }
}

private func isNumber(_ bytes: ArraySlice<UInt8>) -> Bool {
    func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
    var rest = bytes.first == UInt8(ascii: "-") ? bytes.dropFirst() : bytes
    let whole = rest.prefix(while: isDigit)
    rest = rest.dropFirst(whole.count)
    guard !whole.isEmpty, whole.count == 1 || whole.first != 0x30 else { return false }
    if rest.first == UInt8(ascii: ".") {
        let fraction = rest.dropFirst().prefix(while: isDigit)
        guard !fraction.isEmpty else { return false }
        rest = rest.dropFirst(fraction.count + 1)
    }
    guard let mark = rest.popFirst() else { return true }
    guard mark | 0x20 == UInt8(ascii: "e") else { return false }
    if let sign = rest.first, "+-".utf8.contains(sign) { rest = rest.dropFirst() }
    return !rest.isEmpty && rest.allSatisfy(isDigit)
}

/// No object has two members of one name, by its bytes.
private func checkKeys(_ value: JSONValue) {
    let keys = value.object?.members.map { Array($0.key.utf8) } ?? []
    precondition(Set(keys).count == keys.count, "a key occurs twice")
    for child in value.array ?? value.object?.members.map(\.value) ?? [] { checkKeys(child) }
}

/// Safe in a page, and read again it is the same: by its bytes, since texts are equal in several spellings.
private func checkWritten(_ value: JSONValue) {
    var written: [UInt8] = []
    value.write(into: &written)
    precondition(written == Array(value.text.utf8), "written as a text it is another")
    for scalar in value.text.unicodeScalars {
        precondition(scalar.value >= 0x20 && !"<>&\u{2028}\u{2029}".unicodeScalars.contains(scalar), "not safe")
    }
    guard case .success(let again) = read(written, JSONLimits(bytes: 100_000, depth: 16, values: 4_096)) else {
        preconditionFailure("what was written cannot be read")
    }
    precondition(again == value && again.text.utf8.elementsEqual(value.text.utf8), "read again it is another")
}

/// Blanks around it do not matter, anything else does, and a container that is not whole is none.
private func checkSurroundings(_ value: JSONValue, _ input: Input) {
    var roomy = JSONLimits.standard
    roomy.bytes += 8
    let bytes = input.bytes
    precondition(read([0x20, 0x0A] + bytes + [0x0D, 0x09], roomy) == .success(value), "blanks matter")
    guard case .failure = read(bytes + Array(",".utf8), roomy) else {
        preconditionFailure("what follows does not matter")
    }
    guard value.array != nil || value.object != nil || value.string != nil,
        let end = bytes.lastIndex(where: { $0 > 0x20 })
    else { return }
    guard case .failure(let error) = read(Array(bytes[..<end]), roomy) else { preconditionFailure("half is enough") }
    precondition(error.reason == .unexpectedEnd, "half of it is wrong, not short")
}
