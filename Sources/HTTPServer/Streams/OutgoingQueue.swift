/// The unsent messages of a stream. It holds whole encoded messages, in arrays that all streams share. Only the
/// position in the first one is its own. An empty queue, the common case, uses no heap.
struct OutgoingQueue {
    struct Limits {
        /// Unsent messages, including one that is partly sent.
        var events = 256
        /// Unsent bytes.
        var bytes = 256 * 1024
    }

    private var chunks: [[UInt8]] = []
    /// The index of the first unsent message. Earlier places are empty.
    private var first = 0
    /// Sent bytes of the first unsent message.
    private var offset = 0
    /// Unsent bytes.
    private(set) var byteCount = 0

    /// The number of unsent messages.
    var count: Int { chunks.count - first }

    var isEmpty: Bool { byteCount == 0 }

    /// Returns false if that exceeds a limit; then nothing was added, and the stream must be dropped with a reason.
    ///
    /// `sent` bytes may already be sent, if the queue is empty: only the rest is queued.
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

    /// What to write next. Nil if there is nothing.
    var next: ArraySlice<UInt8>? { isEmpty ? nil : chunks[first][offset...] }

    /// Removes that many bytes, which were written.
    mutating func advance(by written: Int) {
        precondition((0...byteCount).contains(written), "More bytes were written than the queue holds")
        byteCount -= written
        offset += written
        while first < chunks.count, offset >= chunks[first].count {
            offset -= chunks[first].count
            chunks[first] = []
            first += 1
        }
        tidy()
    }

    /// Drops messages that are not being sent yet, and ends with `bytes`, whatever the limits: the reason why the
    /// stream ends. The next message stays if `keepingFirst` is true.
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

    /// Moves the rest to the front only when at least as much was sent, so each message is moved once on average.
    private mutating func tidy() {
        if first == chunks.count {
            (chunks, first) = ([], 0)
        } else if first >= 32, first * 2 >= chunks.count {
            chunks.removeFirst(first)
            first = 0
        }
    }
}
