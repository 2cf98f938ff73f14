/// What a stream has still to send. It holds whole encoded events, each an array that all streams share, and only how
/// far the first of them went is its own. Empty, as nearly always, it has nothing on the heap.
struct OutgoingQueue {
    struct Limits {
        /// Unsent events, with the one that has gone in part.
        var events = 256
        /// Unsent bytes.
        var bytes = 256 * 1024
    }

    private var chunks: [[UInt8]] = []
    /// Where the unsent ones begin; before it the places are empty.
    private var first = 0
    /// Bytes of the first unsent one that have gone.
    private var offset = 0
    /// Unsent bytes.
    private(set) var byteCount = 0

    /// Unsent events.
    var count: Int { chunks.count - first }

    var isEmpty: Bool { byteCount == 0 }

    /// False where that is over a limit and nothing was taken: the stream is to be dropped, with a reason.
    ///
    /// `sent` bytes may have gone already, if the queue is empty: so nothing is queued but what was left over.
    mutating func push(_ bytes: [UInt8], sent: Int = 0, limits: Limits = Limits()) -> Bool {
        precondition(sent == 0 || isEmpty, "Bytes have gone past the queue")
        let added = bytes.count - sent
        guard added > 0 else { return true }
        guard count < limits.events, added <= limits.bytes - byteCount else { return false }
        append(bytes)
        offset += sent
        byteCount -= sent
        return true
    }

    /// What is to be written next. Nil when there is nothing.
    var next: ArraySlice<UInt8>? { isEmpty ? nil : chunks[first][offset...] }

    /// That many bytes were written.
    mutating func advance(by written: Int) {
        precondition((0...byteCount).contains(written), "More was written than there was")
        byteCount -= written
        offset += written
        while first < chunks.count, offset >= chunks[first].count {
            offset -= chunks[first].count
            chunks[first] = []
            first += 1
        }
        tidy()
    }

    /// Drops what has not begun to go, and ends with `bytes`, whatever the limits: the reason why the stream ends. What is
    /// next stays if `keepingFirst` is true.
    mutating func end(with bytes: [UInt8], keepingFirst keepsFirst: Bool = false) {
        let begun = offset > 0 || keepsFirst && !isEmpty ? chunks[first] : []
        chunks = []
        (first, byteCount) = (0, -offset)
        if !begun.isEmpty { append(begun) }
        if !bytes.isEmpty { append(bytes) }
    }

    private mutating func append(_ bytes: [UInt8]) {
        chunks.append(bytes)
        byteCount += bytes.count
    }

    /// Moves what is left to the front only when at least as much has gone, so each event is moved once on average.
    private mutating func tidy() {
        if first == chunks.count {
            (chunks, first) = ([], 0)
        } else if first >= 32, first * 2 >= chunks.count {
            chunks.removeFirst(first)
            first = 0
        }
    }
}
