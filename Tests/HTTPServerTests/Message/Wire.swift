import HTTPMessage
import Testing
import WireCases

@testable import HTTPServer

extension WireCase {
    /// Fed whole, byte by byte, and split at every position.
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
