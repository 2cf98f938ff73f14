import Agent
import Console
import Glibc
import Settings
import Store
import System

/// Where things are, and what is set: the system's folders for root, those of the XDG base directory specification for
/// anybody else, those that systemd made for whom it starts.
struct Places {
    /// Reads them again.
    let reader: SettingsReader
    /// As they are now.
    let settings: AgentSettings

    /// Whether an option says which of the node's addresses devices are sent to.
    let namesAddress: Bool

    /// Nobody has named others: where the system has a node, it is meant.
    var areUsual: Bool {
        controlSocket == UsualPlaces.systemSocket
            || controlSocket == UsualPlaces.controlSocket && stateFolder == UsualPlaces.stateFolder
    }

    /// Whether the service keeps its state in the same folder.
    var isSystemState: Bool { stateFolder == UsualPlaces.systemState }

    /// Where this user's own node is while nobody says otherwise.
    static var ownStateFolder: String? { UsualPlaces.stateFolder }

    var stateFolder: String { settings.stateFolder }
    var controlSocket: String { settings.controlSocket }
    var store: any Maintenance { settings.maintenance }

    /// What a command takes that is no agent: to find one.
    static let toFindAgent: Set = ["state", "socket"]
    static let ofAgent = Set(Setting.all.map(\.name))

    /// Takes `--config` and the options of these settings. What an agent is told is where to be, and not where another is.
    init(
        _ arguments: inout Arguments, taking names: Set<String> = toFindAgent, forAgent isAgent: Bool = false
    ) throws(CommandFailure) {
        let named = try arguments.option("--config") ?? Terminal.environment("KITH_CONFIG")
        let file =
            named.map { SettingsFile(named: fromRoot($0)) } ?? UsualPlaces.settingsFile.map { SettingsFile(usual: $0) }
        var (options, environment) = ([String: String](), [String: String]())
        for setting in Setting.all {
            environment[setting.name] = Terminal.environment(setting.variable).map {
                setting.isPath ? fromRoot($0) : $0
            }
            guard names.contains(setting.name) else { continue }
            let word = try setting.isToggle ? arguments.toggle(setting.option) : arguments.option(setting.option)
            options[setting.name] = word.map { setting.isPath ? fromRoot($0) : $0 }
        }
        namesAddress = options["address"] != nil || options["interface"] != nil
        // Empty if nobody can say where: then somebody has to have named it.
        let usual = AgentSettings(
            stateFolder: UsualPlaces.stateFolder ?? "",
            controlSocket: (isAgent ? UsualPlaces.ownSocket : UsualPlaces.controlSocket) ?? "")
        reader = SettingsReader(usual: usual, file: file, environment: environment, options: options)
        do throws(SettingsFailure) { settings = try reader.read() } catch { throw CommandFailure(.usage, error.text) }
        guard !settings.stateFolder.isEmpty, !settings.controlSocket.isEmpty else { throw Self.noHome }
    }

    private static var noHome: CommandFailure {
        CommandFailure(
            .failed,
            """
            \(User.current.description) has no home folder: HOME is not set, and the system does not know the user. Name \
            the folder for the node's data with --state.
            """)
    }

    /// The users whose agent commands believe: oneself, root, and the user that the system's service runs as. Root may also
    /// name the socket of another user's agent.
    var trustedUsers: Set<UInt32> {
        var users: Set = [0, geteuid()]
        if let folder = try? Files.status(UsualPlaces.systemState, followingLinks: true) { users.insert(folder.owner) }
        // Root made its folder, whoever runs the service.
        let isGiven = controlSocket == UsualPlaces.systemSocket || geteuid() == 0 && !areUsual
        if isGiven, let file = try? Files.status(controlSocket, followingLinks: false) {
            users.insert(file.owner)
        }
        return users
    }
}

/// Where things are while nobody says otherwise. Nil if that is in a home folder, and the user has none.
private enum UsualPlaces {
    private static let isRoot = geteuid() == 0
    static let systemSocket = "/run/kith/control.sock"
    static let systemState = "/var/lib/kith"

    /// Never a folder that is shared with other users, such as /tmp: whoever makes it first decides what is in it.
    private static var home: String? {
        [Terminal.environment("HOME"), User.current.entry?.home].compactMap { $0 }.first { $0.hasPrefix("/") }
    }

    private static func folder(_ variable: String, inHome path: String) -> String? {
        (Terminal.environment(variable) ?? home.map { $0 + path }).map { $0 + "/kith" }
    }

    static var settingsFile: String? {
        let folder = ofService("CONFIGURATION_DIRECTORY") ?? (isRoot ? "/etc/kith" : nil)
        return (folder ?? self.folder("XDG_CONFIG_HOME", inHome: "/.config")).map { $0 + "/kith.conf" }
    }

    static var stateFolder: String? {
        ofService("STATE_DIRECTORY") ?? (isRoot ? systemState : folder("XDG_DATA_HOME", inHome: "/.local/share"))
    }

    static var ownSocket: String? {
        if let folder = ofService("RUNTIME_DIRECTORY") { return folder + "/control.sock" }
        guard !isRoot else { return systemSocket }
        let folder = Terminal.environment("XDG_RUNTIME_DIR").map { $0 + "/kith" } ?? stateFolder
        return folder.map { $0 + "/control.sock" }
    }

    /// Who runs none of their own means the system's node, also where they may not: then they are told so.
    static var controlSocket: String? {
        let own = ownSocket
        let hasOwn = own.map { unsafe access($0, F_OK) == 0 } ?? false
        let isThere = unsafe access(systemSocket, F_OK) == 0 || errno == EACCES
        return !hasOwn && isThere ? systemSocket : own
    }

    /// systemd.exec(5): the first, where a unit names several.
    private static func ofService(_ variable: String) -> String? {
        Terminal.environment(variable)?.split(separator: ":").first.map(String.init)
    }
}

/// The same path, for any current folder.
func fromRoot(_ path: String) -> String {
    guard !path.hasPrefix("/"), !path.isEmpty, let folder = unsafe getcwd(nil, 0) else { return path }
    defer { unsafe free(folder) }
    return unsafe String(cString: folder) + "/" + path
}

extension ControlClient {
    /// For the agent that is meant.
    init(_ places: Places, patience: Duration = .seconds(10)) {
        self.init(socket: places.controlSocket, trusted: places.trustedUsers, patience: patience)
    }
}
