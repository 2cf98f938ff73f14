import HTTPMessage

/// Bytes in, a request or the status that refuses it out. Each byte is looked at once, and the outcome does not depend
/// on how the bytes were portioned.
struct RequestParser {
    enum Progress: Equatable {
        case incomplete
        case complete(Request)
        case refused(Status)
    }

    private enum Stage { case requestLine, fields, body, over }

    private struct Refusal: Error {
        let status: Status
        static let malformed = Refusal(status: .badRequest)
    }

    private let limits: Server.Limits
    private var stage = Stage.requestLine
    private var lines = LineAssembler()
    private var headBytes = 0
    private var request = Request(.get, "/")
    private var isCurrentVersion = true
    /// From a target in absolute form, which overrules the Host field (RFC 9112, 3.2.2).
    private var authority: String?
    private var bodyLength = 0

    init(limits: Server.Limits) { self.limits = limits }

    /// Whether the client waits for a word before it sends the body.
    var awaitsContinue: Bool {
        stage == .body && request.body.isEmpty && isCurrentVersion && request.fields["Expect"] != nil
    }

    /// How many bytes the last reading took.
    private(set) var bytesTaken = 0

    /// Whether another request may follow on the same connection (RFC 9112, 9.3).
    var keepsAlive: Bool {
        let options = request.fields.values(of: "Connection").flatMap { $0.split(separator: ",") }
            .map { $0.filter { $0 != " " && $0 != "\t" }.lowercased() }
        return isCurrentVersion ? !options.contains("close") : options.contains("keep-alive")
    }

    /// Bytes after the end of the request are left alone.
    mutating func read(_ bytes: some Sequence<UInt8>) -> Progress {
        bytesTaken = 0
        do {
            for byte in bytes {
                guard stage != .over else { break }
                bytesTaken += 1
                try take(byte)
            }
        } catch {
            stage = .over
            return .refused(error.status)
        }
        return stage == .over ? .complete(request) : .incomplete
    }

    private mutating func take(_ byte: UInt8) throws(Refusal) {
        if stage == .body {
            request.body.append(byte)
            if request.body.count == bodyLength { stage = .over }
            return
        }
        headBytes += 1
        guard headBytes <= limits.head else {
            throw Refusal(status: stage == .requestLine ? .uriTooLong : .headerFieldsTooLarge)
        }
        switch lines.take(byte) {
        case .more: break
        case .broken: throw .malformed
        case .line(let line): try take(line: line)
        }
    }

    private mutating func take(line: [UInt8]) throws(Refusal) {
        if stage == .requestLine {
            // One empty line before the request is forgiven (RFC 9112, 2.2).
            guard !(line.isEmpty && headBytes == 2) else { return }
            try readRequestLine(line)
            stage = .fields
        } else if line.isEmpty {
            try finishHead()
        } else {
            guard let field = HeaderField(line: line) else { throw .malformed }
            request.fields.append(field)
        }
    }

    private mutating func readRequestLine(_ line: [UInt8]) throws(Refusal) {
        guard let text = String(validating: line, as: UTF8.self) else { throw .malformed }
        let parts = text.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 3, let method = Method(parts[0]) else { throw .malformed }
        isCurrentVersion = try readVersion(parts[2])
        guard let target = readTarget(parts[1]), target.rawPath != "*" || method == .options else { throw .malformed }
        request = Request(method, target)
    }

    private func readVersion(_ text: Substring) throws(Refusal) -> Bool {
        if text == "HTTP/1.1" { return true }
        if text == "HTTP/1.0" { return false }
        let marks = Array(text.utf8)
        let isVersion = marks.count == 8 && text.hasPrefix("HTTP/") && marks[6] == UInt8(ascii: ".")
        guard isVersion, marks[5].isDigit, marks[7].isDigit else { throw .malformed }
        throw Refusal(status: .versionNotSupported)
    }

    private mutating func readTarget(_ text: Substring) -> Target? {
        guard text.utf8.first != UInt8(ascii: "/"), text != "*" else { return Target(text) }
        let scheme = text.prefix(8).lowercased()
        guard scheme == "https://" || scheme.hasPrefix("http://") else { return nil }
        let rest = text.dropFirst(scheme == "https://" ? 8 : 7)
        let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
        authority = String(rest[..<end])
        let path = rest[end...]
        return Target(path.hasPrefix("/") ? String(path) : "/" + path)
    }

    private mutating func finishHead() throws(Refusal) {
        try checkHost()
        bodyLength = try readBodyLength()
        guard request.fields.values(of: "Expect").allSatisfy({ $0.lowercased() == "100-continue" })
        else { throw Refusal(status: .expectationFailed) }
        stage = bodyLength == 0 ? .over : .body
    }

    private mutating func checkHost() throws(Refusal) {
        let hosts = request.fields.values(of: "Host")
        guard hosts.count == 1 || (hosts.isEmpty && !isCurrentVersion) else { throw .malformed }
        guard hosts.allSatisfy({ Authority($0) != nil }) else { throw .malformed }
        guard let authority else { return }
        guard Authority(authority) != nil else { throw .malformed }
        request.fields["Host"] = authority
    }

    private func readBodyLength() throws(Refusal) -> Int {
        let lengths = request.fields.values(of: "Content-Length")
        guard request.fields["Transfer-Encoding"] == nil else {
            throw lengths.isEmpty ? Refusal(status: .notImplemented) : .malformed
        }
        guard let digits = lengths.first else { return 0 }
        guard lengths.count == 1, !digits.isEmpty, digits.utf8.allSatisfy(\.isDigit) else { throw .malformed }
        guard let length = Int(digits), length <= limits.body else { throw Refusal(status: .contentTooLarge) }
        return length
    }
}

extension UInt8 {
    fileprivate var isDigit: Bool { (0x30...0x39).contains(self) }
}
