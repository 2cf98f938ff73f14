@testable import HTTPMessage
@testable import HTTPServer

// Targets, escapes, forms and authorities: what is read is written and read again, and those who check by bytes agree
// with those who check texts.

func fuzz(_ input: Input) {
    checkBytes(input.bytes)
    guard let text = input.text else { return }
    checkEscapes(text)
    checkTarget(text)
    checkForm(text)
    checkAuthority(text)
}

/// Any bytes, escaped one by one: they decode exactly where they are text without NUL.
private func checkBytes(_ bytes: [UInt8]) {
    let escaped = bytes.map { "%" + ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    let expected = bytes.contains(0) ? nil : String(validating: bytes, as: UTF8.self)
    precondition(same(PercentEncoding.decode(escaped), expected), "escapes do not stand for their bytes")
}

/// By bytes: to a string, other spellings of a character are equal.
private func same(_ left: String?, _ right: String?) -> Bool {
    guard let left, let right else { return left == nil && right == nil }
    return left.utf8.elementsEqual(right.utf8)
}

private func checkEscapes(_ text: String) {
    let encoded = PercentEncoding.encode(text)
    precondition(encoded.utf8.allSatisfy { $0.isLetter || $0.isDigit || "-._~%".utf8.contains($0) }, "not escaped")
    precondition(same(PercentEncoding.decode(encoded), text.utf8.contains(0) ? nil : text), "escaped, it is another")
    guard let decoded = PercentEncoding.decode(text) else { return }
    precondition(!decoded.utf8.contains(0) && decoded.utf8.count <= text.utf8.count, "more than was there")
    precondition(text.utf8.contains(UInt8(ascii: "%")) || same(decoded, text), "what is not escaped was changed")
    precondition(same(PercentEncoding.decode(PercentEncoding.encode(decoded)), decoded), "decoded, it is another")
}

private func checkTarget(_ text: String) {
    guard let target = Target(text) else { return }
    let isSame = target == Target(checked: text.utf8.span) && same(target.description, text)
    precondition(isSame, "a target is not its text")
    precondition(text.utf8.allSatisfy { $0.isVisible && $0 != Octet.hash }, "a target is not of visible characters")
    guard let segments = target.segments else { return }
    let raw = "/" + segments.map { PercentEncoding.encode($0) }.joined(separator: "/")
    let again = Target(raw)?.segments
    precondition(again?.count == segments.count && zip(again ?? [], segments).allSatisfy { same($0, $1) }, "segments")
    precondition(Target(raw + "?" + text)?.rawPath == raw, "a query has a part in the path")
}

private func checkForm(_ text: String) {
    guard let form = FormFields(text) else { return }
    let encoded = form.all.map { "\(PercentEncoding.encode($0.name))=\(PercentEncoding.encode($0.value))" }
    let again = FormFields(encoded.joined(separator: "&"))
    precondition(again?.all.count == form.all.count, "a form has other fields")
    for (left, right) in zip(again?.all ?? [], form.all) {
        precondition(same(left.name, right.name) && same(left.value, right.value), "a field is another")
    }
    for field in form.all {
        let first = form.all.first { same($0.name, field.name) }
        precondition(same(form[field.name], first?.value), "another field of nearly the same name")
    }
}

private func checkAuthority(_ text: String) {
    let bytes = Array(text.utf8)
    let isOne = bytes.span.hasAuthority(at: Extent(0, bytes.count))
    guard let authority = Authority(text) else { return precondition(!isOne, "an authority by its bytes alone") }
    precondition(isOne, "an authority by its text alone")
    let host = authority.host.contains(":") ? "[\(authority.host)]" : authority.host
    let written = host + (authority.port.map { ":\($0)" } ?? "")
    precondition(Authority(written) == authority, "written again, the authority is another")
    precondition(Authority(text.uppercased()) == authority, "capitals matter")
    precondition(authority.host.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }, "a host that is not visible")
}
