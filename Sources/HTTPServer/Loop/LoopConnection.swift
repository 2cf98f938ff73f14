/// One connection of the loop that speaks HTTP.
final class LoopConnection {
    let pollKey: PollKey
    let info: ConnectionInfo
    /// The key under which it is counted.
    let key: AddressKey?
    var exchange: Exchange

    init(
        _ socket: consuming Socket, pollKey: PollKey, info: ConnectionInfo, key: AddressKey?, limits: Server.Limits,
        now: ContinuousClock.Instant
    ) {
        self.pollKey = pollKey
        self.info = info
        self.key = key
        exchange = Exchange(socket, limits: limits, now: now)
    }
}
