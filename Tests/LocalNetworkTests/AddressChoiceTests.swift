import Core
import Testing

@testable import LocalNetwork

/// Machines as they are, each as the kernel describes it, and the addresses that a code may contain there.
@Suite struct AddressChoiceTests {
    @Test(arguments: Machine.all) func chooses(_ machine: Machine) {
        // The order in which the kernel lists interfaces depends on when each was made.
        for networks in [machine.networks, machine.networks.reversed] {
            let choice = try? chooseAddress(in: networks, setting: machine.setting)
            #expect((choice.map { [$0.chosen] + $0.others } ?? []).map(\.text) == machine.result)
        }
    }

    @Test func saysWhyNot() {
        let networks = Machine("", ["eth0"], ["eth0 192.168.1.2/24"], []).networks
        let nothing = Networks(links: [], entries: [], routes: [])
        #expect(throws: NoAddress.noLANAddress) { try chooseAddress(in: nothing) }
        #expect(throws: NoAddress.nothingOnInterface("eth1")) {
            try chooseAddress(in: networks, setting: .interface("eth1"))
        }
        #expect(throws: NoAddress.notOwnAddress([192, 168, 1, 3])) {
            try chooseAddress(in: networks, setting: .address([192, 168, 1, 3]))
        }
    }

    @Test func leavesOutWhatNothingListensOn() throws {
        let networks = Machine(
            "", ["eth0", "eth1"], ["eth0 192.168.1.2/24", "eth1 10.0.0.2/24"], [], routes: ["eth0"]
        ).networks
        let choice = try chooseAddress(in: networks) { $0.text == "10.0.0.2" }
        #expect(choice.chosen.text == "10.0.0.2")
        #expect(choice.others == [])
        #expect(choice.links == [2])
    }

    @Test func namesTheInterfacesOfTheAddresses() throws {
        let machine = Machine(
            "", ["eth0", "docker0 bridge", "wlan0"],
            ["eth0 192.168.1.2/24", "eth0 192.168.1.9/24", "docker0 172.17.0.1/16", "wlan0 10.0.0.2/24"], [])
        #expect(try chooseAddress(in: machine.networks).links == [1, 3])
        #expect(try chooseAddress(in: machine.networks, setting: .interface("docker0")).links == [1, 2, 3])
    }

    @Test func readsThisMachine() {
        let own = InterfaceAddress.ofThisMachine()
        #expect(own.contains { $0.interface == "lo" && $0.text == "127.0.0.1" })
    }
}

extension Networks {
    fileprivate var reversed: Networks {
        let ranks = Dictionary(uniqueKeysWithValues: links.map { ($0.index, -Int($0.index)) })
        // Within an interface the order stays, as the kernel keeps it.
        let turned = entries.enumerated().sorted { one, other in
            let (left, right) = (ranks[one.element.link] ?? 0, ranks[other.element.link] ?? 0)
            return left == right ? one.offset < other.offset : left < right
        }
        return Networks(links: links.reversed(), entries: turned.map(\.element), routes: routes.reversed())
    }
}
