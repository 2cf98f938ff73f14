/// The position in a page while it is read from its beginning. It knows as much HTML grammar as is needed to decide
/// whether a value may be inserted. It rejects HTML that the skeleton of a page does not need.
struct HTMLPosition {
    private enum State {
        case text
        /// After `<`.
        case tagName
        /// Between attributes: a `=` would still belong to the last one.
        case insideTag
        case attributeName
        /// After `=`.
        case attributeValue
        case quoted(by: UInt8)
        case unquoted
        /// `<!…>`
        case declaration
        /// The content of a script or style, with the part of its end tag that was read.
        case raw(matched: Int)
    }

    private var state = State.text
    /// The last tag or declaration, as far as it was read, in lower case.
    private var tag: [UInt8] = []
    /// The attribute, in the same form.
    private var attribute: [UInt8] = []

    /// Nil if a value may be inserted.
    var reasonAgainstValue: String? {
        switch state {
        case .text: nil
        case .quoted: isRun ? "in '\(String(decoding: attribute, as: UTF8.self))', which the browser runs" : nil
        case .tagName, .insideTag, .attributeName: "inside a tag"
        case .attributeValue, .unquoted: "in an attribute without quotes"
        case .declaration: "in a comment or declaration"
        case .raw: "in a \(String(decoding: tag, as: UTF8.self))"
        }
    }

    private var isRun: Bool {
        attribute.starts(with: "on".utf8) || attribute.elementsEqual("style".utf8)
            || attribute.elementsEqual("srcdoc".utf8)
    }

    mutating func pass(_ byte: UInt8) {
        switch state {
        case .text:
            guard byte == UInt8(ascii: "<") else { return }
            tag.removeAll()
            state = .tagName
        case .tagName: passTagName(byte)
        case .insideTag: passInsideTag(byte)
        case .attributeName: passAttributeName(byte)
        case .attributeValue: passValueStart(byte)
        case .quoted(let quote): if byte == quote { endAttribute() }
        case .unquoted:
            if isSpace(byte) { endAttribute() } else if byte == UInt8(ascii: ">") { endTag() }
        case .declaration: passDeclaration(byte)
        case .raw(let matched): passRaw(matched, byte)
        }
    }

    private mutating func passTagName(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "!") where tag.isEmpty: state = .declaration
        case UInt8(ascii: ">"): endTag()
        // `< ` opens nothing.
        case _ where isSpace(byte): if tag.isEmpty { state = .text } else { endAttribute() }
        default: tag.append(small(byte))
        }
    }

    private mutating func passInsideTag(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: ">"): endTag()
        case UInt8(ascii: "=") where !attribute.isEmpty: state = .attributeValue
        case UInt8(ascii: "/"): break
        case _ where isSpace(byte): break
        default:
            attribute = [small(byte)]
            state = .attributeName
        }
    }

    private mutating func passAttributeName(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "="): state = .attributeValue
        case UInt8(ascii: ">"): endTag()
        case _ where isSpace(byte): state = .insideTag
        default: attribute.append(small(byte))
        }
    }

    private mutating func passValueStart(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "'"): state = .quoted(by: byte)
        case UInt8(ascii: ">"): endTag()
        case _ where isSpace(byte): break
        default: state = .unquoted
        }
    }

    private mutating func passDeclaration(_ byte: UInt8) {
        let isComment = tag.starts(with: "--".utf8)
        if byte == UInt8(ascii: ">"), !isComment || tag.count >= 4 && tag.suffix(2).elementsEqual("--".utf8) {
            state = .text
        } else {
            tag.append(byte)
        }
    }

    private mutating func passRaw(_ matched: Int, _ byte: UInt8) {
        let end = "</".utf8 + tag + ">".utf8
        if small(byte) == end[matched] {
            state = matched + 1 == end.count ? .text : .raw(matched: matched + 1)
        } else {
            state = .raw(matched: byte == UInt8(ascii: "<") ? 1 : 0)
        }
    }

    private mutating func endAttribute() {
        attribute.removeAll()
        state = .insideTag
    }

    private mutating func endTag() {
        attribute.removeAll()
        let isRaw = tag.elementsEqual("script".utf8) || tag.elementsEqual("style".utf8)
        state = isRaw ? .raw(matched: 0) : .text
    }

    private func isSpace(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0A, 0x0D, 0x0C].contains(byte) }

    private func small(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}
