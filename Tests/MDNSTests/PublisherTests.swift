import Glibc
import Testing

@testable import MDNS

/// The thread around it, where there is no bus. With one: Tests/EndToEnd/service/mdns.
@Suite(.serialized) struct PublisherTests {
    /// Before the first client: no test speaks on the machine's own network.
    init() { _ = unsafe setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nowhere/bus", 1) }

    private func eventually(_ status: AdvertisingStatus, _ publisher: Publisher) -> Bool {
        let deadline = ContinuousClock.now + .seconds(20)
        while publisher.status != status {
            guard ContinuousClock.now < deadline else { return false }
            usleep(2_000)
        }
        return true
    }

    @Test func isOffUntilAsked() {
        let publisher = Publisher()
        #expect(publisher.status == .off)
        #expect(publisher.stop())
    }

    @Test func waitsForABusAndEndsWhileItDoes() {
        let publisher = Publisher()
        publisher.publish(.first)
        #expect(eventually(.waiting(.noBus), publisher))
        publisher.publish(.renamed)
        #expect(eventually(.waiting(.noBus), publisher))
        #expect(publisher.stop(within: .seconds(20)))
        #expect(publisher.status == .off)
        #expect(publisher.stop())
    }

    @Test func beginsAgain() {
        let publisher = Publisher()
        for _ in 0..<20 {
            publisher.publish(.first)
            #expect(publisher.stop(within: .seconds(20)))
            #expect(publisher.status == .off)
        }
        publisher.publish(.first)
        #expect(eventually(.waiting(.noBus), publisher))
    }

    @Test func leavesNoThreadOrDescriptorBehind() {
        let before = openDescriptors()
        for _ in 0..<50 {
            let publisher = Publisher()
            publisher.publish(.first)
            #expect(publisher.stop(within: .seconds(20)))
        }
        // Others open and close some meanwhile, but not fifty.
        #expect(openDescriptors() < before + 50)
    }

    private func openDescriptors() -> Int { (0..<4_096).count { fcntl($0, F_GETFD) >= 0 } }

    @Test(
        arguments: [
            (Duration.zero, 0), (.nanoseconds(1), 1), (.milliseconds(1), 1), (.microseconds(1_001), 2),
            (.seconds(30), 30_000), (.seconds(10_000_000), Int32.max),
        ] as [(Duration, Int32)])
    func countsMillisecondsForPoll(_ time: Duration, _ milliseconds: Int32) {
        #expect(time.milliseconds == milliseconds)
    }
}
