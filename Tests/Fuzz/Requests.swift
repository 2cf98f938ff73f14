// Compiled with: Tests/Fuzz/Conversation.swift

import HTTPMessage

@testable import HTTPServer

// The request reader: several requests behind one another, whole and in portions.
// Choice: bit 0, narrow limits.

func fuzz(_ input: Input) {
    let limits = input.chose(0) ? narrow : MessageLimits()
    let whole = Conversation([input.bytes[...]], limits)
    precondition(whole == Conversation(input.portions, limits), "portions change what is read")
    let isHeld = whole.refusal == nil && input.bytes.count - whole.consumed >= limits.head
    precondition(!isHeld, "it waits for the end of a head that has none")
    for (message, bytes) in zip(whole.messages, whole.pieces(of: input.bytes)) {
        checkBounds(message, bytes, limits)
        checkLine(message, bytes)
        checkHead(message)
        checkFraming(message)
        checkConnection(message)
        checkAlone(message, bytes, limits)
        checkRewritten(message)
    }
}

private let narrow = {
    var limits = MessageLimits()
    (limits.head, limits.fields, limits.body, limits.lengthDigits) = (128, 4, 24, 4)
    (limits.chunkSizeDigits, limits.chunkExtensions, limits.trailerBytes, limits.trailers) = (3, 16, 32, 2)
    return limits
}()

/// No server is asked to believe more than what fits, and what was read is what the values themselves would take.
private func checkBounds(_ message: Message, _ bytes: ArraySlice<UInt8>, _ limits: MessageLimits) {
    precondition(message.request.body.count <= limits.body, "the body is over its limit")
    // An absolute target may add a Host, where there may be none.
    let most = limits.fields + (message.isHTTP10 ? 1 : 0)
    precondition(message.request.fields.all.count <= most, "there are too many fields")
    let head = bytes.indices.first { bytes[...$0].suffix(4) == [13, 10, 13, 10] }
    precondition(head.map { $0 - bytes.startIndex < limits.head } == true, "the head is over its limit")
}

/// Method, target and, where the target is absolute, the Host are those of the first line.
private func checkLine(_ message: Message, _ bytes: ArraySlice<UInt8>) {
    let line = bytes.split(separator: Octet.lineFeed).first { $0.count > 1 } ?? []
    let words = line.dropLast().split(separator: Octet.space).map { String(decoding: $0, as: UTF8.self) }
    precondition(words.count == 3 && words[0] == message.request.method.name, "another method")
    precondition(words[2] == (message.isHTTP10 ? "HTTP/1.0" : "HTTP/1.1"), "another version")
    let target = message.request.target.description
    guard words[1] != target else { return }
    let rest = words[1].drop { $0 != ":" }.dropFirst(3)
    let authority = rest.prefix { $0 != "/" && $0 != "?" }
    precondition(message.request.fields["Host"] == String(authority), "the Host is not that of the target")
    let path = String(rest.dropFirst(authority.count))
    let root = message.request.method == .options ? "*" : "/"
    precondition(target == (path.isEmpty ? root : path.hasPrefix("/") ? path : "/" + path), "another target")
}

private func checkHead(_ message: Message) {
    let request = message.request
    precondition(Target(request.target.description) == request.target, "a target that is none was read")
    precondition(Method(request.method.name) == request.method, "a method that is none was read")
    precondition(request.method != .other("CONNECT"), "CONNECT was read")
    precondition(request.target.rawPath != "*" || request.method == .options, "only OPTIONS is about no path")
    for field in request.fields.all {
        let again = HeaderField(line: Array("\(field.name): \(field.value)".utf8))
        precondition(again == field, "a field that is none was read")
    }
    let hosts = request.fields.values(of: "Host")
    precondition(hosts.count == 1 || hosts.isEmpty && message.isHTTP10, "there is not one Host")
    precondition(hosts.allSatisfy { Authority($0) != nil }, "a Host that is no authority was read")
}

/// RFC 9112, 6.3, again in few words.
private func checkFraming(_ message: Message) {
    let fields = message.request.fields
    let (lengths, codings) = (fields.values(of: "Content-Length"), fields.values(of: "Transfer-Encoding"))
    precondition(lengths.count + codings.count <= 1, "two fields frame the body")
    precondition(codings.allSatisfy { $0.lowercased() == "chunked" }, "an unknown coding was read")
    precondition(codings.isEmpty || !message.isHTTP10, "HTTP/1.0 knows no chunks")
    guard codings.isEmpty else { return }
    let length = lengths.first.map { Int($0) } ?? 0
    precondition(length == message.request.body.count, "the body has another length than declared")
}

private func checkConnection(_ message: Message) {
    let values = message.request.fields.values(of: "Connection")
    let options = values.flatMap { $0.utf8.split(separator: Octet.comma) }.map { option in
        let name = option.drop(while: Octet.isBlank).reversed().drop(while: Octet.isBlank).reversed()
        return String(decoding: name.map(Octet.lowercased), as: UTF8.self)
    }
    let keepsAlive = !options.contains("close") && (!message.isHTTP10 || options.contains("keep-alive"))
    precondition(message.keepsAlive == keepsAlive, "the connection is kept wrongly")
    precondition(message.wantsUpgrade == (options.contains("upgrade") && !message.isHTTP10), "an upgrade is misread")
}

/// Nothing behind a request has a part in it, and it is not complete before its last byte.
private func checkAlone(_ message: Message, _ bytes: ArraySlice<UInt8>, _ limits: MessageLimits) {
    let alone = Conversation([bytes], limits)
    precondition(alone.messages == [message] && alone.refusal == nil, "alone it is read differently")
    let cut = Conversation([bytes.dropLast()], limits)
    precondition(cut.messages.isEmpty && cut.refusal == nil && cut.isInside, "it is complete before its end")
}

/// The server reads a message again that was written from it: nothing can hide in a field or a target.
private func checkRewritten(_ message: Message) {
    guard !message.isHTTP10 else { return }
    var roomy = MessageLimits()
    (roomy.head, roomy.fields) = (32 * 1024, 200)
    let again = Conversation([message.request.wireBytes[...]], roomy)
    precondition(again.messages.count == 1 && again.refusal == nil && !again.isInside, "rewritten, it is not one")
    let read = again.messages[0].request
    precondition(read.method == message.request.method && read.target == message.request.target, "another line")
    precondition(read.body == message.request.body, "another body")
    precondition(unframed(read.fields) == unframed(message.request.fields), "other fields")
}

private func unframed(_ fields: HeaderFields) -> HeaderFields {
    var fields = fields
    fields["Content-Length"] = nil
    fields["Transfer-Encoding"] = nil
    return fields
}
