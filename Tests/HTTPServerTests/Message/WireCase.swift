import HTTPMessage
import Testing

@testable import HTTPServer

/// Raw bytes, what is to become of them, and where that is written: a section of RFC 9112, or of RFC 9110 where it says
/// so, or "limit". Each is fed whole, byte by byte, and split at every position.
struct WireCase: CustomTestStringConvertible, Sendable {
    enum Expected: Equatable, Sendable {
        /// With how many bytes behind it are left.
        case complete(Request, keepsAlive: Bool, left: Int)
        case refused(Status)
        case incomplete
    }

    let section: String
    let raw: [UInt8]
    let expected: Expected

    var testDescription: String { section + " " + String(decoding: raw.prefix(120), as: UTF8.self).debugDescription }

    func check() {
        #expect(outcome([raw.count]) == expected, "whole")
        #expect(outcome(Array(1..<max(raw.count, 1))) == expected, "byte by byte")
        // The large ones are split where it is likely to matter: they are there for their size.
        let step = raw.count < 400 ? 1 : raw.count / 16
        for split in stride(from: 0, to: raw.count, by: step) {
            #expect(outcome([split]) == expected, "split at \(split)")
        }
    }

    /// `ends` are where portions end but for the last.
    private func outcome(_ ends: [Int]) -> Expected {
        var wire = Wire()
        for end in ends + [raw.count] {
            switch wire.receive(raw[wire.received..<max(end, wire.received)]) {
            case .incomplete, .awaitsContinue: continue
            case .refused(let status): return .refused(status)
            case .complete:
                let request = wire.reader.request
                let left = raw.count - wire.consumed
                return .complete(request.request, keepsAlive: request.keepsAlive, left: left)
            }
        }
        return .incomplete
    }
}

/// A receive buffer as a connection has it: what was consumed goes, so that places move from call to call.
struct Wire {
    var reader: RequestReader
    private(set) var received = 0
    private(set) var consumed = 0
    private var buffer: [UInt8] = Array("old".utf8)
    private var start = 3

    init(_ limits: MessageLimits = MessageLimits()) { reader = RequestReader(limits: limits) }

    mutating func receive(_ portion: some Collection<UInt8>) -> RequestReader.Outcome {
        received += portion.count
        buffer += portion
        let outcome = reader.read(buffer, start..<buffer.count)
        switch outcome {
        case .incomplete(let count), .awaitsContinue(let count), .complete(let count): consume(count)
        case .refused: break
        }
        return outcome
    }

    private mutating func consume(_ count: Int) {
        precondition(count <= buffer.count - start, "It consumes what there is")
        consumed += count
        start += count
        guard start > 8 else { return }
        buffer.removeFirst(start)
        start = 0
    }
}

extension WireCase {
    static let host: HeaderFields = ["Host": "h"]

    init(_ section: String, _ raw: String, _ expected: Expected) {
        self.init(section: section, raw: Array(raw.utf8), expected: expected)
    }

    init(_ section: String, _ raw: String, _ request: Request, keepsAlive: Bool = true, left: Int = 0) {
        self.init(section, raw, .complete(request, keepsAlive: keepsAlive, left: left))
    }

    init(_ section: String, _ raw: String, _ status: Status) { self.init(section, raw, .refused(status)) }

    /// A request line with a good Host behind it.
    static func line(_ section: String, _ text: String, _ status: Status = .badRequest) -> WireCase {
        WireCase(section, "\(text)\r\nHost: h\r\n\r\n", status)
    }

    static func line(
        _ section: String, _ text: String, _ method: Method, _ target: Target, host: String = "h"
    ) -> WireCase {
        WireCase(section, "\(text)\r\nHost: h\r\n\r\n", Request(method, target, fields: ["Host": host]))
    }

    /// Field lines behind a good Host.
    static func field(_ section: String, _ text: String, _ status: Status = .badRequest) -> WireCase {
        WireCase(section, "POST / HTTP/1.1\r\nHost: h\r\n\(text)\r\n\r\n", status)
    }

    static func field(
        _ section: String, _ text: String, reads fields: HeaderFields, keepsAlive: Bool = true
    ) -> WireCase {
        var all = host
        for field in fields.all { all.append(field) }
        let raw = "POST / HTTP/1.1\r\nHost: h\r\n\(text)\r\n\r\n"
        return WireCase(section, raw, Request(.post, "/", fields: all), keepsAlive: keepsAlive)
    }

    static let chunkedFields: HeaderFields = ["Host": "h", "Transfer-Encoding": "chunked"]

    private static func chunkedRaw(_ body: String) -> String {
        "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n\(body)"
    }

    /// A body in chunks.
    static func chunks(_ section: String, _ body: String, _ status: Status = .badRequest) -> WireCase {
        WireCase(section, chunkedRaw(body), status)
    }

    static func chunks(_ section: String, _ body: String, reads text: String, left: Int = 0) -> WireCase {
        let request = Request(.post, "/", fields: chunkedFields, body: Array(text.utf8))
        return WireCase(section, chunkedRaw(body), request, left: left)
    }

    static func chunksWait(_ section: String, _ body: String) -> WireCase {
        WireCase(section, chunkedRaw(body), .incomplete)
    }
}
