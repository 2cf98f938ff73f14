import Core
import Logging

/// How values of one kind are written and read. `read` returns nil for an invalid text; `allowed` then says what is
/// valid.
struct SettingForm<Value: Sendable>: Sendable {
    /// The end of the sentence "… must be".
    let allowed: String
    let read: @Sendable (String) -> Value?
    let show: @Sendable (Value) -> String
    /// Valid values, written as `show` writes them. At least one differs from the default of each setting.
    let good: [String]
    /// Invalid values. The tests try all of them with each setting.
    let bad: [String]
    /// All values, if there are only a few words.
    var choices: [String] = []
}

extension SettingForm where Value == Int {
    static func number(_ range: ClosedRange<Int>) -> Self {
        Self(
            allowed: "a number from \(range.lowerBound) to \(range.upperBound)",
            read: { Int($0).flatMap { range.contains($0) ? $0 : nil } }, show: { String($0) },
            good: [String(range.lowerBound), String(range.upperBound)],
            bad: ["", "a", "1.5", " 5", String(range.lowerBound - 1), String(range.upperBound + 1)])
    }
}

extension SettingForm where Value == UInt16 {
    static var port: Self {
        Self(
            allowed: "a number from 0 to 65535", read: { UInt16($0) }, show: { String($0) }, good: ["80", "65535"],
            bad: ["-1", "65536", "http", "", "6969 "])
    }
}

extension SettingForm where Value == Duration {
    static func length(_ range: ClosedRange<Duration>) -> Self {
        Self(
            allowed: "a duration from \(range.lowerBound.lengthText) to \(range.upperBound.lengthText)",
            read: { Duration(length: $0).flatMap { range.contains($0) ? $0 : nil } }, show: { $0.lengthText },
            good: [range.lowerBound.lengthText, range.upperBound.lengthText],
            bad: [
                "", "10", "m", "-5m", "5 m", (range.lowerBound - .seconds(1)).lengthText,
                (range.upperBound + .seconds(1)).lengthText,
            ])
    }
}

extension SettingForm where Value == Bool {
    static var yesOrNo: Self {
        Self(
            allowed: "yes or no", read: { $0 == "yes" ? true : $0 == "no" ? false : nil },
            show: { $0 ? "yes" : "no" }, good: ["yes", "no"], bad: ["", "true", "1", "YES"], choices: ["yes", "no"])
    }
}

extension SettingForm where Value == String {
    /// Absolute, so that a node that is started in another folder is the same node.
    static var path: Self {
        Self(
            allowed: "a path that begins with /", read: { $0.hasPrefix("/") && !$0.utf8.contains(0) ? $0 : nil },
            show: { $0 }, good: ["/var/x/kith"], bad: ["", "srv", "./kith", "/a\0"])
    }
}

extension SettingForm where Value == Name {
    static var name: Self {
        Self(
            allowed: "1 to \(Limits.nameCharacters) printable characters", read: { try? Name($0) },
            show: \.text, good: ["Kitchen"],
            bad: ["", "\u{202E}x", String(repeating: "x", count: Limits.nameCharacters + 1)])
    }
}

extension SettingForm where Value == Name? {
    /// A name, or an empty text for none.
    static var nameOrNone: Self {
        Self(
            allowed: "1 to \(Limits.nameCharacters) printable characters, or empty for none",
            read: { text in text.isEmpty ? .some(nil) : (try? Name(text)).map { .some($0) } },
            show: { $0?.text ?? "" }, good: ["Haus", ""],
            bad: [" ", "\u{202E}x", String(repeating: "x", count: Limits.nameCharacters + 1)])
    }
}

extension SettingForm where Value == LogLevel {
    static var logLevel: Self {
        let names = LogLevel.allCases.map(\.name)
        return Self(
            allowed: names.dropLast().joined(separator: ", ") + " or " + (names.last ?? ""),
            read: { text in LogLevel.allCases.first { $0.name == text } }, show: \.name,
            good: names, bad: ["", "Debug", "verbose", "6"], choices: names)
    }
}

extension SettingForm where Value == JoinHost {
    static var joinHost: Self {
        let words = JoinHost.allCases.map(\.rawValue)
        return Self(
            allowed: words.joined(separator: " or "), read: { JoinHost(rawValue: $0) }, show: \.rawValue,
            good: words, bad: ["", "Name", "dns"], choices: words)
    }
}

extension SettingForm where Value == PublicURL {
    static var publicURL: Self {
        Self(
            allowed: "a URL such as https://kith.example.com, without a path", read: { PublicURL($0) }, show: \.text,
            good: ["https://kith.example.org"], bad: ["", "kith.example.org", "ftp://a", "https://", "https://a/b"])
    }
}

extension SettingForm where Value == CookieDomain {
    static var cookieDomain: Self {
        Self(
            allowed: "a domain such as home.example", read: { CookieDomain($0) }, show: \.text, good: ["home.example"],
            bad: ["", "home", ".home.example", "192.168.1.20", "a..b", "home.example/", "a b.c"])
    }
}

extension SettingForm where Value == [AddressRange] {
    static var ranges: Self {
        Self(
            allowed: "a list of addresses and networks such as 127.0.0.1, 10.0.0.0/29",
            read: { text in readList(text) { AddressRange($0) } },
            show: { $0.map(\.description).joined(separator: ", ") }, good: ["127.0.0.1, 10.0.0.0/8"],
            bad: ["", ",", "10.0.0.1/8", "10.0.0.0/8 nginx", "10.0.0.0/33"])
    }
}

extension SettingForm where Value == ListenAddresses {
    static var listenAddresses: Self {
        Self(
            allowed: "a list of addresses of this machine such as 192.168.1.20, 127.0.0.1, ::1",
            read: { text in
                let parts = text.split(whereSeparator: { $0 == "," || $0 == " " || $0 == "\t" })
                let addresses = parts.compactMap { HostAddress($0) }
                return addresses.count < parts.count ? nil : ListenAddresses(addresses)
            },
            show: { $0.named.map(\.description).joined(separator: ", ") }, good: ["192.0.2.1, ::1"],
            bad: ["", ",", "here", "192.0.2.1:80", "192.0.2.1, 192.0.2.1", "0.0.0.0, 127.0.0.1", "fe80::1", "::, ::1"])
    }
}

/// Returns nil if one part is invalid, or if the list is empty.
private func readList<Element>(_ text: String, _ read: (Substring) -> Element?) -> [Element]? {
    let parts = text.split(whereSeparator: { $0 == "," || $0 == " " || $0 == "\t" })
    let elements = parts.compactMap(read)
    return elements.isEmpty || elements.count < parts.count ? nil : elements
}

extension SettingForm where Value == [LocalUser] {
    static var users: Self {
        Self(
            allowed: "a list of user names or numbers such as prometheus, 113",
            read: { text in readList(text) { LocalUser($0) } },
            show: { $0.map(\.description).joined(separator: ", ") }, good: ["prometheus, 113"],
            bad: ["", ",", "a b c:d", "-1", "prometheus, 4294967295"])
    }
}

extension SettingForm where Value == AddressSetting {
    static var ownAddress: Self {
        Self(
            allowed: "an address of this machine", read: { HostAddress($0).map { .address($0.bytes) } },
            show: { setting in
                if case .address(let bytes) = setting { HostAddress(bytes)?.description ?? "" } else { "" }
            }, good: ["192.0.2.1"], bad: ["", "192.0.2", "home", "192.0.2.1/24"])
    }

    static var interface: Self {
        Self(
            allowed: "the name of an interface",
            // The kernel's own rule (dev_valid_name), so that an impossible name gives another error than an interface
            // that does not exist.
            read: { text in
                (1...15).contains(text.utf8.count) && text.utf8.allSatisfy { $0 > 0x20 && $0 != UInt8(ascii: "/") }
                    ? .interface(text) : nil
            },
            show: { if case .interface(let name) = $0 { name } else { "" } }, good: ["eth0"],
            bad: ["", "a/b", "sixteen-letters-", "eth 0"])
    }
}
