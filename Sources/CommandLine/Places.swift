import Discovery
import Glibc
import NodeAgent
import PairingCore
import SQLiteStore

/// Where things are: the system's folders for root, those of the XDG base directory specification for anybody else.
struct Places {
    let stateFolder: String
    let controlSocket: String

    init(_ arguments: inout Arguments) throws(CommandFailure) {
        let home = Terminal.environment("HOME") ?? "/tmp"
        let isRoot = geteuid() == 0
        let data = Terminal.environment("XDG_DATA_HOME") ?? home + "/.local/share"
        let runtime = Terminal.environment("XDG_RUNTIME_DIR")
        let named = try arguments.option("--state") ?? Terminal.environment("KITH_STATE")
        stateFolder = named ?? (isRoot ? "/var/lib/kith" : data + "/kith")
        // A node that was put somewhere else keeps its socket there too, so that it is not taken for the usual one.
        let folder = named ?? (isRoot ? "/run/kith" : runtime.map { $0 + "/kith" } ?? stateFolder)
        controlSocket =
            try arguments.option("--socket") ?? Terminal.environment("KITH_SOCKET") ?? folder + "/control.sock"
    }

    var store: StoreFiles { StoreFiles(folder: stateFolder) }
}

extension AgentSettings {
    /// What the options say of an agent that this command runs.
    init(_ places: Places, _ arguments: inout Arguments) throws(CommandFailure) {
        self.init(stateFolder: places.stateFolder, controlSocket: places.controlSocket)
        if let port = try arguments.number("--port", 0...65_535) { self.port = UInt16(port) }
        if let name = try arguments.option("--interface") { address = .interface(name) }
        if let text = try arguments.option("--address") {
            guard let bytes = HostAddress(text)?.bytes else {
                throw CommandFailure(.usage, "--address takes an address of this machine, not '\(text)'.")
            }
            address = .address(bytes)
        }
    }
}
