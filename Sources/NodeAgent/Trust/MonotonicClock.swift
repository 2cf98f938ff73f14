/// Time since the process began, which no clock setting moves: nonces and rates are counted by it.
enum MonotonicClock {
    private static let start = ContinuousClock.now

    static func now() -> Duration { ContinuousClock.now - start }
}
