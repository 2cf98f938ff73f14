extension Duration {
    /// Whole milliseconds, rounded up: a caller that sleeps this long does not wake too early and sleep again. Never
    /// negative.
    public var roundedUpMilliseconds: Int64 {
        guard self > .zero else { return 0 }
        let (seconds, rest) = components
        let (whole, overflows) = seconds.multipliedReportingOverflow(by: 1_000)
        return overflows
            ? .max : whole.addingReportingOverflow((rest + 999_999_999_999_999) / 1_000_000_000_000_000).partialValue
    }
}
