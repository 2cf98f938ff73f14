extension Moment {
    private static let first = daysSince1970(1, 1, 1) * 86_400_000
    private static let last = daysSince1970(10_000, 1, 1) * 86_400_000 - 1

    /// Reads RFC 3339, which ``Moment/text`` also writes. The fraction may be missing, or have up to nine digits.
    public init?(reading text: String) {
        let bytes = Array(text.utf8)
        let marks = [4: "-", 7: "-", 13: ":", 16: ":"]
        guard bytes.count >= 20, marks.allSatisfy({ bytes[$0.key] == $0.value.utf8.first }),
            bytes[10] | 0x20 == UInt8(ascii: "t")
        else { return nil }
        let rest = bytes[19...]
        let split = rest.firstIndex { !isDigit($0) && $0 != UInt8(ascii: ".") } ?? rest.endIndex
        let fields = [0..<4, 5..<7, 8..<10, 11..<13, 14..<16, 17..<19].map { number(bytes[$0]) }
        guard let year = fields[0], let month = fields[1], let day = fields[2], let hour = fields[3],
            let minute = fields[4], let second = fields[5], let fraction = thousandths(rest[..<split]),
            let minutesEast = offset(rest[split...]), year > 0, (1...12).contains(month),
            (1...daysOfMonth(year, month)).contains(day), hour < 24, minute < 60, second <= 60
        else { return nil }
        let minutes = (daysSince1970(year, month, day) * 24 + hour) * 60 + minute - minutesEast
        let milliseconds = minutes * 60_000 + second * 1_000 + fraction
        // West of Greenwich, the last day falls in a year of five digits, which could not be written again.
        guard (Self.first...Self.last).contains(milliseconds) else { return nil }
        self.init(milliseconds: milliseconds)
    }
}

private func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

private func number(_ digits: some Collection<UInt8>) -> Int64? {
    guard !digits.isEmpty, digits.allSatisfy(isDigit) else { return nil }
    return digits.reduce(0) { $0 &* 10 &+ Int64($1 - 0x30) }
}

/// `.5`, `.123`, `.123456`, or nothing.
private func thousandths(_ bytes: ArraySlice<UInt8>) -> Int64? {
    guard let mark = bytes.first else { return 0 }
    let digits = bytes.dropFirst()
    guard mark == UInt8(ascii: "."), digits.count <= 9, number(digits) != nil else { return nil }
    return number(Array(digits.prefix(3)) + [UInt8](repeating: 0x30, count: max(0, 3 - digits.count)))
}

/// `Z`, or the offset east of Greenwich: `+01:00`. In minutes.
private func offset(_ bytes: ArraySlice<UInt8>) -> Int64? {
    guard let sign = bytes.first else { return nil }
    if sign | 0x20 == UInt8(ascii: "z") { return bytes.count == 1 ? 0 : nil }
    let rest = Array(bytes.dropFirst())
    guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"), rest.count == 5, rest[2] == UInt8(ascii: ":"),
        let hours = number(rest[0..<2]), let minutes = number(rest[3..<5]), hours < 24, minutes < 60
    else { return nil }
    return (hours * 60 + minutes) * (sign == UInt8(ascii: "-") ? -1 : 1)
}

private func daysOfMonth(_ year: Int64, _ month: Int64) -> Int64 {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
}

/// In the Gregorian calendar. Years are counted from March, so that the leap day comes last.
private func daysSince1970(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
    let years = month > 2 ? year : year - 1
    let (era, yearOfEra) = (years / 400, years % 400)
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
}
