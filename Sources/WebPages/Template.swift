/// A text with places, `{{name}}`, for values. There is no logic.
///
/// Read byte by byte, because all pages are made while the node starts.
struct Template: Sendable {
    enum Kind: Sendable {
        /// Values are inserted unchanged.
        case text
        /// Values are escaped, and places are allowed only where an escaped value is always text: between tags, or in a
        /// quoted attribute that the browser does not run.
        case html
    }

    private enum Part: Sendable {
        case literal(ArraySlice<UInt8>)
        case place(name: String, line: Int)
    }

    private let file: String
    private let kind: Kind
    private var parts: [Part] = []

    init(_ text: [UInt8], file: String, kind: Kind) throws(TemplateError) {
        self.file = file
        self.kind = kind
        var position = HTMLPosition()
        var line = 1
        var start = text.startIndex
        var index = start
        while index < text.endIndex {
            guard text[index...].isPair(of: UInt8(ascii: "{")) else {
                if text[index] == UInt8(ascii: "\n") { line += 1 }
                if kind == .html { position.pass(text[index]) }
                index += 1
                continue
            }
            parts.append(.literal(text[start..<index]))
            let name = try Self.name(text[(index + 2)...], file: file, line: line)
            if kind == .html, let reason = position.reasonAgainstValue {
                throw TemplateError(file, line: line, "{{\(name)}} is \(reason), where no value is safe")
            }
            parts.append(.place(name: name, line: line))
            index += name.utf8.count + 4
            start = index
        }
        parts.append(.literal(text[start...]))
    }

    private static func name(_ rest: ArraySlice<UInt8>, file: String, line: Int) throws(TemplateError) -> String {
        let name = rest.prefix(while: isNameCharacter)
        if rest[name.endIndex...].isPair(of: UInt8(ascii: "}")), !name.isEmpty {
            return String(decoding: name, as: UTF8.self)
        }
        let isClosed = rest.indices.contains { rest[$0...].isPair(of: UInt8(ascii: "}")) }
        throw TemplateError(
            file, line: line, isClosed ? "the text between '{{' and '}}' is not a name" : "'{{' without '}}'")
    }

    /// The text with all values. A missing value is an error: `missing` says what it is missing from.
    func filled(with value: (_ name: String) -> String?, missing: String) throws(TemplateError) -> [UInt8] {
        var text: [UInt8] = []
        for part in parts {
            switch part {
            case .literal(let literal): text += literal
            case .place(let name, let line):
                guard let value = value(name) else {
                    throw TemplateError(file, line: line, "{{\(name)}} is not in \(missing)")
                }
                switch kind {
                case .text: text += value.utf8
                case .html: appendEscaped(value, to: &text)
                }
            }
        }
        return text
    }
}

private func isNameCharacter(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."): true
    default: false
    }
}

/// Escapes every character that has a meaning in HTML, in text or between quotes.
private func appendEscaped(_ value: String, to text: inout [UInt8]) {
    for byte in value.utf8 {
        switch byte {
        case UInt8(ascii: "&"): text += "&amp;".utf8
        case UInt8(ascii: "<"): text += "&lt;".utf8
        case UInt8(ascii: ">"): text += "&gt;".utf8
        case UInt8(ascii: "\""): text += "&quot;".utf8
        case UInt8(ascii: "'"): text += "&#39;".utf8
        default: text.append(byte)
        }
    }
}

extension ArraySlice<UInt8> {
    fileprivate func isPair(of byte: UInt8) -> Bool { first == byte && dropFirst().first == byte }
}
