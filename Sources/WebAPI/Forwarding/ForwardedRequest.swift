public import API
public import HTTPMessage

/// The request to a service that a proxy asks about, as the proxy's fields describe it. Only the fields of a trusted
/// proxy are worth anything.
public struct ForwardedRequest: Equatable, Sendable {
    /// The service's host, as the browser wrote it. Nil if the proxy did not report one.
    public let authority: Authority?
    /// Path and query. `/` if the proxy did not report them.
    public let target: Target
    /// Whether a browser opens a page, so that it can be led elsewhere. Other requests have bodies, or are read by scripts.
    public let isVisit: Bool

    /// Throws for two fields of one name: proxy and kith could read different ones.
    public init(_ request: Request) throws(Problem) {
        let fields = request.fields
        authority =
            try fields.single("X-Forwarded-Host").flatMap { Authority($0) } ?? fields["Host"].flatMap { Authority($0) }
        target = try fields.single("X-Forwarded-Uri").flatMap { Target($0) } ?? "/"
        let method = try fields.single("X-Forwarded-Method") ?? "GET"
        let mode = fields["Sec-Fetch-Mode"].map { $0.lowercased() }
        isVisit = method == "GET" && fields.acceptsPage && (mode ?? "navigate") == "navigate"
    }
}

extension HeaderFields {
    fileprivate func single(_ name: String) throws(Problem) -> String? {
        let values = values(of: name)
        guard values.count <= 1 else { throw .malformed("The field \(name) is there twice") }
        return values.first
    }

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
