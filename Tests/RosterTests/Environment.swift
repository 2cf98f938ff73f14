import Glibc

/// Whether the tests run at full length.
let isSoak = unsafe getenv("KITH_SOAK") != nil

/// How many random sets of statements are drawn, if the environment says so.
let setsWanted = unsafe getenv("KITH_ROSTER_SETS").flatMap { unsafe UInt64(String(cString: $0)) }
