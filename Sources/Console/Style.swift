/// The style of text on a terminal.
public enum Style: Equatable, Sendable {
    case plain
    case strong
    case faint
    case alarm

    /// With NO_COLOR, the text stays plain.
    public func applied(to text: String, colour: Bool) -> String {
        guard colour, !text.isEmpty else { return text }
        return switch self {
        case .plain: text
        case .strong: "\u{1B}[1m\(text)\u{1B}[0m"
        case .faint: "\u{1B}[2m\(text)\u{1B}[0m"
        case .alarm: "\u{1B}[1;31m\(text)\u{1B}[0m"
        }
    }
}
