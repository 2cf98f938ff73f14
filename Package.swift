// swift-tools-version: 6.2
import Glibc
import PackageDescription

/// One set of rules for every module: what the compiler can find is an error.
let strict: [SwiftSetting] = [
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

/// A module and what it may import. `scripts/check-imports` compares the sources with this list.
func module(_ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource] = []) -> Target {
    .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: strict)
}

func tests(_ module: String, _ more: [Target.Dependency] = [], exclude: [String] = []) -> Target {
    .testTarget(
        name: module + "Tests", dependencies: [.byName(name: module)] + more, exclude: exclude, swiftSettings: strict)
}

/// Shared by tests and benchmarks, not part of the product.
func part(_ name: String, at path: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependencies, path: path, swiftSettings: strict)
}

func library(_ module: String, pkgConfig: String, package: String) -> Target {
    .systemLibrary(name: module, pkgConfig: pkgConfig, providers: [.apt([package])])
}

/// `.embedInCode` needs each file by name. `make docs` writes this list from the folder, and the migrator's test
/// compares the two. The manifest does not read the folder: SwiftPM caches the manifest's result until the manifest
/// changes.
let migrations: [Resource] = [
    "m0001_ground_floor",
    "m0002_live_events",
    "m0003_trusted_time",
    "m0004_areas_and_services",
    "m0005_sessions_of_hosts",
    "m0006_app_passwords",
    "m0007_addresses_of_keys",
    "m0008_statements",
].flatMap { name -> [Resource] in
    [.embedInCode("../../Migrations/\(name).sql"), .embedInCode("../../Migrations/\(name).down.sql")]
}

/// The crypto of the join page, for browsers that have none. It comes from Debian and is not in the repository.
let vendoredScript = ".build/vendor/nacl.min.js"
guard unsafe access("\(Context.packageDirectory)/\(vendoredScript)", R_OK) == 0 else {
    print("\(vendoredScript) is missing; run `make setup`")
    exit(1)
}

/// The files of `PageTemplates.builtIn`.
let templates: [Resource] = [
    "join.html", "home.html", "notice.html", "service.html", "kith.css", "join.css", "home.css", "mark.svg", "icon.png",
    "kith.keys.js", "kith.memory.js", "kith.node.js", "kith.page.js", "kith.words.js", "kith.cookies.js",
    "join.node.js", "join.page.js", "join.js", "join.later.js",
    "home.node.js", "home.live.js", "home.page.js", "home.services.js", "home.visit.js", "home.apps.js",
    "home.js",
    "kith.en.json", "kith.de.json", "join.en.json", "join.de.json", "home.en.json", "home.de.json",
].map { .embedInCode("../../Templates/\($0)") }

let package = Package(
    name: "kith",
    products: [.executable(name: "kith", targets: ["kith"])],
    targets: [
        library("CSQLite", pkgConfig: "sqlite3", package: "libsqlite3-dev"),
        library("COpenSSL", pkgConfig: "libcrypto", package: "libssl-dev"),
        library("CTLS", pkgConfig: "libcrypto", package: "libssl-dev"),
        library("CQREncode", pkgConfig: "libqrencode", package: "libqrencode-dev"),
        // Without pkg-config: it returns a flag that Swift rejects, with a warning on every build. The compiler finds
        // headers and library anyway.
        .systemLibrary(name: "CAvahi", providers: [.apt(["libavahi-client-dev"])]),
        .systemLibrary(name: "CLinux"),

        module("Core"),
        module("Roster", ["Core"]),
        module("Store", ["Core", "Roster"]),
        module("JSON"),
        module("HTTPMessage"),
        module("System", ["Core", "CLinux"]),
        module("TLS", ["System", "CTLS"]),
        module("Credentials", ["Core", "JSON", "COpenSSL"]),
        module("API", ["Core", "JSON", "HTTPMessage"]),
        module("WebAPI", ["Core", "JSON", "HTTPMessage", "API"]),
        module(
            "WebPages", ["Core", "JSON", "HTTPMessage", "API"],
            resources: templates + [.embedInCode("../../\(vendoredScript)"), .embedInCode("../../docs/errors.md")]),
        module("QRCode", ["CQREncode"]),
        module(
            "SQLiteStore", ["Core", "API", "Roster", "Store", "System", "CSQLite", "CLinux"], resources: migrations),
        module("LocalNetwork", ["Core", "JSON", "System", "CLinux"]),
        module("MDNS", ["Core", "System", "CAvahi", "CLinux"]),
        module("HTTPServer", ["HTTPMessage", "System", "TLS", "CLinux"]),
        module("HTTPClient", ["HTTPMessage", "System", "CLinux"]),
        module("Logging", ["Core", "Store", "JSON", "CLinux"]),
        module("Console", ["Core", "CLinux"]),
        module("Settings", ["Core", "Logging", "System", "CLinux"]),
        module(
            "Live", ["Core", "Store", "System", "Credentials", "API", "HTTPServer", "Logging"]),
        module(
            "Access",
            [
                "Core", "Store", "Credentials", "API", "WebAPI", "HTTPMessage", "HTTPServer", "LocalNetwork", "Logging",
                "Settings",
                "System", "TLS", "CLinux",
            ]),
        module(
            "Mesh", ["Core", "JSON", "HTTPMessage", "HTTPClient", "LocalNetwork", "MDNS", "System", "CLinux"]),
        module(
            "Handlers",
            [
                "Access", "Live", "Mesh", "Core", "Roster", "Store", "Credentials", "API", "WebAPI", "WebPages",
                "HTTPMessage", "HTTPServer", "Logging", "Settings", "System",
            ]),
        module(
            "Agent",
            [
                "Handlers", "Access", "Live", "Mesh", "Core", "Roster", "Store", "JSON", "Credentials", "API",
                "WebPages",
                "SQLiteStore",
                "LocalNetwork", "MDNS", "HTTPServer", "HTTPMessage", "Logging", "Settings", "System", "TLS", "CLinux",
            ]),
        module(
            "CommandLine",
            [
                "API", "Agent", "Core", "Store", "JSON", "LocalNetwork", "MDNS", "HTTPMessage", "HTTPClient",
                "Logging", "Console", "QRCode", "Settings", "System", "TLS",
            ]),
        .executableTarget(name: "kith", dependencies: ["CommandLine"], swiftSettings: strict),

        part("Seeded", at: "Tests/Seeded", []),
        part("Aside", at: "Tests/Aside", ["System"]),
        part("Rehearsal", at: "Tests/Rehearsal", ["Core", "Credentials", "Roster", "Store", "Seeded"]),
        part("TerminalModel", at: "Tests/TerminalModel", ["Console"]),
        part("WireCases", at: "Tests/WireCases", ["HTTPMessage"]),
        part("RepositoryContract", at: "Tests/RepositoryContract", ["Core", "Store", "Rehearsal"]),
        part(
            "AgentTestKit", at: "Tests/AgentTestKit",
            [
                "API", "Access", "Core", "Credentials", "HTTPMessage", "HTTPServer", "Handlers", "JSON", "Live", "Mesh",
                "Rehearsal", "SQLiteStore", "Settings", "Store", "System", "WebPages",
            ]),
        .executableTarget(
            name: "store-driver", dependencies: ["Core", "Store", "SQLiteStore", "Rehearsal"],
            path: "Tests/StoreDriver", swiftSettings: strict),
        .executableTarget(
            name: "server-driver",
            dependencies: ["Credentials", "HTTPMessage", "HTTPServer", "JSON", "TLS", "WireCases"],
            path: "Tests/ServerDriver", swiftSettings: strict),
        .executableTarget(
            name: "publisher-driver", dependencies: ["LocalNetwork", "MDNS", "Core"], path: "Tests/PublisherDriver",
            swiftSettings: strict),
        .executableTarget(
            name: "kith-bench", dependencies: ["Core", "Store", "SQLiteStore", "Rehearsal"],
            path: "Benchmarks/kith-bench", swiftSettings: strict),

        tests("Core", ["API", "Seeded"]),
        tests("Roster", ["Core", "Seeded"]),
        tests("Live", ["Core", "Store", "HTTPServer", "Seeded", "AgentTestKit", "Rehearsal", "System"]),
        tests(
            "SQLiteStore",
            [
                "Core", "Credentials", "Roster", "Store", "RepositoryContract", "Rehearsal", "System", "CSQLite",
                "CLinux",
            ],
            exclude: ["Frozen"]),
        tests("System"),
        tests("TLS", ["CTLS"]),
        tests("JSON", ["Seeded"]),
        tests("Credentials", ["Core", "JSON", "Seeded"], exclude: ["make_dpop_vectors.py"]),
        tests("HTTPMessage"),
        tests("HTTPServer", ["HTTPMessage", "HTTPClient", "CLinux", "Aside", "Seeded", "WireCases"]),
        tests("HTTPClient", ["HTTPMessage", "HTTPServer", "CLinux", "Aside", "Seeded"]),
        tests("Logging", ["Core", "Store", "JSON"]),
        tests("Console", ["Core", "Seeded", "TerminalModel"]),
        tests("Settings", ["Core", "LocalNetwork", "MDNS", "CLinux"]),
        tests("API", ["Core", "HTTPMessage"]),
        tests("WebAPI", ["Core", "HTTPMessage", "API", "Credentials"]),
        tests("WebPages", ["Core", "HTTPMessage", "API", "Credentials"]),
        tests(
            "Access",
            [
                "Core", "Store", "JSON", "Credentials", "API", "WebAPI", "HTTPMessage", "HTTPServer", "LocalNetwork",
                "Settings", "System", "TLS", "AgentTestKit", "Rehearsal",
            ]),
        tests(
            "Handlers",
            [
                "Access", "Live", "Mesh", "Core", "Store", "Credentials", "API", "WebAPI", "WebPages", "HTTPMessage",
                "HTTPServer",
                "Settings", "SQLiteStore", "System", "AgentTestKit", "Rehearsal",
            ]),
        tests(
            "Agent",
            [
                "System", "Live", "Access", "Handlers", "Core", "Store", "JSON", "Credentials", "LocalNetwork", "MDNS",
                "SQLiteStore", "HTTPMessage", "HTTPServer", "Logging", "Settings", "API", "WebAPI", "WebPages",
                "CLinux", "AgentTestKit",
            ]),
        tests("Mesh", ["Core", "MDNS", "LocalNetwork", "HTTPMessage", "HTTPServer", "System", "Seeded"]),
        tests("QRCode"),
        tests("LocalNetwork", ["Core", "CLinux", "JSON", "Seeded"]),
        tests("MDNS", ["Core", "CLinux", "Seeded"]),
        tests(
            "CommandLine",
            [
                "Core", "Agent", "Store", "JSON", "Console", "LocalNetwork", "MDNS", "QRCode", "Settings", "Seeded",
                "System", "TerminalModel",
            ]),
    ]
)
