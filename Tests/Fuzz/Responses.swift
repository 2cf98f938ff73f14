import HTTPMessage

@testable import HTTPClient
@testable import HTTPServer

// The client's reader of responses: whole and in portions; and what the server writes.
// Choice: bit 0, it answers HEAD; bit 1, the bytes are the body of a response that the server writes; the others, of
// which kind.

func fuzz(_ input: Input) {
    let method: Method = input.chose(0) ? .head : .get
    guard !input.chose(1) else { return roundTrip(input, method) }
    let whole = read([input.bytes[...]], method)
    precondition(whole == read(input.portions, method), "portions change what is read")
    guard case .success(let response) = whole else { return }
    precondition(response.body.isEmpty || method != .head && !response.status.forbidsBody, "a body where none is")
    precondition(response.status.code >= 200, "an interim answer was taken for the last one")
    for field in response.fields.all {
        precondition(HeaderField(name: field.name, value: field.value) == field, "a field that is none")
    }
    checkLength(response, method)
}

private func read(_ portions: [ArraySlice<UInt8>], _ method: Method) -> Result<Response, ClientError> {
    Result { () throws(ClientError) in
        var parser = Reading(answering: method)
        for portion in portions {
            if let response = try parser.read(portion) { return response }
        }
        return try parser.finish()
    }
}

/// Head and body, as the client puts them together.
private struct Reading {
    private let method: Method
    private var parser = HeadParser()
    private var body: BodyDecoder?
    private var response: Response?

    init(answering method: Method) { self.method = method }

    /// The response, once it is whole.
    mutating func read(_ bytes: some Collection<UInt8>) throws(ClientError) -> Response? {
        var rest = Array(bytes)[...]
        if response == nil, let head = try parser.read(&rest) {
            response = head
            body = try BodyDecoder(of: head, answering: method)
        }
        guard body != nil else { return nil }
        while let portion = try body?.read(&rest), !portion.isEmpty { response?.body += portion }
        return body?.isOver == true ? response : nil
    }

    /// At the end of the connection.
    mutating func finish() throws(ClientError) -> Response {
        guard let response else { throw .malformed }
        try body?.finish()
        return response
    }
}

private func checkLength(_ response: Response, _ method: Method) {
    guard method != .head, !response.status.forbidsBody else { return }
    let lengths = response.fields.values(of: "Content-Length")
    precondition(lengths.allSatisfy { $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }, "a length that is no number")
    precondition(response.fields["Transfer-Encoding"].map { $0.lowercased() == "chunked" } ?? true, "another coding")
    precondition(lengths.isEmpty || response.fields["Transfer-Encoding"] == nil, "two fields frame the body")
    for length in lengths { precondition(Int(length) == response.body.count, "the body has another length") }
}

/// What the server writes, whole or in parts, is what the client reads.
private func roundTrip(_ input: Input, _ method: Method) {
    let sent = Response(input.chose(2) ? .ok : .resetContent, fields: ["X": "y"], body: input.bytes)
    let terms = ReplyTerms(isHead: method == .head, isHTTP10: false, keepsAlive: true)
    var bytes: [UInt8] = []
    if input.chose(3) {
        let stream = ResponseWriter.start(sent, terms, date: [], into: &bytes)
        for portion in input.portions { stream.write(portion, into: &bytes) }
        stream.end(into: &bytes)
    } else {
        ResponseWriter.write(sent, terms, date: [], into: &bytes)
    }
    // The connection is kept: the response has to end by itself.
    var parser = Reading(answering: method)
    guard let response = try? parser.read(bytes) else { preconditionFailure("what was written has no end") }
    let hasBody = method != .head && sent.status == .ok
    precondition(response.status == sent.status && response.fields["X"] == "y", "another head")
    precondition(response.body == (hasBody ? input.bytes : []), "another body")
}

extension Status {
    /// Of those that have no body, the one that says so by its length.
    fileprivate static let resetContent = Status(code: 205) ?? .ok
}
