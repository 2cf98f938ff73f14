import PairingCore

extension Moment {
    /// Reads what ``Moment/text`` writes: RFC 3339 in UTC. The fraction may be missing or of any length.
    init?(reading text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, bytes.last == UInt8(ascii: "Z") else { return nil }
        let marks = [4: "-", 7: "-", 10: "T", 13: ":", 16: ":"]
        guard marks.allSatisfy({ bytes[$0.key] == $0.value.utf8.first }) else { return nil }
        let fields = [0..<4, 5..<7, 8..<10, 11..<13, 14..<16, 17..<19].map { number(bytes[$0]) }
        guard let year = fields[0], let month = fields[1], let day = fields[2], let hour = fields[3],
            let minute = fields[4], let second = fields[5], let fraction = thousandths(bytes[19..<(bytes.count - 1)]),
            year > 0, (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60, second <= 60
        else { return nil }
        let days = daysSince1970(year, month, day)
        self.init(milliseconds: ((days * 24 + hour) * 60 + minute) * 60_000 + second * 1_000 + fraction)
    }
}

private func number(_ digits: some Collection<UInt8>) -> Int64? {
    guard !digits.isEmpty, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return digits.reduce(0) { $0 &* 10 &+ Int64($1 - 0x30) }
}

/// `.5`, `.123`, `.123456`, or nothing.
private func thousandths(_ bytes: ArraySlice<UInt8>) -> Int64? {
    guard let mark = bytes.first else { return 0 }
    let digits = bytes.dropFirst()
    guard mark == UInt8(ascii: "."), digits.count <= 9, number(digits) != nil else { return nil }
    return number(Array(digits.prefix(3)) + [UInt8](repeating: 0x30, count: max(0, 3 - digits.count)))
}

/// Of the Gregorian calendar. Years are counted from March, so that the leap day comes last.
private func daysSince1970(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
    let years = month > 2 ? year : year - 1
    let (era, yearOfEra) = (years / 400, years % 400)
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
}
