import Access
import Core
import HTTPServer
import LocalNetwork
import Settings

extension Server.Limits {
    /// The limits and proxies of the settings, for the server.
    init(_ settings: AgentSettings, _ share: DescriptorShare) {
        self.init()
        let (limits, rules) = (settings.limits, TrustRules(settings))
        standsForMany = { HostAddress($0.bytes).map(rules.trusts) ?? false }
        connections = share.connections
        connectionsOverUnix = share.connectionsOverUnix
        connectionsOfAnAddress = limits.connectionsOfAnAddress
        handshakesOfAnAddress = Rate(limits.handshakesAMinute, per: .seconds(60))
        handshakes = Rate(limits.handshakesASecond, per: .seconds(1))
        message.head = limits.headBytes
        message.body = limits.bodyBytes
        patience = limits.slowRequest
        idle = limits.idleConnection
        streams.unsentMessages = limits.unsentEvents
        // Clients send nothing longer than an acknowledgement.
        streams.message = 8 * 1_024
        onLink = .ofThisMachine()
    }
}
