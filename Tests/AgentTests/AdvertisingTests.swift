import MDNS
import Testing

@testable import Agent

@Suite struct AdvertisingTests {
    @Test(
        arguments: [
            ("alder", "alder"), ("alder.example.com", "alder.example.com"), ("", "node"), ("a\u{1B}[31m", "node"),
            ("küche", "küche"),
        ])
    func aNodeHasTheNameOfItsHost(_ host: String, _ name: String) {
        #expect("\(NodeFacts.name(ofHost: host))" == name)
    }

    @Test func saysInWordsHowItGoes() {
        #expect(AdvertisingStatus.off.words == ("off", ""))
        #expect(AdvertisingStatus.waiting(.noDaemon).words == ("waiting", "avahi-daemon is not running"))
        let refused = AdvertisingStatus.waiting(.refused(code: -1, text: "no"))
        #expect(refused.words == ("waiting", "Avahi refuses: no (-1)"))
        #expect(AdvertisingStatus.published(name: "kith on alder").words == ("published", "kith on alder"))
    }
}
