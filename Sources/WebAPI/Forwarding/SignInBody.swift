import API
public import Core
import JSON

/// A browser asks for a session at the service that it came from.
public struct SignInBody: Sendable {
    /// The address that it wanted to open.
    public let to: ServiceURL
    /// The hash of what the browser keeps at that host.
    public let start: SecretHash

    init(_ body: Body) throws(Problem) {
        try body.refuseOthers(than: ["to", "start"])
        let text = try body.required("to", \.string)
        do throws(FieldRejection) { to = try ServiceURL(text, field: "to") } catch { throw .field(error) }
        start = try body.required("start") { value in
            value.string.flatMap { Base64URL.decode($0) }.flatMap { Octets32($0) }.map { SecretHash($0) }
        }
    }
}
