import HTTPMessage

/// Why a request is refused. Its end is then unknown, so the connection ends (RFC 9112, 9.6).
struct Refusal: Error, Equatable {
    let status: Status

    static let malformed = Refusal(status: .badRequest)
}
