public import Core

/// The identity key of a node. *The* node: its name and its address are only hints.
public struct NodeKey: Hashable, Comparable, Sendable {
    public let octets: Octets32

    public init(_ octets: Octets32) { self.octets = octets }

    public static func < (left: Self, right: Self) -> Bool { left.octets < right.octets }
}

/// The nodes that share one roster. Made from the founder's key and sixteen random bytes.
public struct CircleID: Hashable, Sendable {
    public let octets: Octets32

    public init(_ octets: Octets32) { self.octets = octets }
}

/// SHA-256 of a statement's bytes. Decides between two statements that nothing else tells apart.
public struct StatementHash: Hashable, Comparable, Sendable {
    public let octets: Octets32

    public init(_ octets: Octets32) { self.octets = octets }

    public static func < (left: Self, right: Self) -> Bool { left.octets < right.octets }
}

/// What a node may do in its circle. The order is that of the rights.
public enum Role: UInt8, CaseIterable, Comparable, Sendable {
    /// Gives nothing. May end peers, block keys and sign out.
    case `guard` = 1
    /// Gives in its own name, takes anything, and admits nodes.
    case full = 2

    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
