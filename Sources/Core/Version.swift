/// The version that `kith version` prints.
public let kithVersion = "0.1.0"

/// The date of that version. A test compares it with the changelog.
public let kithVersionDate = "2026-11-21"
