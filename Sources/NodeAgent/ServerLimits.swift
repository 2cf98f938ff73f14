import Discovery
import HTTPServer
import PairingCore

extension Server.Limits {
    /// What the node's limits mean to its server.
    init(_ limits: Limits) {
        self.init()
        connections = limits.connections
        connectionsOfAnAddress = limits.connectionsOfAnAddress
        message.head = limits.headBytes
        message.body = limits.bodyBytes
        patience = limits.slowRequest
        idle = limits.idleConnection
        streams.unsentMessages = limits.unsentEvents
        onLink = .ofThisMachine()
    }
}
