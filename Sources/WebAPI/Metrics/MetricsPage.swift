public import HTTPMessage

/// All metrics, in the text format of Prometheus (0.0.4).
public struct MetricsPage: Sendable {
    public typealias Labels = [(name: StaticString, value: String)]

    private var samples: [Metric: [String]] = [:]

    public init() {}

    /// A whole number.
    public mutating func add(_ metric: Metric, _ value: some BinaryInteger, _ labels: Labels = []) {
        append("\(value)", to: metric, labels: labels)
    }

    /// A time, in seconds.
    public mutating func add(_ metric: Metric, _ value: Duration, _ labels: Labels = []) {
        append(value.inDecimalSeconds, to: metric, labels: labels)
    }

    /// Each bound comes with the number of durations up to it. `count` is the total.
    public mutating func add(
        _ metric: Metric, buckets: [(bound: Duration, count: UInt64)], sum: Duration, count: UInt64
    ) {
        for bucket in buckets {
            append("\(bucket.count)", to: metric, "_bucket", labels: [("le", bucket.bound.inDecimalSeconds)])
        }
        append("\(count)", to: metric, "_bucket", labels: [("le", "+Inf")])
        append(sum.inDecimalSeconds, to: metric, "_sum")
        append("\(count)", to: metric, "_count")
    }

    private mutating func append(_ value: String, to metric: Metric, _ suffix: String = "", labels: Labels = []) {
        let pairs = labels.map { "\($0.name)=\"\(Self.escaped($0.value))\"" }.joined(separator: ",")
        let list = pairs.isEmpty ? "" : "{\(pairs)}"
        samples[metric, default: []].append("\(metric.rawValue)\(suffix)\(list) \(value)\n")
    }

    private static func escaped(_ value: String) -> String {
        var text = ""
        for character in value.unicodeScalars {
            switch character {
            case "\\": text += "\\\\"
            case "\"": text += "\\\""
            case "\n": text += "\\n"
            default: text.unicodeScalars.append(character)
            }
        }
        return text
    }

    /// In the order of ``Metric``. A metric without a sample is left out.
    public var text: String {
        var text = ""
        for metric in Metric.allCases {
            guard let samples = samples[metric] else { continue }
            text += "# HELP \(metric.rawValue) \(metric.help)\n# TYPE \(metric.rawValue) \(metric.kind.rawValue)\n"
            text += samples.joined()
        }
        return text
    }
}

extension Duration {
    /// `0.00025`. A negative duration becomes zero.
    fileprivate var inDecimalSeconds: String {
        let (seconds, rest) = max(.zero, self).components
        let nanoseconds = "\(rest / 1_000_000_000)"
        var digits = String(repeating: "0", count: 9 - nanoseconds.count) + nanoseconds
        while digits.last == "0" { digits.removeLast() }
        return digits.isEmpty ? "\(seconds)" : "\(seconds).\(digits)"
    }
}

extension Response {
    public static func metrics(_ page: MetricsPage) -> Response {
        Response(
            .ok, fields: ["Content-Type": "text/plain; version=0.0.4; charset=utf-8", "Cache-Control": "no-store"],
            body: Array(page.text.utf8))
    }
}
