public import HTTPMessage

extension HeaderFields {
    /// A browser takes an answer for what it says it is, and gives it to no page of another origin.
    public static let onEveryAnswer: HeaderFields = [
        "X-Content-Type-Options": "nosniff", "Cross-Origin-Resource-Policy": "same-origin",
    ]
}

extension Response {
    /// Nothing from elsewhere, nothing inline, nobody's frame.
    private static let contentSecurityPolicy = [
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'", "connect-src 'self'",
        "manifest-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
    ].joined(separator: "; ")

    private static let permissionsPolicy = [
        "accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "microphone", "midi", "payment",
        "usb",
    ].map { "\($0)=()" }.joined(separator: ", ")

    static func page(_ bytes: [UInt8], language: String, isTrustworthy: Bool) -> Response {
        var fields: HeaderFields = [
            "Content-Type": "text/html; charset=utf-8", "Content-Language": language, "Vary": "Accept-Language",
            // What a browser keeps of a page, a copy of its address among it, others can find.
            "Cache-Control": "no-store",
            "Content-Security-Policy": contentSecurityPolicy,
            // The address holds the join token.
            "Referrer-Policy": "no-referrer",
            "Permissions-Policy": permissionsPolicy,
        ]
        // On plain HTTP browsers ignore it, and complain.
        if isTrustworthy { fields.append("Cross-Origin-Opener-Policy", "same-origin") }
        return Response(.ok, fields: fields, body: bytes)
    }

    /// One that was asked for by the version it has is good for ever; any other is to be asked for again.
    static func asset(_ asset: PageAsset, isCurrent: Bool) -> Response {
        Response(
            .ok,
            fields: [
                "Content-Type": asset.type,
                "Cache-Control": isCurrent ? "public, max-age=31536000, immutable" : "no-cache",
                // An image opened by itself is a page as well.
                "Content-Security-Policy": "default-src 'none'",
            ], body: asset.bytes)
    }
}
