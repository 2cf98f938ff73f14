// swift-tools-version: 6.2
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
let migrations: [Resource] = ["m0001_ground_floor"].flatMap { name -> [Resource] in
    [.embedInCode("../../Migrations/\(name).sql"), .embedInCode("../../Migrations/\(name).down.sql")]
}

let package = Package(
    name: "kith",
    products: [.executable(name: "kith", targets: ["kith"])],
    targets: [
        library("CSQLite", pkgConfig: "sqlite3", package: "libsqlite3-dev"),
        library("COpenSSL", pkgConfig: "libcrypto", package: "libssl-dev"),
        library("CQREncode", pkgConfig: "libqrencode", package: "libqrencode-dev"),
        .systemLibrary(name: "CLinux"),

        room("PairingCore"),
        room("Registry", ["PairingCore"]),
        room("JSON"),
        room("HTTPMessage"),
        room("Credentials", ["PairingCore", "JSON", "COpenSSL"]),
        room("WebInterface", ["PairingCore", "JSON", "HTTPMessage"]),
        room("QRCode", ["CQREncode"]),
        room("SQLiteStore", ["PairingCore", "Registry", "JSON", "CSQLite", "CLinux"], resources: migrations),
        room("Discovery", ["PairingCore", "CLinux"]),
        room("HTTPServer", ["HTTPMessage", "CLinux"]),
        room("HTTPClient", ["HTTPMessage", "CLinux"]),
        room(
            "NodeAgent",
            [
                "PairingCore", "Registry", "JSON", "Credentials", "WebInterface", "SQLiteStore", "Discovery",
                "HTTPMessage", "HTTPServer", "CLinux",
            ]),
        room(
            "CommandLine",
            [
                "NodeAgent", "PairingCore", "Registry", "JSON", "Discovery", "SQLiteStore", "HTTPMessage", "HTTPClient",
                "QRCode", "CLinux",
            ]),
        .executableTarget(name: "kith", dependencies: ["CommandLine"], swiftSettings: strict),

        part("Seeded", at: "Tests/Seeded", []),
        part("Rehearsal", at: "Tests/Rehearsal", ["PairingCore", "Registry", "Seeded"]),
        part("RepositoryContract", at: "Tests/RepositoryContract", ["PairingCore", "Registry", "Rehearsal"]),
        .executableTarget(
            name: "store-driver", dependencies: ["PairingCore", "Registry", "SQLiteStore", "Rehearsal"],
            path: "Tests/StoreDriver", swiftSettings: strict),
        .executableTarget(
            name: "kith-bench", dependencies: ["PairingCore", "Registry", "SQLiteStore", "Rehearsal"],
            path: "Benchmarks/kith-bench", swiftSettings: strict),

        tests("PairingCore", ["Seeded"]),
        tests(
            "SQLiteStore", ["PairingCore", "Registry", "RepositoryContract", "Rehearsal", "CSQLite", "CLinux"],
            exclude: ["Frozen"]),
        tests("JSON", ["Seeded"]),
        tests("Credentials", ["PairingCore", "JSON", "Seeded"], exclude: ["make_dpop_vectors.py"]),
        tests("HTTPMessage"),
        tests("HTTPServer", ["HTTPMessage", "HTTPClient", "CLinux", "Seeded"]),
        tests("QRCode"),
        tests("Discovery"),
    ]
)
