public import HTTPMessage
import JSON

// Answers to proxies, and to browsers that sign in at a service.

extension Response {
    /// The request may reach the service. Every field is there, so that none of the client's own survives in a proxy.
    public static func forwarded(_ lines: FieldLines, _ fields: HeaderFields) -> Response {
        var response = Response(.noContent, fields: fields)
        response.lines = lines
        return response
    }

    /// The browser goes on to an address, with cookies.
    public static func onward(to address: String, _ cookies: [SetCookie] = []) -> Response {
        var response = Response(.found)
        response.fields.append("Location", address)
        for cookie in cookies { response.fields.append("Set-Cookie", cookie.text) }
        response.fields.append("Cache-Control", "no-store")
        response.fields.append("Referrer-Policy", "no-referrer")
        return response
    }

    /// Where the page leads the browser, with its code.
    public static func signIn(at address: String) -> Response {
        .json(.created, ["location": .string(address)])
    }
}

extension Problem {
    /// With the address of the page where the browser signs in.
    public func leading(to address: String?) -> Problem {
        guard let address else { return self }
        var problem = self
        problem.fields.append("Location", address)
        return problem
    }
}
