import Core

@testable import MDNS

typealias Machine = PublisherMachine

/// Every state by a name, with a plan that shows whether it was kept: it has failed twice, and goes by an alternative.
enum NamedState: String, CaseIterable, CustomStringConvertible {
    case stopped, resting, connecting, settling, registering, published

    var description: String { rawValue }

    var state: Machine.State { state(.current) }

    func state(_ plan: Machine.Plan, collisions: Int = 3) -> Machine.State {
        switch self {
        case .stopped: .stopped
        case .resting: .resting(plan, .noBus)
        case .connecting: .connecting(plan)
        case .settling: .settling(plan)
        case .registering: .registering(plan, collisions: collisions)
        case .published: .published(plan)
        }
    }
}

extension Advertisement {
    static let first = Advertisement(node: NodeID(number: 1), name: Name(trusted: "alder"), version: "1", port: 1)
    /// Under the same name.
    static let onAnotherPort = Advertisement(
        node: NodeID(number: 1), name: Name(trusted: "alder"), version: "1", port: 2)
    static let renamed = Advertisement(node: NodeID(number: 1), name: Name(trusted: "birch"), version: "1", port: 1)
}

extension Machine.Plan {
    static let current = Self(advertisement: .first, name: "kith on alder #4", failures: 2)

    func failed(_ failures: Int) -> Self { Self(advertisement: advertisement, name: name, failures: failures) }
    func named(_ name: String) -> Self { Self(advertisement: advertisement, name: name, failures: failures) }
    func on(_ advertisement: Advertisement, named name: String) -> Self {
        Self(advertisement: advertisement, name: name, failures: failures)
    }
}
