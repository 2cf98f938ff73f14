/// One change of the schema, and how to undo it.
struct Migration: Sendable {
    let number: Int
    let name: String
    let up: String
    let down: String

    /// Detects an edited migration. It protects against accidents, not against an attacker: an attacker who can change
    /// the text inside this program can change the program.
    var checksum: String {
        let hash = up.utf8.reduce(UInt64(0xcbf2_9ce4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        return String(hash, radix: 16)
    }

    /// All migrations, oldest first. The texts are the files in `Migrations/`, which the build puts into the program.
    /// `make docs` writes this list from the folder.
    static let all = [
        Migration(
            1, "ground_floor", up: PackageResources.m0001_ground_floor_sql,
            down: PackageResources.m0001_ground_floor_down_sql),
        Migration(
            2, "live_events", up: PackageResources.m0002_live_events_sql,
            down: PackageResources.m0002_live_events_down_sql),
        Migration(
            3, "trusted_time", up: PackageResources.m0003_trusted_time_sql,
            down: PackageResources.m0003_trusted_time_down_sql),
        Migration(
            4, "areas_and_services", up: PackageResources.m0004_areas_and_services_sql,
            down: PackageResources.m0004_areas_and_services_down_sql),
        Migration(
            5, "sessions_of_hosts", up: PackageResources.m0005_sessions_of_hosts_sql,
            down: PackageResources.m0005_sessions_of_hosts_down_sql),
        Migration(
            6, "app_passwords", up: PackageResources.m0006_app_passwords_sql,
            down: PackageResources.m0006_app_passwords_down_sql),
        Migration(
            7, "addresses_of_keys", up: PackageResources.m0007_addresses_of_keys_sql,
            down: PackageResources.m0007_addresses_of_keys_down_sql),
        Migration(
            8, "statements", up: PackageResources.m0008_statements_sql,
            down: PackageResources.m0008_statements_down_sql),
    ]

    init(_ number: Int, _ name: String, up: [UInt8], down: [UInt8]) {
        self.number = number
        self.name = name
        self.up = String(decoding: up, as: UTF8.self)
        self.down = String(decoding: down, as: UTF8.self)
    }
}
