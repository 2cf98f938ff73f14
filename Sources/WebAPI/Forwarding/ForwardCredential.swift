public import API
import Core
public import HTTPMessage

/// The credential of a request to a service. A browser shows a cookie, a program a token.
public enum ForwardCredential: Equatable, Sendable {
    case none
    /// A bearer token or an app password.
    case token(String)
    /// The password of `Authorization: Basic`, if it begins like an app password. The user name does not matter.
    case password(String)
    /// The cookie for this host, which is valid there only.
    case hostSession(String)
    /// The cookie for a whole domain.
    case domainSession(String)

    /// The fields that can hold a token or a password.
    public struct Carriers: OptionSet, Hashable, Sendable {
        public let rawValue: UInt8
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        public static let authorization = Carriers(rawValue: 1)
        public static let token = Carriers(rawValue: 2)

        /// As `X-Kith-Used` names them.
        var names: String {
            let names = (contains(.authorization) ? ["authorization"] : []) + (contains(.token) ? ["x-kith-token"] : [])
            return names.isEmpty ? "none" : names.joined(separator: ", ")
        }
    }
}

extension ForwardCredential {
    /// What is not of kith is ignored: many services use the same field for their own login.
    public init(_ request: borrowing Request) throws(Problem) {
        let tokens = request.fields.values(of: ServiceField.token)
        guard tokens.count <= 1 else { throw .malformed("The field X-Kith-Token is there twice") }
        if let token = tokens.first {
            self = .token(token)
            return
        }
        if let own = try request.kithsAuthorization() {
            self = own
            return
        }
        // A sibling host can set a second cookie for the domain, but none with the other name.
        let (here, everywhere) = (request.cookies(CookieName.forwardHere), request.cookies(CookieName.forward))
        guard here.count <= 1, everywhere.count <= 1 else { throw .invalidSession }
        self = here.first.map { .hostSession($0) } ?? everywhere.first.map { .domainSession($0) } ?? .none
    }
}

extension Request {
    /// The credential in `Authorization`, if it is one of kith's by its prefix.
    fileprivate func kithsAuthorization() throws(Problem) -> ForwardCredential? {
        var found: ForwardCredential?
        for value in fields.values(of: "Authorization") {
            guard let own = ForwardCredential(authorization: value) else { continue }
            guard found == nil else { throw .malformed("There is more than one Authorization field") }
            found = own
        }
        return found
    }
}

extension String {
    /// What follows a scheme, which is written here in lower case and with its blank. Nil for another scheme.
    fileprivate func following(_ scheme: String) -> Substring? {
        let (bytes, wanted) = (utf8.span, scheme.utf8.span)
        guard bytes.count >= wanted.count else { return nil }
        for index in wanted.indices {
            let isCapital = bytes[index] &- UInt8(ascii: "A") < 26
            guard (isCapital ? bytes[index] | 0x20 : bytes[index]) == wanted[index] else { return nil }
        }
        return self[utf8.index(startIndex, offsetBy: wanted.count)...]
    }
}

extension ForwardCredential {
    /// Nil if it is not one of kith's.
    fileprivate init?(authorization value: String) {
        if let token = value.following("bearer ") {
            guard token.utf8.span.starts(with: "kith_") else { return nil }
            self = .token(String(token))
        } else {
            guard let password = value.following("basic ").flatMap({ login(ofBasic: $0) })?.password,
                password.starts(with: "kith_app_".utf8)
            else { return nil }
            self = .password(String(decoding: password, as: UTF8.self))
        }
    }
}

extension Request {
    /// The fields that hold a secret of kith, used or not. The proxy removes them: the service could keep what it reads.
    public var carriers: ForwardCredential.Carriers {
        var carriers: ForwardCredential.Carriers = []
        if fields.values(of: "Authorization").contains(where: { holdsSecret($0) }) { carriers.insert(.authorization) }
        if !fields.values(of: ServiceField.token).isEmpty { carriers.insert(.token) }
        return carriers
    }
}

/// Whether a value of `Authorization` holds a secret of kith, in any place where a client could write one by mistake.
private func holdsSecret(_ value: String) -> Bool {
    let words = value.utf8.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
    let prefix = "kith_".utf8
    if words.contains(where: { $0.starts(with: prefix) }) { return true }
    guard words.count == 2, Substring(words[0]).lowercased() == "basic", let login = login(ofBasic: Substring(words[1]))
    else { return false }
    return login.user.starts(with: prefix) || login.password.starts(with: prefix)
}

/// What the base 64 of `Authorization: Basic` (RFC 7617) says. Nil if it cannot be decoded.
private func login(ofBasic text: Substring) -> (user: ArraySlice<UInt8>, password: ArraySlice<UInt8>)? {
    var characters = Array(text.utf8)
    for _ in 0..<2 where characters.last == UInt8(ascii: "=") { characters.removeLast() }
    // The other alphabet of base 64 is no other spelling here.
    guard !characters.contains(UInt8(ascii: "-")), !characters.contains(UInt8(ascii: "_")) else { return nil }
    for place in characters.indices {
        if characters[place] == UInt8(ascii: "+") { characters[place] = UInt8(ascii: "-") }
        if characters[place] == UInt8(ascii: "/") { characters[place] = UInt8(ascii: "_") }
    }
    guard let bytes = Base64URL.decode(characters.span), let colon = bytes.firstIndex(of: UInt8(ascii: ":")) else {
        return nil
    }
    return (bytes[..<colon], bytes[(colon + 1)...])
}
