import Testing

@testable import HTTPServer

@Suite struct OutgoingQueueTests {
    @Test func costsLittleWhenEmpty() {
        #expect(MemoryLayout<OutgoingQueue>.size <= 32)
    }

    @Test func takesAsManyEventsAsMayBe() {
        var queue = OutgoingQueue()
        for _ in 0..<256 { isTaken(queue.push([1])) }
        isRefused(queue.push([1]))
        #expect(queue.count == 256)
        queue.advance(by: 1)
        isTaken(queue.push([2]))
        isRefused(queue.push([2]))
    }

    @Test func takesAsManyBytesAsMayBe() {
        var queue = OutgoingQueue()
        let half = [UInt8](repeating: 1, count: 128 * 1024)
        isTaken(queue.push(half))
        isTaken(queue.push(half))
        isRefused(queue.push([1]))
        isTaken(queue.push([]))
        queue.advance(by: 1)
        isTaken(queue.push([1]))
        isRefused(queue.push([1]))
        #expect(queue.byteCount == 256 * 1024)
    }

    @Test func takesWhatIsLeftOver() {
        var queue = OutgoingQueue()
        isTaken(queue.push([1, 2, 3], sent: 3))
        #expect(queue.isEmpty)
        isTaken(queue.push([1, 2, 3], sent: 2))
        #expect(queue.next == [3])
        #expect(queue.byteCount == 1)
        queue.advance(by: 1)
        #expect(queue.next == nil)
    }

    @Test func endsAfterWhatHasBegun() {
        var queue = OutgoingQueue()
        for event in [[1, 2, 3], [4, 5], [6]] as [[UInt8]] { isTaken(queue.push(event)) }
        queue.advance(by: 4)
        queue.end(with: [9])
        #expect(rest(of: queue) == [5, 9])
        #expect(queue.count == 2)
        #expect(queue.byteCount == 2)
        queue.advance(by: 1)
        queue.end(with: [8])
        #expect(rest(of: queue) == [8])
        queue.end(with: [])
        #expect(queue.isEmpty)
        queue.end(with: [7])
        #expect(rest(of: queue) == [7])
    }

    @Test func keepsAHeadThatHasNotBegunToGo() {
        var queue = OutgoingQueue()
        for event in [[1, 2, 3], [4, 5]] as [[UInt8]] { isTaken(queue.push(event)) }
        queue.end(with: [9], keepingFirst: true)
        #expect(rest(of: queue) == [1, 2, 3, 9])
        #expect(queue.byteCount == 4)
        var empty = OutgoingQueue()
        empty.end(with: [9], keepingFirst: true)
        #expect(rest(of: empty) == [9])
    }

    /// One encoded frame is the same memory in every queue.
    @Test func sharesBytes() {
        let frame = [UInt8](repeating: 1, count: 1000)
        var queues = [OutgoingQueue](repeating: OutgoingQueue(), count: 3)
        for index in queues.indices { isTaken(queues[index].push(frame)) }
        for queue in queues {
            let isSame = queue.next.map { $0.span.isIdentical(to: frame.span) }
            #expect(isSame == true)
        }
    }

    /// The queue does as a plain list of what is unsent would.
    @Test(arguments: Dice.seeds) func keepsOrder(_ seed: UInt64) {
        var dice = Dice(seed: seed)
        var (queue, model) = (OutgoingQueue(), [[UInt8]]())
        var limits = OutgoingQueue.Limits()
        (limits.events, limits.bytes) = (90, 1500)
        for _ in 0..<800 {
            if dice.once(in: 2) {
                push(dice.bytes(dice.below(40)), &queue, &model, limits)
            } else {
                advance(dice.below(dice.once(in: 100) ? 5000 : 25), &queue, &model)
            }
            if dice.once(in: 500) { end(&queue, &model) }
            check(queue, model)
        }
    }

    private func push(
        _ bytes: [UInt8], _ queue: inout OutgoingQueue, _ model: inout [[UInt8]], _ limits: OutgoingQueue.Limits
    ) {
        let fits = model.count < limits.events && model.joined().count + bytes.count <= limits.bytes
        isTaken(queue.push(bytes, limits: limits) == (fits || bytes.isEmpty))
        if fits, !bytes.isEmpty { model.append(bytes) }
    }

    private func advance(_ count: Int, _ queue: inout OutgoingQueue, _ model: inout [[UInt8]]) {
        var left = min(count, queue.byteCount)
        queue.advance(by: left)
        while left > 0 {
            let gone = min(left, model[0].count)
            model[0].removeFirst(gone)
            left -= gone
            if model[0].isEmpty { model.removeFirst() }
        }
    }

    /// If a whole event is first, nothing of it was sent, so the model is brought to such a place.
    private func end(_ queue: inout OutgoingQueue, _ model: inout [[UInt8]]) {
        advance(model.first?.count ?? 0, &queue, &model)
        queue.end(with: [1, 2])
        model = [[1, 2]]
    }

    private func check(_ queue: OutgoingQueue, _ model: [[UInt8]]) {
        #expect(queue.count == model.count)
        #expect(queue.byteCount == model.joined().count)
        #expect(queue.isEmpty == model.isEmpty)
        #expect(queue.next.map(Array.init) == model.first)
        #expect(rest(of: queue) == Array(model.joined()))
    }

    /// A mutating call is not possible inside `#expect`.
    private func isTaken(_ outcome: Bool, _ location: SourceLocation = #_sourceLocation) {
        #expect(outcome, sourceLocation: location)
    }

    private func isRefused(_ outcome: Bool, _ location: SourceLocation = #_sourceLocation) {
        #expect(!outcome, sourceLocation: location)
    }

    private func rest(of queue: OutgoingQueue) -> [UInt8] {
        var (queue, bytes): (OutgoingQueue, [UInt8]) = (queue, [])
        while let next = queue.next {
            bytes += next
            queue.advance(by: next.count)
        }
        return bytes
    }
}
