import Dispatch
import Synchronization
import Testing

@testable import Access

@Suite struct KnownNamesTests {
    /// A name is found while another thread is looking up the addresses: it must not be forgotten by the older look-up.
    @Test func anOlderLookUpIsNotStoredLast() {
        let (isLooking, goOn) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        let looks = Mutex(0)
        let names = KnownNames { others in
            let number = looks.withLock { looks in
                looks += 1
                return looks
            }
            // The first is that of the start.
            if number == 2 {
                isLooking.signal()
                goOn.wait()
            }
            var own = OwnNames()
            own.names = others
            return own
        }
        let done = DispatchGroup()
        DispatchQueue(label: "test.refreshing").async(group: done) { names.refresh() }
        isLooking.wait()
        DispatchQueue(label: "test.adding").async(group: done) { names.add(found: "attic.local") }
        // Without an order between the two, the name is stored at once, and then the older look-up over it.
        for _ in 0..<50 where names.value.names.isEmpty { _ = goOn.wait(timeout: .now() + .milliseconds(2)) }
        goOn.signal()
        done.wait()
        #expect(names.value.names == ["attic.local"])
    }
}
