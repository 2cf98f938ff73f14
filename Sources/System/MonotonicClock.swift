/// Time since the process began. Setting the clock does not change it: nonces and rates use it.
public enum MonotonicClock {
    private static let start = ContinuousClock.now

    public static func now() -> Duration { ContinuousClock.now - start }
}
