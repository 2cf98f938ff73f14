/// Of the program, as `kith version` prints it.
public let kithVersion = "0.1.0"

/// When that version came out, or was begun while it is unreleased; a test compares it with the changelog.
public let kithVersionDate = "2026-11-21"
