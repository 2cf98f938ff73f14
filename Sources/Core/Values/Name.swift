/// A name that is safe in a terminal, a page and a header: 1 to 64 visible characters.
public struct Name: Hashable, Sendable, CustomStringConvertible {
    public let text: String

    public var description: String { text }

    /// Drops surrounding spaces. Anything else that is invalid is rejected, never repaired.
    public init(_ raw: some StringProtocol, field: String = "name") throws(FieldRejection) {
        let trimmed = raw.trimmingBlanks()
        guard !trimmed.isEmpty else { throw FieldRejection(field: field, problem: .empty) }
        guard trimmed.count <= Limits.nameCharacters, trimmed.utf8.count <= Limits.nameBytes else {
            throw FieldRejection(field: field, problem: .tooLong(limit: Limits.nameCharacters))
        }
        if let scalar = trimmed.unicodeScalars.first(where: \.isForbiddenInNames) {
            throw FieldRejection(field: field, problem: .forbiddenCharacter(scalar: scalar.value))
        }
        guard trimmed.unicodeScalars.contains(where: { !$0.isInvisible && !$0.isBlank }) else {
            throw FieldRejection(field: field, problem: .empty)
        }
        text = String(trimmed)
    }

    /// The same name followed by a number, shortened if needed.
    public func numbered(_ number: Int) -> Name {
        let suffix = " (\(number))"
        // There are never fewer bytes than characters, and counting bytes is fast.
        guard text.utf8.count + suffix.utf8.count > Limits.nameCharacters else { return Name(trusted: text + suffix) }
        var stem = text[...]
        while stem.count + suffix.count > Limits.nameCharacters
            || stem.utf8.count + suffix.utf8.count > Limits.nameBytes
        {
            stem.removeLast()
        }
        // A single letter with many combining marks may leave nothing.
        let rest = stem.trimmingBlanks()
        return Name(trusted: rest.isEmpty ? String(number) : rest + suffix)
    }

    /// For names that this module makes from valid parts, and for stored names.
    public init(trusted text: some StringProtocol) { self.text = String(text) }

    /// The name itself if it is free, otherwise with the first free number.
    ///
    /// Doubles, then halves: with a thousand phones called "iPhone, Safari" it needs ten look-ups, not a thousand. If
    /// the number of names is known, it tries the number after that early: if all names are the same, that is the
    /// result.
    public func firstFree<Failure: Error>(
        among living: Int = 0, isTaken: (Name) throws(Failure) -> Bool
    ) throws(Failure) -> Name {
        guard try isTaken(self) else { return self }
        var taken = 1
        var free = 2
        while try isTaken(numbered(free)) {
            taken = free
            free = free >= 8 && free < living ? living + 1 : free * 2
        }
        if free == living + 1, free - taken > 1 {
            if try isTaken(numbered(living)) { taken = living } else { free = living }
        }
        while free - taken > 1 {
            let middle = (taken + free) / 2
            if try isTaken(numbered(middle)) { taken = middle } else { free = middle }
        }
        return numbered(free)
    }
}

/// A browser's description of itself, cleaned: it cannot move a cursor or end a header line.
public struct UserAgent: Hashable, Sendable {
    public static let longest = 160
    public let text: String

    public init(cleaning raw: some StringProtocol) {
        guard raw.utf8.count > Self.longest || !raw.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) else {
            text = String(raw)
            return
        }
        var kept = String.UnicodeScalarView()
        for scalar in raw.unicodeScalars where !scalar.isForbiddenInNames {
            guard kept.count < Self.longest else { break }
            kept.append(scalar)
        }
        text = String(kept)
    }

    /// For text that was cleaned before it was stored.
    public init(trusted text: String) { self.text = text }
}

extension Unicode.Scalar {
    /// Control, bidi, line separating and invisible formatting characters, and the note without a head, which fonts
    /// leave blank. The joiner is allowed: emoji need it.
    var isForbiddenInNames: Bool {
        switch properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: true
        case .format: value != 0x200D
        case .otherSymbol: value == 0x1D159
        default: false
        }
    }
}

extension Unicode.Scalar {
    /// A space of any width, or the Braille pattern without dots.
    var isBlank: Bool { properties.generalCategory == .spaceSeparator || value == 0x2800 }

    /// A character that changes its neighbours at most, or the note without a head.
    var isInvisible: Bool { properties.isDefaultIgnorableCodePoint || value == 0x1D159 }
}

extension StringProtocol {
    fileprivate func trimmingBlanks() -> Substring {
        let scalars = Substring(self).unicodeScalars
        guard let first = scalars.firstIndex(where: { !$0.isBlank }),
            let last = scalars.lastIndex(where: { !$0.isBlank })
        else { return "" }
        return Substring(scalars[first...last])
    }
}
