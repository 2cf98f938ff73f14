import Synchronization
import Testing

@testable import System

@Suite struct WorkerTests {
    @Test func runsWorkInItsOrder() {
        let worker = Worker()
        let seen = Mutex<[Int]>([])
        for number in 0..<1_000 { worker.run { seen.withLock { $0.append(number) } } }
        worker.stop()
        #expect(seen.withLock { $0 } == Array(0..<1_000))
    }

    @Test func stopWaitsForTheWorkThatIsUnderWay() {
        let worker = Worker()
        let (begun, go) = (Semaphore(), Semaphore())
        let isDone = Atomic(false)
        worker.run {
            begun.signal()
            go.wait()
            isDone.store(true, ordering: .relaxed)
        }
        begun.wait()
        let stopper = Thread.start {
            worker.stop()
            let wasDone = isDone.load(ordering: .relaxed)
            #expect(wasDone)
        }
        go.signal()
        stopper?.join()
        #expect(stopper != nil)
    }

    @Test func timersRingInTheOrderOfTheirTimes() {
        let worker = Worker()
        let seen = Mutex<[Int]>([])
        let done = Semaphore()
        worker.run(after: .milliseconds(60)) {
            seen.withLock { $0.append(3) }
            done.signal()
        }
        worker.run(after: .milliseconds(20)) { seen.withLock { $0.append(2) } }
        worker.run(after: .zero) { seen.withLock { $0.append(1) } }
        done.wait()
        worker.stop()
        #expect(seen.withLock { $0 } == [1, 2, 3])
    }

    @Test func stopDropsWhatIsNotDue() {
        let worker = Worker()
        let isRun = Atomic(false)
        worker.run(after: .seconds(3_600)) { isRun.store(true, ordering: .relaxed) }
        worker.stop()
        worker.run { isRun.store(true, ordering: .relaxed) }
        worker.stop()
        let wasRun = isRun.load(ordering: .relaxed)
        #expect(!wasRun)
    }

    @Test func workMayAddWork() {
        let worker = Worker()
        let done = Semaphore()
        worker.run { worker.run { worker.run(after: .milliseconds(1)) { done.signal() } } }
        done.wait()
        worker.stop()
    }

    @Test func aSemaphoreKeepsSignalsThatNobodyWaitsFor() {
        let semaphore = Semaphore()
        #expect(!semaphore.wait(within: .milliseconds(1)))
        semaphore.signal()
        semaphore.signal()
        #expect(semaphore.wait(within: .zero))
        semaphore.wait()
        #expect(!semaphore.wait(within: .zero))
    }

    @Test func aThreadMayBeTheLastToHoldItself() {
        let box = Mutex<Thread?>(nil)
        let (ready, done) = (Semaphore(), Semaphore())
        let thread = Thread.start {
            ready.wait()
            box.withLock { $0 = nil }
            done.signal()
        }
        box.withLock { $0 = thread }
        ready.signal()
        done.wait()
        thread?.join()
        thread?.join()
    }

    @Test(
        arguments: [
            (Duration.zero, 0), (.milliseconds(-5), 0), (.nanoseconds(1), 1), (.milliseconds(1), 1),
            (.microseconds(1_001), 2), (.seconds(2), 2_000), (.seconds(Int64.max), Int64.max),
        ] as [(Duration, Int64)])
    func millisecondsAreRoundedUp(_ duration: Duration, _ milliseconds: Int64) {
        #expect(duration.roundedUpMilliseconds == milliseconds)
    }
}
