/// `*( BWS ";" BWS name [ BWS "=" BWS ( token / quoted-string ) ] )` (RFC 9112, 7.1.1), then CR.
struct ChunkExtensionScanner: Sendable {
    private enum Stage {
        case beforeSemicolon, beforeName, name, afterName, beforeValue, token, quoted, escaped, afterQuoted
    }

    private var stage = Stage.beforeSemicolon

    /// Returns whether this was the CR after the last extension. A blank before it belongs to no extension.
    mutating func take(_ byte: UInt8) throws(Refusal) -> Bool {
        if byte == Octet.carriageReturn {
            guard stage == .name || stage == .token || stage == .afterQuoted else { throw .malformed }
            return true
        }
        guard let next = next(byte) else { throw .malformed }
        stage = next
        return false
    }

    private func next(_ byte: UInt8) -> Stage? {
        switch stage {
        case .beforeSemicolon: separator(byte)
        case .beforeName: Octet.isBlank(byte) ? .beforeName : Octet.isToken(byte) ? .name : nil
        case .name: Octet.isToken(byte) ? .name : afterName(byte)
        case .afterName: afterName(byte)
        case .beforeValue: value(byte)
        case .token: Octet.isToken(byte) ? .token : separator(byte)
        case .quoted: quoted(byte)
        case .escaped: Octet.isFieldContent(byte) ? .quoted : nil
        case .afterQuoted: separator(byte)
        }
    }

    private func separator(_ byte: UInt8) -> Stage? {
        byte == Octet.semicolon ? .beforeName : Octet.isBlank(byte) ? .beforeSemicolon : nil
    }

    private func afterName(_ byte: UInt8) -> Stage? {
        if byte == Octet.equals { return .beforeValue }
        return byte == Octet.semicolon ? .beforeName : Octet.isBlank(byte) ? .afterName : nil
    }

    private func value(_ byte: UInt8) -> Stage? {
        if byte == Octet.quote { return .quoted }
        return Octet.isBlank(byte) ? .beforeValue : Octet.isToken(byte) ? .token : nil
    }

    private func quoted(_ byte: UInt8) -> Stage? {
        if byte == Octet.quote { return .afterQuoted }
        return byte == Octet.backslash ? .escaped : Octet.isFieldContent(byte) ? .quoted : nil
    }
}
