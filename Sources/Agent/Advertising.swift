import Core
import MDNS

// What the local network is told of a node, and its operators of that.
extension NodeFacts {
    /// By the name that it was given, or that of its host.
    func advertisement(name given: Name?, port: UInt16) -> Advertisement {
        Advertisement(node: id, name: given ?? Self.name(ofHost: name), version: kithVersion, port: port)
    }

    /// A host may be called what no name can be; then it is a node like any other.
    static func name(ofHost host: String) -> Name { (try? Name(host)) ?? Name(trusted: "node") }
}

extension AdvertisingStatus {
    /// One word for programs, and what there is to know for people.
    var words: (state: String, detail: String) {
        switch self {
        case .off: ("off", "")
        case .waiting(let obstacle): ("waiting", obstacle.description)
        case .published(let name): ("published", name)
        }
    }
}
