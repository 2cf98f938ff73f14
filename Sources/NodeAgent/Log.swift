import Glibc

/// What the operator should know, a line each on standard error. Never a secret: only texts written here and causes that
/// the system names.
enum Log {
    static func error(_ text: String) {
        let line = Array("kith: \(text)\n".utf8)
        _ = unsafe line.withUnsafeBytes { unsafe write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}
