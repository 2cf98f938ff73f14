import Agent
import Console
import Glibc
import Settings
import Store
import System

/// The paths and the settings: the system's folders for root, those of the XDG base directory specification for other
/// users, those of systemd for its services.
struct Places {
    /// Reads them again.
    let reader: SettingsReader
    /// Their present values.
    let settings: AgentSettings

    /// Whether an option chooses the address for codes.
    let namesAddress: Bool

    /// The options that were given, in the order of the help: `--state`, `--port`.
    let named: [String]

    /// No option names another node, so a node of the system is meant.
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

    /// The options of a command that is not an agent: those that find one.
    static let toFindAgent: Set = ["state", "socket"]
    static let ofAgent = Set(Setting.all.map(\.name))

    /// Reads `--config` and the options of these settings. For an agent they say where to be, not where another one is.
    ///
    /// - Parameter wrong: called if the settings are invalid. The defaults and the options then apply.
    init(
        _ arguments: inout Arguments, taking names: Set<String> = toFindAgent, forAgent isAgent: Bool = false,
        despite wrong: ((SettingsFailure) -> Void)? = nil
    ) throws(CommandFailure) {
        let named = try arguments.option("--config") ?? Terminal.environment("KITH_CONFIG")
        let file =
            named.map { SettingsFile(named: fromRoot($0)) } ?? UsualPlaces.settingsFile.map { SettingsFile(usual: $0) }
        var (options, environment) = ([String: String](), [String: String]())
        for setting in Setting.all {
            environment[setting.name] = Terminal.environment(setting.variable, orEmpty: setting.mayBeEmpty).map {
                setting.isPath ? fromRoot($0) : $0
            }
            guard names.contains(setting.name) else { continue }
            let word = try setting.isToggle ? arguments.toggle(setting.option) : arguments.option(setting.option)
            options[setting.name] = word.map { setting.isPath ? fromRoot($0) : $0 }
        }
        self.named = Setting.all.map { ($0.name, $0.option) }.filter { options[$0.0] != nil }.map(\.1)
        namesAddress = options["address"] != nil || options["interface"] != nil
        // Empty if the place is unknown: then an option must name it.
        let usual = AgentSettings(
            stateFolder: UsualPlaces.stateFolder ?? "",
            controlSocket: (isAgent ? UsualPlaces.ownSocket : UsualPlaces.controlSocket) ?? "")
        let given = SettingsReader(usual: usual, file: file, environment: environment, options: options)
        do throws(SettingsFailure) { (settings, reader) = (try given.read(), given) } catch {
            guard let wrong else { throw CommandFailure(.usage, error.text) }
            wrong(error)
            let kept = environment.filter { Self.toFindAgent.contains($0.key) }
            reader = SettingsReader(usual: usual, file: nil, environment: kept, options: options)
            do throws(SettingsFailure) { settings = try reader.read() } catch {
                throw CommandFailure(.usage, error.text)
            }
        }
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

    /// The users whose agent commands trust: the own user, root, and the user of the system's service. Root may also
    /// name the socket of another user's agent.
    var trustedUsers: Set<UInt32> {
        var users: Set = [0, geteuid()]
        if let folder = try? Files.status(UsualPlaces.systemState, followingLinks: true) { users.insert(folder.owner) }
        // Root made its folder, not the user of the service.
        let isGiven = controlSocket == UsualPlaces.systemSocket || geteuid() == 0 && !areUsual
        if isGiven, let file = try? Files.status(controlSocket, followingLinks: false) {
            users.insert(file.owner)
        }
        return users
    }
}

/// The default paths. Nil if they are in a home folder and the user has none.
private enum UsualPlaces {
    private static let isRoot = geteuid() == 0
    static let systemSocket = "/run/kith/control.sock"
    static let systemState = "/var/lib/kith"

    /// Never a folder that is shared with other users, such as /tmp: the user who makes it first controls its content.
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

    /// A user without an own node means the system's node, also without permission: then the error says so.
    static var controlSocket: String? {
        let own = ownSocket
        let hasOwn = own.map { unsafe access($0, F_OK) == 0 } ?? false
        let isThere = unsafe access(systemSocket, F_OK) == 0 || errno == EACCES
        return !hasOwn && isThere ? systemSocket : own
    }

    /// systemd.exec(5): the first, if a unit names several.
    private static func ofService(_ variable: String) -> String? {
        Terminal.environment(variable)?.split(separator: ":").first.map(String.init)
    }
}

/// The same path, independent of the current folder.
func fromRoot(_ path: String) -> String {
    guard !path.hasPrefix("/"), !path.isEmpty, let folder = unsafe getcwd(nil, 0) else { return path }
    defer { unsafe free(folder) }
    return unsafe String(cString: folder) + "/" + path
}

extension ControlClient {
    /// For the agent that is meant.
    init(_ places: Places, patience: Duration = .seconds(10)) {
        self.init(
            socket: places.controlSocket, trusted: places.trustedUsers,
            node: places.named.contains("--socket") ? nil : places, patience: patience)
    }
}
