/// The entry for libFuzzer. Each fuzzer is this file and one other, which has `fuzz(_: Input)`.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    fuzz(Input(unsafe Array(UnsafeBufferPointer(start: start, count: count))))
    return 0
}

/// One input: bytes, and behind them how they are to be read. The last byte has two halves: the upper is a choice that
/// means something else to each fuzzer; the lower says how many bytes before it are sizes of portions. At the end, so
/// that what was found about the bytes stays true when libFuzzer puts something in front of them.
struct Input {
    let bytes: [UInt8]
    /// 0 to 15.
    let choice: Int
    private let sizes: [Int]

    init(_ all: [UInt8]) {
        let last = all.last ?? 0
        let rest = all.dropLast()
        sizes = rest.suffix(Int(last & 15)).map { Int($0) + 1 }
        choice = Int(last >> 4)
        bytes = Array(rest.dropLast(sizes.count))
    }

    func chose(_ bit: Int) -> Bool { choice >> bit & 1 == 1 }

    var portions: [ArraySlice<UInt8>] { portions(of: bytes) }

    /// Bytes as they may arrive: the sizes, again and again; without any, one by one.
    func portions(of bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        var (portions, rest, turn) = ([ArraySlice<UInt8>](), bytes[...], 0)
        while !rest.isEmpty {
            let size = sizes.isEmpty ? 1 : sizes[turn % sizes.count]
            portions.append(rest.prefix(size))
            rest = rest.dropFirst(size)
            turn += 1
        }
        return portions
    }

    /// Nil where the bytes are no UTF-8.
    var text: String? { String(validating: bytes, as: UTF8.self) }

    /// The bytes between separators, empty ones too.
    func parts(_ separator: Character, most: Int = .max) -> [[UInt8]] {
        bytes.split(separator: separator.asciiValue ?? 0, maxSplits: most - 1, omittingEmptySubsequences: false)
            .map { Array($0) }
    }
}
