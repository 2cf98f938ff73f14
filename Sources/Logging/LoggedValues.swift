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

/// A person, perhaps on a device, has typed it. It holds nothing that moves a cursor, and is put in quotes.
extension Name: LogValue {
    public var logged: JSONValue { .string(text) }
}

extension StorageFailure: LogValue {
    public var logged: JSONValue { .string(description) }
}
