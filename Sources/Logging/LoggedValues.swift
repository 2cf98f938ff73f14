public import Core
public import JSON
public import Store

// Further values that may be logged. None of them is secret.

extension HostAddress: LogValue {
    public var logged: JSONValue { .string(description) }
}

extension PairingID: LogValue {
    public var logged: JSONValue { .string(description) }
}

extension PeerID: LogValue {
    public var logged: JSONValue { .string(description) }
}

extension NodeID: LogValue {
    public var logged: JSONValue { .string(description) }
}

extension StorageFailure: LogValue {
    public var logged: JSONValue { .string(description) }
}
