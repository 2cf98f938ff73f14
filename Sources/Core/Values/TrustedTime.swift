/// The time by which jobs delete and expire records, so that one false answer of a time server does not move it.
///
/// It advances with the machine's monotonic clock. If the wall clock differs, the difference must last for six hours.
/// Then trusted time moves by the smallest difference of that period. Only hours in which the agent runs and reads the
/// clocks are counted, and a restart continues the count. A machine that is off at night, or was off for a month,
/// catches up after six hours of running. Until then, requests are checked by the later of both clocks, so nothing that
/// expired while the machine was off works again.
///
/// A value without a clock: each reading is passed in.
public struct TrustedTime: Hashable, Sendable {
    /// How long a difference must last.
    public static let standing = Duration.hours(6)
    /// The most that is counted of the time between two readings. While a machine sleeps, nobody sees its wall clock.
    public static let longestLook = Duration.minutes(10)
    /// Clocks with a smaller difference agree.
    public static let tolerance = Duration.seconds(2)
    /// A difference that people should know about.
    public static let worthTelling = Duration.hours(1)

    /// A difference of the wall clock.
    public struct Jump: Hashable, Sendable {
        /// How far the wall clock was ahead; negative if behind. The smallest difference that was seen.
        public var nearest: Duration
        /// How long it has been on this side.
        public var stood: Duration

        public init(nearest: Duration, stood: Duration) {
            self.nearest = nearest
            self.stood = stood
        }
    }

    /// What is stored, so that a restart continues from it.
    public struct Record: Hashable, Sendable {
        public var moment: Moment
        public var jump: Jump?

        public init(moment: Moment, jump: Jump? = nil) {
            self.moment = moment
            self.jump = jump
        }
    }

    /// As of the last reading.
    public private(set) var record: Record
    private var lookedAt: Duration

    /// Continues from the stored record. Without one, it starts with the wall clock.
    public init(_ stored: Record?, wall: Moment, monotonic: Duration) {
        record = stored ?? Record(moment: wall)
        lookedAt = monotonic
    }

    /// The trusted time now.
    public func moment(at monotonic: Duration) -> Moment { record.moment + elapsed(until: monotonic) }

    /// The time of the jobs: the trusted time, or the wall clock while the two agree. So normally a thing expires at
    /// the very moment from which it is refused.
    public func settled(wall: Moment, monotonic: Duration) -> Moment {
        let trusted = moment(at: monotonic)
        return Self.agree(wall - trusted) ? wall : trusted
    }

    private static func agree(_ difference: Duration) -> Bool {
        difference <= tolerance && difference >= .zero - tolerance
    }

    /// The later of both clocks. What has expired by either is refused.
    public func latest(wall: Moment, monotonic: Duration) -> Moment { max(wall, moment(at: monotonic)) }

    /// How far the wall clock is ahead; negative if behind.
    public func difference(wall: Moment, monotonic: Duration) -> Duration { wall - moment(at: monotonic) }

    /// Reads the wall clock. Call it once a minute. Returns true if trusted time has moved.
    public mutating func look(wall: Moment, monotonic: Duration) -> Bool {
        let elapsed = elapsed(until: monotonic)
        record.moment = record.moment + elapsed
        lookedAt = max(lookedAt, monotonic)
        let difference = wall - record.moment
        guard !Self.agree(difference) else {
            record.jump = nil
            return false
        }
        guard var jump = record.jump, (jump.nearest < .zero) == (difference < .zero) else {
            record.jump = Jump(nearest: difference, stood: .zero)
            return false
        }
        jump.nearest = difference < .zero ? max(jump.nearest, difference) : min(jump.nearest, difference)
        // A stored value may be anything.
        jump.stood = max(.zero, min(jump.stood, Self.standing)) + min(elapsed, Self.longestLook)
        guard jump.stood >= Self.standing else {
            record.jump = jump
            return false
        }
        record = Record(moment: record.moment + jump.nearest)
        return true
    }

    /// A clock that goes backwards is treated as stopped.
    private func elapsed(until monotonic: Duration) -> Duration { max(.zero, monotonic - lookedAt) }
}
