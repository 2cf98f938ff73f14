import Core

/// Appends values in the one form that statements have: big-endian numbers, texts with their length before them.
struct ByteWriter {
    private(set) var bytes: [UInt8] = []

    init(reserving count: Int = 256) { bytes.reserveCapacity(count) }

    mutating func byte(_ value: UInt8) { bytes.append(value) }

    mutating func number<Value: FixedWidthInteger & UnsignedInteger>(_ value: Value) {
        for shift in stride(from: Value.bitWidth - 8, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: value >> Value(shift)))
        }
    }

    mutating func octets(_ value: Octets32) { bytes += value.bytes }

    mutating func moment(_ value: Moment) { number(UInt64(bitPattern: value.milliseconds)) }

    mutating func end(_ value: Moment?) {
        byte(value == nil ? 0 : 1)
        if let value { moment(value) }
    }

    /// At most 65,535 bytes: the callers' values are limited far below.
    mutating func text(_ value: [UInt8]) {
        number(UInt16(clamping: value.count))
        bytes += value.prefix(Int(UInt16.max))
    }

    mutating func text(_ value: String) { text(Array(value.utf8)) }

    mutating func thing(_ value: Thing) {
        byte(value.kind.rawValue)
        octets(value.key.octets)
        number(value.local)
    }

    mutating func list<Element>(_ values: [Element], _ write: (inout Self, Element) -> Void) {
        byte(UInt8(clamping: values.count))
        for value in values.prefix(Int(UInt8.max)) { write(&self, value) }
    }
}
