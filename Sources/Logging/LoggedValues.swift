public import Core
public import JSON
public import Store

// What else may stand in a log: values of which everybody may know. No secret ever comes here.

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
