/// The time by which the jobs delete and end things, so that no single false answer of a time server moves it.
///
/// It advances with the machine's monotonic clock. Where the wall clock says something else, that difference has to stand for
/// six hours; then trusted time moves by the smallest difference that was seen meanwhile. Six hours count only while the agent
/// runs and looks, but they go on after a restart: a machine that is off at night, or was off for a month, catches up after six
/// hours of running, whatever came in between. Until then requests are refused by the later of both clocks, so nothing that
/// ended while the machine was off works again.
///
/// A value without a clock: each reading is handed in.
public struct TrustedTime: Hashable, Sendable {
    /// How long a difference has to stand.
    public static let standing = Duration.hours(6)
    /// What counts of the time between two looks. While a machine sleeps nobody sees what its wall clock does.
    public static let longestLook = Duration.minutes(10)
    /// Clocks that are so near to each other agree.
    public static let tolerance = Duration.seconds(2)
    /// A difference that a person should know of.
    public static let worthTelling = Duration.hours(1)

    /// What the wall clock says beside it.
    public struct Jump: Hashable, Sendable {
        /// How far the wall clock was ahead; below zero: behind. Of all that was seen, what lies nearest to trusted time.
        public var nearest: Duration
        /// For how long it has been on this side.
        public var stood: Duration

        public init(nearest: Duration, stood: Duration) {
            self.nearest = nearest
            self.stood = stood
        }
    }

    /// What is stored of it, so that it goes on after a restart.
    public struct Record: Hashable, Sendable {
        public var moment: Moment
        public var jump: Jump?

        public init(moment: Moment, jump: Jump? = nil) {
            self.moment = moment
            self.jump = jump
        }
    }

    /// As of the last look.
    public private(set) var record: Record
    private var lookedAt: Duration

    /// Goes on from what was stored. With nothing stored there is only the wall clock to begin with.
    public init(_ stored: Record?, wall: Moment, monotonic: Duration) {
        record = stored ?? Record(moment: wall)
        lookedAt = monotonic
    }

    /// The trusted time now.
    public func moment(at monotonic: Duration) -> Moment { record.moment + elapsed(until: monotonic) }

    /// What the jobs go by: the trusted time, or the wall clock while the two agree. So in ordinary times a thing ends at the
    /// very moment from which it is refused.
    public func settled(wall: Moment, monotonic: Duration) -> Moment {
        let trusted = moment(at: monotonic)
        return Self.agree(wall - trusted) ? wall : trusted
    }

    private static func agree(_ difference: Duration) -> Bool {
        difference <= tolerance && difference >= .zero - tolerance
    }

    /// The later of both clocks: what has ended by either is refused.
    public func latest(wall: Moment, monotonic: Duration) -> Moment { max(wall, moment(at: monotonic)) }

    /// How far the wall clock is ahead; below zero: behind.
    public func difference(wall: Moment, monotonic: Duration) -> Duration { wall - moment(at: monotonic) }

    /// Looks at the wall clock, as should be done once a minute. True where that has moved trusted time.
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
        // What was stored may be anything.
        jump.stood = max(.zero, min(jump.stood, Self.standing)) + min(elapsed, Self.longestLook)
        guard jump.stood >= Self.standing else {
            record.jump = jump
            return false
        }
        record = Record(moment: record.moment + jump.nearest)
        return true
    }

    /// A clock that goes backwards stands still for us.
    private func elapsed(until monotonic: Duration) -> Duration { max(.zero, monotonic - lookedAt) }
}
