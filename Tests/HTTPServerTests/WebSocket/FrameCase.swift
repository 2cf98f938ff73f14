import Testing

@testable import HTTPServer

/// What a client sends, and all that comes of it.
struct FrameCase: CustomTestStringConvertible {
    let name: String
    let bytes: [UInt8]
    let events: [Event]
    let limits: FrameDecoder.Limits

    init(_ name: String, _ frames: [ClientFrame], _ events: [Event], limits: FrameDecoder.Limits = .init()) {
        self.name = name
        bytes = frames.flatMap(\.bytes)
        self.events = events
        self.limits = limits
    }

    var testDescription: String { name }

    /// However it is portioned, the same must come of it.
    func check() {
        #expect(decode(bytes.count) == events, "whole")
        #expect(decode(1) == events, "byte by byte")
        let step = max(1, bytes.count / (bytes.count > 512 ? 64 : 512))
        for position in stride(from: 1, to: bytes.count, by: step) {
            let found = decode(splitAt: position)
            if found != events { #expect(found == events, "split at \(position)") }
        }
    }

    private func decode(_ portion: Int) -> [Event] {
        var decoder = FrameDecoder(limits: limits)
        return decoder.read(bytes, portion: portion)
    }

    private func decode(splitAt position: Int) -> [Event] {
        var decoder = FrameDecoder(limits: limits)
        return decoder.read(bytes.span.extracting(..<position)) + decoder.read(bytes.span.extracting(position...))
    }
}

extension FrameDecoder {
    mutating func read(_ bytes: [UInt8], portion: Int) -> [Event] {
        var events: [Event] = []
        for start in stride(from: 0, to: bytes.count, by: max(portion, 1)) {
            events += read(bytes.span.extracting(start...).extracting(first: portion))
        }
        return events
    }
}

extension Event {
    static func text(_ text: String) -> Event { .text(Array(text.utf8)) }
    static func ping(_ text: String) -> Event { .ping(Array(text.utf8)) }
    static func pong(_ text: String) -> Event { .pong(Array(text.utf8)) }
    static func close(_ code: UInt16, _ reason: String = "") -> Event { .close(CloseCode(code), reason: reason) }
}
