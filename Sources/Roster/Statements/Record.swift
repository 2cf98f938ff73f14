/// A node's signed, versioned description of one thing: what this node *gives*.
public struct Record: Hashable, Sendable {
    public let circle: CircleID
    public let author: NodeKey
    public let thing: Thing
    public let version: Version
    public let body: RecordBody

    public init(circle: CircleID, author: NodeKey, thing: Thing, version: Version, body: RecordBody) {
        self.circle = circle
        self.author = author
        self.thing = thing
        self.version = version
        self.body = body
    }

    /// A node keeps one record of each author and thing.
    public struct ID: Hashable, Comparable, Sendable {
        public let thing: Thing
        public let author: NodeKey

        public init(of thing: Thing, by author: NodeKey) {
            self.thing = thing
            self.author = author
        }

        public static func < (left: Self, right: Self) -> Bool {
            (left.thing, left.author) < (right.thing, right.author)
        }
    }

    public var id: ID { ID(of: thing, by: author) }
}

/// A statement whose signature is valid, with the hash of its bytes.
public struct Held<Statement: Hashable & Sendable>: Hashable, Sendable {
    public let statement: Statement
    public let hash: StatementHash

    public init(_ statement: Statement, hash: StatementHash) {
        self.statement = statement
        self.hash = hash
    }
}

extension Held<Record> {
    /// Whether this one is kept of the two. The same on every node, whichever came first.
    ///
    /// Of an admission the version does not decide: otherwise a node could renew an old admission with what it learned
    /// since.
    public func replaces(_ other: Self) -> Bool {
        if statement.thing.admission == nil, statement.version != other.statement.version {
            return statement.version > other.statement.version
        }
        return hash < other.hash
    }
}
