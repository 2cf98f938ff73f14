// Compiled with: Tests/TLSTests/TestCertificate.swift Tests/TLSTests/MemoryClient.swift

@testable import TLS

// The edge of TLS: records that come in portions, are opened in small parts, cut off or spoilt. Choice: bit 0, TLS 1.2;
// bits 1 and 2, the bytes come before any agreement, or within the connection whole, cut off or spoilt; bit 3, they are
// a list of protocols.

func fuzz(_ input: Input) {
    guard !input.chose(3) else { return checkProtocols(input.bytes) }
    switch input.choice >> 1 & 3 {
    case 0: checkHello(input)
    case 1: checkWhole(input)
    case 2: checkCut(input)
    default: checkSpoilt(input)
    }
}

private let context: TLSContext = {
    guard let context = TestCertificate.context() else { preconditionFailure("the certificate cannot be used") }
    return context
}()

/// What a server makes of sealed bytes.
private struct Reading: Equatable {
    var opened: [UInt8] = []
    var last = TLSSession.Opened.needsMore
    /// The types of the records that it sent.
    var sent: [UInt8] = []
}

/// As the server's loop does it: receives, opens, and opens the rest.
private func read(_ server: TLSSession, _ buffers: TLSBuffers, _ portions: [ArraySlice<UInt8>], _ most: Int) -> Reading
{
    var reading = Reading()
    var room = [UInt8](repeating: 0, count: 4_096)
    for portion in portions {
        var result = server.open(portion, into: &room, atMost: most)
        while true {
            reading.sent += types(of: buffers.taken)
            if case .count(let count) = result {
                precondition((1...most).contains(count), "more was opened than there was place for")
                reading.opened += room[..<count]
            }
            reading.last = result
            guard server.hasRest, result != .failed else { break }
            result = server.openRest(into: &room, atMost: most)
        }
    }
    return reading
}

/// Whole records, as TLS allows them.
private func types(of bytes: [UInt8]) -> [UInt8] {
    var (types, rest) = ([UInt8](), bytes[...])
    while let type = rest.first {
        precondition((20...23).contains(type) && rest.count >= 5, "no record is sent")
        let head = Array(rest.prefix(5))
        let length = Int(head[3]) << 8 | Int(head[4])
        precondition(
            head[1] == 3 && length <= 16_384 + 256 && rest.count >= 5 + length, "a record that is none is sent")
        types.append(type)
        rest = rest.dropFirst(5 + length)
    }
    return types
}

/// Where each record of these begins.
private func beginnings(of bytes: [UInt8]) -> [Int] {
    var places: [Int] = []
    var place = 0
    while place + 5 <= bytes.count {
        places.append(place)
        place += 5 + (Int(bytes[place + 3]) << 8 | Int(bytes[place + 4]))
    }
    return places
}

private func checkHello(_ input: Input) {
    let readings = [[input.bytes[...]], input.portions].map { portions -> Reading in
        let buffers = TLSBuffers()
        guard let server = TLSSession(context, buffers) else { preconditionFailure("no session") }
        let reading = read(server, buffers, portions, 4_096)
        precondition(!server.isOpen && reading.opened.isEmpty, "without an agreement something is opened")
        precondition(!server.hasRest, "bytes are held back")
        if reading.sent.contains(21) { precondition(reading.last == .failed, "after an alert it goes on") }
        return reading
    }
    precondition(readings[0] == readings[1], "portions change what is read")
}

private func connection(_ input: Input) -> MemoryConnection {
    guard let both = MemoryConnection(context, TLSBuffers(), isOld: input.chose(0)) else {
        preconditionFailure("they do not agree")
    }
    return both
}

/// A record for each portion.
private func sealed(_ input: Input, by client: MemoryClient) -> [UInt8] {
    input.portions.reduce(into: []) { $0 += client.seal($1) }
}

/// How much is opened at once: very little for short inputs.
private func most(_ input: Input) -> Int { 1 + input.bytes.count % 40 }

private func checkWhole(_ input: Input) {
    for isWhole in [true, false] {
        let both = connection(input)
        let bytes = sealed(input, by: both.client)
        let portions = isWhole ? [bytes[...]] : input.portions(of: bytes)
        let reading = read(both.server, both.buffers, portions, most(input))
        precondition(reading.opened == input.bytes, "other bytes than were sealed")
        precondition(!both.server.hasRest && !both.server.hasPartOfRecord, "something is left of whole records")
        precondition(!both.server.peerHasEnded && reading.sent.isEmpty, "an end that nobody said")
        let end = read(both.server, both.buffers, [both.client.sealEnd()[...]], most(input))
        precondition(end.last == .ended && both.server.peerHasEnded, "an end that is not noticed")
        checkAnswer(both, input)
    }
}

/// Also after the other side has ended its own.
private func checkAnswer(_ both: MemoryConnection, _ input: Input) {
    var (rest, received) = (input.bytes[...], [UInt8]())
    while !rest.isEmpty {
        guard let count = both.server.seal(rest) else { preconditionFailure("it cannot be sealed") }
        precondition(count == min(rest.count, 16_384), "another number of bytes was sealed")
        rest = rest.dropFirst(count)
        let records = both.buffers.taken
        precondition(types(of: records) == [23], "not one record")
        received += both.client.open(records)
    }
    precondition(received == input.bytes, "the client receives something else")
}

private func place(_ input: Input, in count: Int) -> Int {
    Int(input.bytes.reduce(UInt(0)) { $0 &* 31 &+ UInt($1) } % UInt(max(count, 1)))
}

private func checkCut(_ input: Input) {
    let both = connection(input)
    let bytes = sealed(input, by: both.client)
    let cut = place(input, in: bytes.count)
    let reading = read(both.server, both.buffers, input.portions(of: Array(bytes[..<cut])), most(input))
    precondition(input.bytes.starts(with: reading.opened), "other bytes than were sealed")
    let begun = beginnings(of: bytes).contains(cut) || cut == 0
    precondition(both.server.hasPartOfRecord == !begun, "a part of a record is not noticed")
    precondition(reading.sent.isEmpty && !both.server.peerHasEnded, "a cut is taken for an end")
}

private func checkSpoilt(_ input: Input) {
    let both = connection(input)
    var bytes = sealed(input, by: both.client)
    guard !bytes.isEmpty else { return }
    let spoilt = place(input, in: bytes.count)
    let whole = beginnings(of: bytes).filter { $0 <= spoilt }.count - 1
    bytes[spoilt] ^= 1 << UInt8(input.bytes.count & 7)
    let reading = read(both.server, both.buffers, input.portions(of: bytes), most(input))
    let sound = input.portions.prefix(whole).reduce(0) { $0 + $1.count }
    precondition(reading.opened.elementsEqual(input.bytes.prefix(sound)), "something is opened of a spoilt record")
    let waits = both.server.hasPartOfRecord
    precondition(both.server.seal([1]) == nil || waits, "a spoilt record is taken")
}

private func checkProtocols(_ list: [UInt8]) {
    let wanted = Array("http/1.1".utf8)
    var (names, index) = ([Range<Int>](), 0)
    while index < list.count, index + Int(list[index]) < list.count {
        names.append(index + 1..<index + 1 + Int(list[index]))
        index += 1 + Int(list[index])
    }
    let first = names.first { list[$0].elementsEqual(wanted) }
    precondition(ApplicationProtocol.place(in: list) == first, "another protocol is found")
}
