import Glibc
import HTTPMessage

/// The `Date` field, which is made once a second, and the fields that all responses share.
struct HTTPDate {
    private let others: [UInt8]
    private var second = 0
    /// The line as it is sent.
    private(set) var line: [UInt8] = []

    init(with fields: HeaderFields) {
        others = fields.all.flatMap { Array("\($0.name): \($0.value)\r\n".utf8) }
        update()
    }

    mutating func update() {
        let now = time(nil)
        guard now != second else { return }
        second = now
        line = ResponseWriter.dateLine(httpDate(now)) + others
    }
}

/// The format of the `Date` field (RFC 9110, 5.6.7).
func httpDate(_ now: Int) -> String {
    var now = now
    var parts = unsafe tm()
    guard unsafe gmtime_r(&now, &parts) != nil else { return "" }
    let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let date = unsafe "\(two(parts.tm_mday)) \(months[Int(parts.tm_mon)]) \(parts.tm_year + 1900)"
    let clock = unsafe "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))"
    return unsafe "\(days[Int(parts.tm_wday)]), \(date) \(clock) GMT"
}
