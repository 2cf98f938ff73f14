public import Core
public import HTTPMessage
import JSON

/// The circle of this node.
public struct CircleView: Sendable {
    public let id: Octets32
    /// The founder's identity key.
    public let founder: Octets32
    /// With the founder's key it makes the id.
    public let salt: Octets16

    public init(id: Octets32, founder: Octets32, salt: Octets16) {
        self.id = id
        self.founder = founder
        self.salt = salt
    }
}

/// One signed statement.
public struct StatementView: Sendable {
    public let hash: Octets32
    public let bytes: [UInt8]
    public let signature: [UInt8]

    public init(hash: Octets32, bytes: [UInt8], signature: [UInt8]) {
        self.hash = hash
        self.bytes = bytes
        self.signature = signature
    }
}

extension Response {
    public static func mesh(_ circle: CircleView) -> Response {
        .json(
            .ok,
            [
                "circle": .object([
                    "id": .string(Base64URL.encode(circle.id.bytes)),
                    "founder": .string(Base64URL.encode(circle.founder.bytes)),
                    "salt": .string(Base64URL.encode(circle.salt.bytes)),
                ])
            ])
    }

    /// - Parameter isLast: whether no statement comes after these.
    public static func statements(_ statements: [StatementView], isLast: Bool) -> Response {
        let list = statements.map { statement -> JSONValue in
            .object([
                "hash": .string(Base64URL.encode(statement.hash.bytes)),
                "bytes": .string(Base64URL.encode(statement.bytes)),
                "signature": .string(Base64URL.encode(statement.signature)),
            ])
        }
        let next = isLast ? nil : statements.last.map { JSONValue.string(Base64URL.encode($0.hash.bytes)) }
        return .json(.ok, ["statements": .array(list), "next": next ?? .null])
    }
}
