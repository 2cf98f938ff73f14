import HTTPMessage

@testable import HTTPServer

/// What a request came to.
struct Message: Equatable {
    let request: Request
    let isHTTP10: Bool
    let keepsAlive: Bool
    let wantsUpgrade: Bool
    /// How many there were of it.
    let bytes: Int
}

/// All that a connection reads, the way a connection does: what was consumed goes, what was not is there again.
struct Conversation: Equatable {
    private(set) var messages: [Message] = []
    private(set) var refusal: Status?
    private(set) var isInside = false
    private(set) var consumed = 0

    init(_ portions: [ArraySlice<UInt8>], _ limits: MessageLimits) {
        var reading = Reading(reader: RequestReader(limits: limits))
        for portion in portions {
            reading.buffer += portion
            while reading.goOn(&self) {}
        }
        isInside = reading.reader.isInside
        // How far it came in what is refused is nobody's concern.
        consumed = refusal == nil ? reading.consumed : messages.reduce(0) { $0 + $1.bytes }
    }

    /// The bytes of each message.
    func pieces(of bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        var rest = bytes[...]
        return messages.map { message in
            defer { rest = rest.dropFirst(message.bytes) }
            return rest.prefix(message.bytes)
        }
    }

    private struct Reading {
        var reader: RequestReader
        var buffer: [UInt8] = []
        var start = 0
        var consumed = 0
        /// Where the present message began.
        var begin = 0
        var wasToldToContinue = false

        /// Whether another message may be there.
        mutating func goOn(_ all: inout Conversation) -> Bool {
            guard start < buffer.count else { return false }
            switch reader.read(buffer, start..<buffer.count) {
            case .incomplete(let count): take(count)
            case .awaitsContinue(let count):
                precondition(!wasToldToContinue, "a client is told twice to continue")
                precondition(count > 0 && count == buffer.count - start, "it has its body and is told to continue")
                wasToldToContinue = true
                take(count)
            case .complete(let count):
                precondition(count > 0, "a message out of nothing")
                take(count)
                all.messages.append(finish())
                return true
            case .refused(let status):
                precondition(refusals.contains(status), "refused with \(status.code)")
                precondition(all.refusal == nil || all.refusal == status, "refused in another way than before")
                all.refusal = status
            }
            return false
        }

        private mutating func take(_ count: Int) {
            precondition((0...buffer.count - start).contains(count), "it consumes what is not there")
            (start, consumed) = (start + count, consumed + count)
            // Now and then, so that places move from call to call.
            guard start > 8 else { return }
            buffer.removeFirst(start)
            start = 0
        }

        private mutating func finish() -> Message {
            let read = reader.request
            defer { (begin, wasToldToContinue) = (consumed, false) }
            if wasToldToContinue {
                precondition(!read.isHTTP10 && read["expect"] != nil, "told to continue without a wish for it")
            }
            return Message(
                request: read.request, isHTTP10: read.isHTTP10, keepsAlive: read.keepsAlive,
                wantsUpgrade: read.wantsUpgrade, bytes: consumed - begin)
        }
    }
}

private let refusals: Set<Status> = [
    .badRequest, .contentTooLarge, .uriTooLong, .expectationFailed, .headerFieldsTooLarge, .notImplemented,
    .versionNotSupported,
]
