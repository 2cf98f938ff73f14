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

    /// A field that can hold a token or a password.
    public enum Carrier: String, CaseIterable, Sendable { case authorization, token = "x-kith-token" }
}

extension ForwardCredential {
    /// What is not of kith is ignored: many services use the same field for their own login.
    public init(_ request: Request) throws(Problem) {
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
        let own = fields.values(of: "Authorization").compactMap { value -> ForwardCredential? in
            let words = value.split(separator: " ", maxSplits: 1)
            guard words.count == 2 else { return nil }
            switch words[0].lowercased() {
            case "bearer":
                return words[1].utf8.starts(with: "kith_".utf8) ? .token(String(words[1])) : nil
            case "basic":
                guard let password = login(ofBasic: words[1])?.password, password.starts(with: "kith_app_".utf8) else {
                    return nil
                }
                return .password(String(decoding: password, as: UTF8.self))
            default: return nil
            }
        }
        guard own.count <= 1 else { throw .malformed("There is more than one Authorization field") }
        return own.first
    }
}

extension Request {
    /// The fields that hold a secret of kith, used or not. The proxy removes them: the service could keep what it reads.
    public var carriers: [ForwardCredential.Carrier] {
        ForwardCredential.Carrier.allCases.filter { carrier in
            switch carrier {
            case .authorization: fields.values(of: "Authorization").contains { holdsSecret($0) }
            case .token: !fields.values(of: ServiceField.token).isEmpty
            }
        }
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
