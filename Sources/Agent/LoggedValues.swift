public import JSON
public import Logging
public import Settings

// Further types that the agent logs.

extension AddressRange: LogValue {
    public var logged: JSONValue { .string(description) }
}
