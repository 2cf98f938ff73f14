/// What a certificate says about itself, and whether this machine trusts it.
public struct CertificateFacts: Equatable, Sendable {
    /// Its DNS names in lower case. `*.home.example` stands for every name with one more label.
    public let names: [String]
    /// Its addresses, of four or sixteen bytes.
    public let addresses: [[UInt8]]
    /// The first second in which it is valid, since 1970.
    public let notBefore: Int64
    /// The last one.
    public let notAfter: Int64
    /// Whether it has a chain to an authority in the CA store of the system.
    public let isVerified: Bool

    /// For tests of rules, without a certificate.
    public init(
        names: [String], addresses: [[UInt8]] = [], notBefore: Int64 = 0, notAfter: Int64 = .max,
        isVerified: Bool = true
    ) {
        self.names = names
        self.addresses = addresses
        self.notBefore = notBefore
        self.notAfter = notAfter
        self.isVerified = isVerified
    }

    /// Whether a client that asks for this host, in lower case, accepts the certificate. A wildcard stands for exactly
    /// one label (RFC 6125, 6.4.3).
    public func covers(name: String) -> Bool {
        let parent = name.drop { $0 != "." }
        let hasLabel = !name.isEmpty && !parent.isEmpty && parent.utf8.count < name.utf8.count
        return names.contains { pattern in
            pattern == name || hasLabel && pattern.hasPrefix("*.") && pattern.dropFirst() == parent
        }
    }

    /// The same for an address.
    public func covers(address: [UInt8]) -> Bool { addresses.contains(address) }

    /// From here on it should be renewed: the last third of its life has begun.
    public var renewalDue: Int64 {
        let (life, isTooLong) = notAfter.subtractingReportingOverflow(notBefore)
        return isTooLong ? notAfter : notAfter - life / 3
    }
}
