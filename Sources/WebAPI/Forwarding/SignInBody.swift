import API
public import Core
import HTTPMessage
import JSON

/// A browser asks for a session at the service that it came from.
public struct SignInBody: Sendable {
    /// Where it came from.
    public let service: ServiceOrigin
    /// Path and query of the page that it wanted to open.
    public let path: String
    /// The hash of what the browser keeps at that host.
    public let start: SecretHash

    init(_ body: Body) throws(Problem) {
        try body.refuseOthers(than: ["to", "start"])
        let text = try body.required("to", \.string)
        (service, path) = try Self.parts(of: text)
        start = try body.required("start") { value in
            value.string.flatMap { Base64URL.decode($0) }.flatMap { Octets32($0) }.map { SecretHash($0) }
        }
    }

    /// A page may have a longer address than a service: only the origin must be that of one.
    private static func parts(of text: String) throws(Problem) -> (ServiceOrigin, String) {
        let slashes = text.utf8.indices.filter { text.utf8[$0] == UInt8(ascii: "/") }.prefix(3)
        let end = slashes.count == 3 ? slashes[2] : text.endIndex
        let origin: ServiceOrigin
        do throws(FieldRejection) { origin = try ServiceURL(text[..<end], field: "to").origin } catch {
            throw .field(error)
        }
        let path = String(text[end...])
        guard path.isEmpty || Target(path) != nil else {
            throw .field(FieldRejection(field: "to", problem: .unknownValue))
        }
        return (origin, path.isEmpty ? "/" : path)
    }
}
