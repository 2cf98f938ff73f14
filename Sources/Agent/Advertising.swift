import Core
import MDNS

// What the local network reads about a node, and what operators read about its advertising.
extension NodeFacts {
    /// The advertisement under the configured name, or under the host's name.
    func advertisement(name given: Name?, port: UInt16, links: [Int32]) -> Advertisement {
        Advertisement(
            node: id, name: given ?? Self.name(ofHost: name), version: kithVersion, port: port, links: links)
    }

    /// Some host names are not valid names. Such a node is called "node".
    static func name(ofHost host: String) -> Name { (try? Name(host)) ?? Name(trusted: "node") }
}

extension AdvertisingStatus {
    /// One word for programs, and a sentence for people.
    var words: (state: String, detail: String) {
        switch self {
        case .off: ("off", "")
        case .waiting(let obstacle): ("waiting", obstacle.description)
        case .published(let name): ("published", name)
        }
    }
}
