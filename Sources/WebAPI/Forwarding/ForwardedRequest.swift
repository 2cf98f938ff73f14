public import API
public import Core
public import HTTPMessage

/// The request to a service that a proxy asks about, as the proxy's fields describe it. Only the fields of a trusted
/// proxy are worth anything.
public struct ForwardedRequest: Equatable, Sendable {
    /// They are read when a rule needs them: most checks end before.
    private let fields: HeaderFields

    /// Throws for two fields of one name: proxy and kith could read different ones.
    public init(_ request: borrowing Request) throws(Problem) {
        fields = request.fields
        for name in [Self.host, Self.target, Self.method] where fields.values(of: name).count > 1 {
            throw .malformed("The field \(name) is there twice")
        }
    }

    /// The service's host, as the browser wrote it. Nil if the proxy did not report one.
    public var authority: Authority? {
        fields[Self.host].flatMap { Authority($0) } ?? fields["Host"].flatMap { Authority($0) }
    }

    /// Path and query. `/` if the proxy did not report them.
    public var target: Target { fields[Self.target].flatMap { Target($0) } ?? "/" }

    /// Whether a browser opens a page, so that it can be led elsewhere. Other requests have bodies, or are read by scripts.
    public var isVisit: Bool {
        let mode = fields["Sec-Fetch-Mode"].map { $0.lowercased() }
        return (fields[Self.method] ?? "GET") == "GET" && fields.acceptsPage && (mode ?? "navigate") == "navigate"
    }

    private static let host = "X-Forwarded-Host", target = "X-Forwarded-Uri", method = "X-Forwarded-Method"
}

extension HeaderFields {
    /// A client that accepts anything (`*/*`) is a program.
    fileprivate var acceptsPage: Bool {
        list("Accept").contains { range in
            range.lowercased().utf8.split(separator: UInt8(ascii: ";")).first.map { $0.elementsEqual("text/html".utf8) }
                ?? false
        }
    }
}

/// The fields in which kith tells a service who sent a request.
public enum ServiceField {
    public static let peer = "X-Kith-Peer"
    public static let name = "X-Kith-Name"
    public static let person = "X-Kith-Person"
    public static let scopes = "X-Kith-Scopes"
    /// For services that log a user in by it.
    public static let user = "Remote-User"
    /// Which fields of the request hold a secret of kith, so that the proxy removes exactly those.
    public static let used = "X-Kith-Used"
    /// The field for clients that cannot use `Authorization`.
    public static let token = "X-Kith-Token"

    private static let all = [peer, name, person, scopes, user, used, token].map { Array($0.lowercased().utf8) }

    /// The field for these scopes.
    public static func line(of scopes: Scopes) -> FieldLines { scopeLines[Int(scopes.intersection(.all).rawValue)] }

    /// The field for those that held a credential of kith.
    public static func line(of carriers: ForwardCredential.Carriers) -> FieldLines {
        carrierLines[Int(carriers.rawValue & 3)]
    }

    private static let scopeLines = (0...Scopes.all.rawValue).map {
        FieldLines([scopes: Scopes(rawValue: $0).description])
    }
    private static let carrierLines = (0...3).map { FieldLines([used: ForwardCredential.Carriers(rawValue: $0).names]) }

    /// Whether a client wrote one of these names in another form. Some servers read `Remote_User` as `Remote-User`: no
    /// proxy would replace it, and the service would believe it.
    public static func isImitated(in fields: HeaderFields) -> Bool {
        fields.all.contains { field in
            let first = field.name.utf8.first.map { $0 | 0x20 }
            guard first == UInt8(ascii: "x") || first == UInt8(ascii: "r") else { return false }
            return all.contains { name in
                guard name.count == field.name.utf8.count else { return false }
                var isSame = true
                for (own, theirs) in zip(name, field.name.utf8) {
                    let isLetter = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(own)
                    if isLetter {
                        guard theirs | 0x20 == own else { return false }
                    } else if theirs != own {
                        guard !isLetterOrDigit(theirs) else { return false }
                        isSame = false
                    }
                }
                return !isSame
            }
        }
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
