/// Time since the process began, which no clock setting moves: nonces and rates are counted by it.
public enum MonotonicClock {
    private static let start = ContinuousClock.now

    public static func now() -> Duration { ContinuousClock.now - start }
}
