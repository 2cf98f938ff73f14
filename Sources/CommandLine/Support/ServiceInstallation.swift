import Glibc

/// How the service gets onto this machine.
enum ServiceInstallation: Equatable {
    /// Its unit is there, from the package or from kith's source folder.
    case done
    /// By the package, which apt installs.
    case byPackage
    /// From kith's source folder or its archive.
    case fromSource

    static var onThisMachine: ServiceInstallation {
        of(hasUnit: SystemUnit.isInstalled(), hasApt: unsafe access("/usr/bin/apt", X_OK) == 0)
    }

    static func of(hasUnit: Bool, hasApt: Bool) -> ServiceInstallation {
        hasUnit ? .done : hasApt ? .byPackage : .fromSource
    }

    /// What makes the service and its user. `make install` makes the unit, but no user.
    var commands: [String] {
        switch self {
        case .done: ["sudo systemd-sysusers"]
        case .byPackage: ["sudo apt install ./kith_*.deb"]
        case .fromSource: ["sudo make install", "sudo systemd-sysusers"]
        }
    }

    /// Where to run the commands. Nil for any folder.
    var place: String? {
        switch self {
        case .done: nil
        case .byPackage: "In the folder of kith's package:"
        case .fromSource: "In kith's source folder:"
        }
    }

    /// As one line: the commands in quotes.
    var advice: String { commands.map { "'\($0)'" }.joined(separator: " and ") }
}
