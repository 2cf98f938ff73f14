// swift-tools-version: 6.2
import Glibc
import PackageDescription

/// One set of rules for every room: what the compiler can find, it refuses.
let strict: [SwiftSetting] = [
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

/// A room of the house. `scripts/check-imports` holds the sources against the same directions.
func room(_ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource] = []) -> Target {
    .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: strict)
}

func tests(_ room: String, _ more: [Target.Dependency] = [], exclude: [String] = []) -> Target {
    .testTarget(
        name: room + "Tests", dependencies: [.byName(name: room)] + more, exclude: exclude, swiftSettings: strict)
}

/// What tests and measurements share; no part of the product.
func part(_ name: String, at path: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependencies, path: path, swiftSettings: strict)
}

func library(_ module: String, pkgConfig: String, package: String) -> Target {
    .systemLibrary(name: module, pkgConfig: pkgConfig, providers: [.apt([package])])
}

/// `.embedInCode` needs each file by name; the migrator's test holds this list against the folder.
let migrations: [Resource] = ["m0001_ground_floor", "m0002_live_events", "m0003_trusted_time"].flatMap {
    name -> [Resource] in
    [.embedInCode("../../Migrations/\(name).sql"), .embedInCode("../../Migrations/\(name).down.sql")]
}

/// The crypto of the join page, for browsers that have none: not ours, and not in the repository.
let vendoredScript = ".build/vendor/nacl.min.js"
guard unsafe access("\(Context.packageDirectory)/\(vendoredScript)", R_OK) == 0 else {
    print("\(vendoredScript) is missing; run `make setup`")
    exit(1)
}

/// Those of `PageTemplates.builtIn`.
let templates: [Resource] = [
    "join.html", "home.html", "notice.html", "kith.css", "join.css", "home.css", "mark.svg", "icon.png",
    "kith.keys.js", "kith.memory.js", "kith.node.js", "kith.page.js", "join.node.js", "join.page.js", "join.js",
    "home.node.js", "home.live.js", "home.page.js", "home.js",
    "join.en.json", "join.de.json", "home.en.json", "home.de.json",
].map { .embedInCode("../../Templates/\($0)") }

let package = Package(
    name: "kith",
    products: [.executable(name: "kith", targets: ["kith"])],
    targets: [
        library("CSQLite", pkgConfig: "sqlite3", package: "libsqlite3-dev"),
        library("COpenSSL", pkgConfig: "libcrypto", package: "libssl-dev"),
        library("CQREncode", pkgConfig: "libqrencode", package: "libqrencode-dev"),
        // Without pkg-config: it names a flag that Swift refuses, with a warning on every build. Headers and library are
        // where the compiler looks anyway.
        .systemLibrary(name: "CAvahi", providers: [.apt(["libavahi-client-dev"])]),
        .systemLibrary(name: "CLinux"),

        room("PairingCore"),
        room("Registry", ["PairingCore"]),
        room("JSON"),
        room("HTTPMessage"),
        room("System", ["CLinux"]),
        room("Credentials", ["PairingCore", "JSON", "COpenSSL"]),
        room(
            "WebInterface", ["PairingCore", "JSON", "HTTPMessage"],
            resources: templates + [.embedInCode("../../\(vendoredScript)")]),
        room("QRCode", ["CQREncode"]),
        room("SQLiteStore", ["PairingCore", "Registry", "JSON", "System", "CSQLite", "CLinux"], resources: migrations),
        room("Discovery", ["PairingCore", "System", "CAvahi", "CLinux"]),
        room("HTTPServer", ["HTTPMessage", "System", "CLinux"]),
        room("HTTPClient", ["HTTPMessage", "System", "CLinux"]),
        room("Logging", ["PairingCore", "Registry", "JSON", "CLinux"]),
        room("Console", ["PairingCore", "CLinux"]),
        room("Settings", ["PairingCore", "Discovery", "Logging", "System", "CLinux"]),
        room(
            "Live", ["PairingCore", "Registry", "System", "Credentials", "WebInterface", "HTTPServer", "Logging"]),
        room(
            "NodeAgent",
            [
                "Live",
                "PairingCore", "Registry", "JSON", "Credentials", "WebInterface", "SQLiteStore", "Discovery",
                "HTTPMessage", "HTTPServer", "Logging", "Settings", "System", "CLinux",
            ]),
        room(
            "CommandLine",
            [
                "NodeAgent", "PairingCore", "Registry", "JSON", "Discovery", "SQLiteStore", "HTTPMessage", "HTTPClient",
                "Logging", "Console", "QRCode", "Settings", "System",
            ]),
        .executableTarget(name: "kith", dependencies: ["CommandLine"], swiftSettings: strict),

        part("Seeded", at: "Tests/Seeded", []),
        part("Aside", at: "Tests/Aside", ["System"]),
        part("Rehearsal", at: "Tests/Rehearsal", ["PairingCore", "Registry", "Seeded"]),
        part("TerminalModel", at: "Tests/TerminalModel", ["Console"]),
        part("WireCases", at: "Tests/WireCases", ["HTTPMessage"]),
        part("RepositoryContract", at: "Tests/RepositoryContract", ["PairingCore", "Registry", "Rehearsal"]),
        part(
            "AgentTestKit", at: "Tests/AgentTestKit",
            ["HTTPServer", "Live", "PairingCore", "Registry", "Rehearsal", "SQLiteStore", "System"]),
        .executableTarget(
            name: "store-driver", dependencies: ["PairingCore", "Registry", "SQLiteStore", "Rehearsal"],
            path: "Tests/StoreDriver", swiftSettings: strict),
        .executableTarget(
            name: "server-driver", dependencies: ["Credentials", "HTTPMessage", "HTTPServer", "JSON", "WireCases"],
            path: "Tests/ServerDriver", swiftSettings: strict),
        .executableTarget(
            name: "publisher-driver", dependencies: ["Discovery", "PairingCore"], path: "Tests/PublisherDriver",
            swiftSettings: strict),
        .executableTarget(
            name: "kith-bench", dependencies: ["PairingCore", "Registry", "SQLiteStore", "Rehearsal"],
            path: "Benchmarks/kith-bench", swiftSettings: strict),

        tests("PairingCore", ["Seeded"]),
        tests("Live", ["PairingCore", "Registry", "HTTPServer", "Seeded", "AgentTestKit", "Rehearsal", "System"]),
        tests(
            "SQLiteStore",
            ["PairingCore", "Registry", "RepositoryContract", "Rehearsal", "System", "CSQLite", "CLinux"],
            exclude: ["Frozen"]),
        tests("System"),
        tests("JSON", ["Seeded"]),
        tests("Credentials", ["PairingCore", "JSON", "Seeded"], exclude: ["make_dpop_vectors.py"]),
        tests("HTTPMessage"),
        tests("HTTPServer", ["HTTPMessage", "HTTPClient", "CLinux", "Aside", "Seeded", "WireCases"]),
        tests("HTTPClient", ["HTTPMessage", "HTTPServer", "CLinux", "Aside", "Seeded"]),
        tests("Logging", ["PairingCore", "Registry", "JSON"]),
        tests("Console", ["PairingCore", "Seeded", "TerminalModel"]),
        tests("Settings", ["PairingCore", "Discovery", "CLinux"]),
        tests("WebInterface", ["PairingCore", "HTTPMessage", "Credentials"]),
        tests(
            "NodeAgent",
            [
                "System",
                "Live", "PairingCore", "Registry", "JSON", "Credentials", "Discovery", "SQLiteStore", "HTTPMessage",
                "HTTPServer", "Logging", "Settings", "WebInterface", "CLinux",
            ]),
        tests("QRCode"),
        tests("Discovery", ["PairingCore", "CLinux", "Seeded"]),
        tests(
            "CommandLine",
            ["PairingCore", "NodeAgent", "JSON", "Console", "QRCode", "Settings", "Seeded", "TerminalModel"]),
    ]
)
