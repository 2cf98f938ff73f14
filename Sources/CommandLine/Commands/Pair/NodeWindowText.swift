import Console

/// The texts of a node's window, in addition to the events.
enum NodeWindowText: Equatable {
    /// The first that a window says.
    case opened
    case service(ServiceAdvice)
    case keys(canRename: Bool)
    case renamed(String, to: String)
    case nameKept(String)
    case notRenamed(String)
    case nothingToRename
    case notPaired(String)
    /// With the options that named this node.
    case stopped(options: [String])
    /// Stopped, and another `kith pair` has taken over.
    case handedOver

    /// Lines of at most this many columns; nil breaks none. Commands are not broken: somebody may copy them.
    func lines(width: Int?) -> [String] {
        switch self {
        case .service(let advice): return advice.lines(width: width) + [""]
        case .keys(let canRename):
            let keys = canRename ? ["[p] pair another", "[r] rename"] : ["[p] pair a device"]
            let all = keys + ["[Ctrl-C] stop"]
            let line = all.joined(separator: "  ")
            return line.columns <= width ?? .max ? [line] : all
        case .opened, .renamed, .nameKept, .notRenamed, .nothingToRename, .notPaired, .stopped, .handedOver:
            return sentence.lines(width: width)
        }
    }

    private var sentence: String {
        switch self {
        case .opened: "This window is your node now: leave it open."
        case .service, .keys: ""
        case .renamed(let old, let new): "'\(old)' is now called '\(new)'."
        case .nameKept(let name): "The name is still '\(name)'."
        case .notRenamed(let why): "The name was not changed. \(why)"
        case .nothingToRename: "There is no device to rename. 'kith peers rename' renames any device."
        case .notPaired(Texts.cancelled), .notPaired(Texts.nothingOpen): "Cancelled. No device was paired."
        case .notPaired(let why): "No device was paired. \(why.asSentence)"
        case .handedOver:
            "Stopped. Another 'kith pair' runs this node now, so paired devices still reach it."
        case .stopped(let options):
            "Stopped. Paired devices cannot reach this node. To start it again\(options.isEmpty ? ": kith pair" : Self.again(options))"
        }
    }
}

extension NodeWindowText {
    private static func again(_ options: [String]) -> String { ", run 'kith pair' with the same \(listed(options))." }
}

/// How to run the node of a window as a service.
struct ServiceAdvice: Equatable {
    /// The folder of the node. Nil if the service uses the same folder.
    let folder: String?
    /// The service is not there yet.
    let installation: ServiceInstallation

    func lines(width: Int?) -> [String] {
        let install =
            "To run the node without this window, stop it here and install the service."
            + (installation.place.map { " \($0)" } ?? "")
        let kept =
            folder == nil
            ? "The service uses the same folder, so your devices stay paired."
            : "'kith adopt' moves this node into the service, so your devices stay paired."
        return install.lines(width: width) + commands.map { "  " + $0 } + kept.lines(width: width)
    }

    /// The package starts another node at once.
    private var move: [String] {
        guard let folder else { return [] }
        let stop = ["sudo systemctl stop kith.socket kith-control.socket kith.service"]
        return (installation == .byPackage ? stop : []) + ["sudo kith adopt \(folder.asShellWord)"]
    }

    private var commands: [String] {
        installation.commands + move + ["sudo systemctl enable --now kith"]
    }
}

extension String {
    fileprivate func lines(width: Int?) -> [String] {
        flowed(at: width).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    /// The same, as a person would type it: "Anna's phone".
    var asTypedWord: String {
        contains("'") && !contains(where: { "\"$`\\!".contains($0) }) ? "\"\(self)\"" : asShellWord
    }

    /// As a shell takes it for one word.
    var asShellWord: String {
        let isPlain = allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "/._-+@".contains($0)) }
        guard !isPlain else { return self }
        return "'" + split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
}
