import Access
import Core
import HTTPServer
import LocalNetwork
import Settings

extension Server.Limits {
    /// What the node's limits and its proxies mean to its server.
    init(_ settings: AgentSettings, _ share: DescriptorShare) {
        self.init()
        let (limits, rules) = (settings.limits, TrustRules(settings))
        standsForMany = { HostAddress($0.bytes).map(rules.trusts) ?? false }
        connections = share.connections
        connectionsOverUnix = share.connectionsOverUnix
        connectionsOfAnAddress = limits.connectionsOfAnAddress
        message.head = limits.headBytes
        message.body = limits.bodyBytes
        patience = limits.slowRequest
        idle = limits.idleConnection
        streams.unsentMessages = limits.unsentEvents
        // Nothing longer than an acknowledgement is ever said.
        streams.message = 8 * 1_024
        onLink = .ofThisMachine()
    }
}
