import Core
import Testing

@testable import MDNS

@Suite struct AdvertisementTests {
    private let node = NodeID(number: 1)

    private func advertisement(_ name: String, version: String = "0.1.0", port: UInt16 = 6_969) -> Advertisement {
        Advertisement(node: node, name: Name(trusted: name), version: version, port: port)
    }

    @Test func tellsWhatItShould() {
        let told = advertisement("alder")
        #expect(Advertisement.serviceType == "_kith._tcp")
        #expect(told.instanceName == "kith on alder (000000)")
        #expect(told.port == 6_969)
        #expect(told.texts == ["id=\(node)", "v=0.1.0", "api=1", "name=alder"])
    }

    @Test func isOnTheFirstOfManyInterfaces() {
        let links = (Int32(1)...40).map { $0 }
        let many = Advertisement(node: node, name: Name(trusted: "alder"), version: "1", port: 1, links: links)
        #expect(many.links == Array(1...16))
        #expect(advertisement("alder").links == [])
    }

    /// Otherwise it would stay on the interface of an earlier network.
    @Test func anotherInterfaceIsAnotherAdvertisement() {
        var machine = PublisherMachine()
        let on = { Advertisement(node: node, name: Name(trusted: "alder"), version: "1", port: 1, links: [$0]) }
        _ = machine.take(.publish(on(2)))
        _ = machine.take(.client(.isRunning))
        _ = machine.take(.group(.established))
        #expect(machine.take(.publish(on(2))) == [])
        #expect(machine.take(.publish(on(3))) == [.announce(on(3), name: "kith on alder (000000)")])
    }

    struct Cut: CustomTestStringConvertible, Sendable {
        let what: String
        let name: String
        let instance: String

        var testDescription: String { what }
    }

    /// `kith on ` has eight bytes and ` (000000)` has nine, so 46 are left.
    @Test(
        arguments: [
            Cut(what: "just fits", name: .repeating("a", 46), instance: "kith on " + .repeating("a", 46)),
            Cut(what: "one byte too long", name: .repeating("a", 47), instance: "kith on " + .repeating("a", 46)),
            Cut(what: "two bytes each", name: .repeating("é", 24), instance: "kith on " + .repeating("é", 23)),
            Cut(what: "three bytes each", name: .repeating("日", 16), instance: "kith on " + .repeating("日", 15)),
            Cut(
                what: "a letter and its marks stay together", name: .repeating("a", 43) + "e\u{301}\u{302}",
                instance: "kith on " + .repeating("a", 43)),
            Cut(
                what: "so does a family", name: .repeating("a", 31) + "👨\u{200D}👩\u{200D}👧",
                instance: "kith on " + .repeating("a", 31)),
            Cut(what: "not in a space", name: .repeating("a", 45) + " b", instance: "kith on " + .repeating("a", 45)),
            Cut(what: "one character of many bytes", name: "a" + .repeating("\u{301}", 60), instance: "kith on"),
        ])
    func cutsTheInstanceName(_ cut: Cut) {
        let told = advertisement(cut.name)
        #expect(told.instanceName == cut.instance + " (000000)")
        #expect(told.instanceName.utf8.count <= Advertisement.longestInstanceName)
        #expect(told.texts[3] == "name=" + cut.name)
    }

    @Test func cutsTexts() {
        let told = advertisement(.repeating("日", 64), version: .repeating("9", 300))
        #expect(told.texts[3].utf8.count == 197)
        #expect(told.texts[1] == "v=" + .repeating("9", 253))
        let longest = advertisement(.repeating("é", 127))
        #expect(longest.texts[3] == "name=" + .repeating("é", 125))
    }
}

extension String {
    fileprivate static func repeating(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }
}
