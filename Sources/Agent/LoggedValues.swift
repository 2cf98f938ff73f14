public import JSON
public import Logging
public import Settings

// What else may stand in a log of the agent.

extension AddressRange: LogValue {
    public var logged: JSONValue { .string(description) }
}
