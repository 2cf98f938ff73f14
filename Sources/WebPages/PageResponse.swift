public import HTTPMessage

extension HeaderFields {
    /// The browser must use the declared type, and give the response to no page of another origin.
    public static let onEveryAnswer: HeaderFields = [
        "X-Content-Type-Options": "nosniff", "Cross-Origin-Resource-Policy": "same-origin",
    ]
}

extension Response {
    /// Nothing from other hosts, nothing inline, no frames.
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
            // Others can find what a browser keeps of a page, including its address.
            "Cache-Control": "no-store",
            "Content-Security-Policy": contentSecurityPolicy,
            // The address contains the join token.
            "Referrer-Policy": "no-referrer",
            "Permissions-Policy": permissionsPolicy,
        ]
        // Over plain HTTP, browsers ignore it and log a warning.
        if isTrustworthy { fields.append("Cross-Origin-Opener-Policy", "same-origin") }
        return Response(.ok, fields: fields, body: bytes)
    }

    /// A file that was requested by its present version may be kept without end. Any other must be requested again.
    static func asset(_ asset: PageAsset, isCurrent: Bool) -> Response {
        Response(
            .ok,
            fields: [
                "Content-Type": asset.type,
                "Cache-Control": isCurrent ? "public, max-age=31536000, immutable" : "no-cache",
                // An image that is opened by itself is a page as well.
                "Content-Security-Policy": "default-src 'none'",
            ], body: asset.bytes)
    }
}
