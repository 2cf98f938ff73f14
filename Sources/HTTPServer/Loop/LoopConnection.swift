/// One connection of the loop that speaks HTTP.
final class LoopConnection {
    let pollKey: PollKey
    var info: ConnectionInfo
    /// The key under which it is counted.
    let key: AddressKey?
    let openedAt: LoopInstant
    var exchange: Exchange

    init(
        _ socket: consuming Socket, pollKey: PollKey, info: ConnectionInfo, key: AddressKey?, limits: Server.Limits,
        now: LoopInstant
    ) {
        self.pollKey = pollKey
        self.info = info
        self.key = key
        openedAt = now
        let mayBeTLS = if case .tcp = info { true } else { false }
        exchange = Exchange(ClientSocket(socket, mayBeTLS: mayBeTLS), limits: limits, now: now)
    }
}
