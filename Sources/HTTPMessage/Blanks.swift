extension BidirectionalCollection where Element == UInt8 {
    /// Without spaces and tabs around it.
    public var trimmingBlanks: SubSequence {
        let start = drop { $0 == 0x20 || $0 == 0x09 }
        guard let end = start.lastIndex(where: { $0 != 0x20 && $0 != 0x09 }) else { return start.prefix(0) }
        return start[...end]
    }
}
