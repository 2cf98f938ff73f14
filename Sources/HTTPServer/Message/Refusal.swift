import HTTPMessage

/// Why a request is not taken. Where it would have ended can no longer be known, so the connection ends with it
/// (RFC 9112, 9.6).
struct Refusal: Error, Equatable {
    let status: Status

    static let malformed = Refusal(status: .badRequest)
}
