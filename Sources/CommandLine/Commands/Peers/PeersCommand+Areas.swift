import Agent
import Console
import Core
import HTTPMessage
import JSON

// Areas of a device: assigned and unassigned.
extension PeersCommand {
    static func assign(
        _ client: ControlClient, _ arguments: inout Arguments, _ asJSON: Bool
    ) throws(CommandFailure) {
        let (peer, area) = try target("kith peers assign", client, &arguments)
        let answer = try client.object(.put, "\(areaPath(area.id))/peers/\(PercentEncoding.encode(peer.id))")
        guard !asJSON else { return Terminal.json(answer) }
        guard !peer.areas.contains(area.name) else {
            return Terminal.say("'\(peer.name)' is already in the area '\(area.name)'.")
        }
        Terminal.say("'\(peer.name)' is now in the area '\(area.name)'. \(services(of: area))")
    }

    static func unassign(
        _ client: ControlClient, _ arguments: inout Arguments, _ asJSON: Bool
    ) throws(CommandFailure) {
        let (peer, area) = try target("kith peers unassign", client, &arguments)
        guard peer.areas.contains(area.name) else {
            throw CommandFailure(
                .failed, "'\(peer.name)' is not in the area '\(area.name)', so nothing was changed.")
        }
        let answer = try client.object(.delete, "\(areaPath(area.id))/peers/\(PercentEncoding.encode(peer.id))")
        guard !asJSON else { return Terminal.json(answer) }
        Terminal.say("'\(peer.name)' is no longer in the area '\(area.name)'.")
    }

    private static func target(
        _ command: String, _ client: ControlClient, _ arguments: inout Arguments
    ) throws(CommandFailure) -> (peer: Peer, area: AreaEntry) {
        let peer = try arguments.word(command, "the name or id of a device, and an area")
        let area = try arguments.word(command, "the name or id of an area after the device")
        try arguments.finish()
        return (try PeerDirectory(client).find(peer), try AreaDirectory(client).find(area))
    }

    private static func services(of area: AreaEntry) -> String {
        guard area.isEnabled else { return "The area is disabled, so the device cannot use its services yet." }
        return area.services.isEmpty
            ? "The area contains no services yet. To add one: kith services add NAME URL --area \(area.name.asShellWord)"
            : "Its services: \(listed(area.services))."
    }
}
