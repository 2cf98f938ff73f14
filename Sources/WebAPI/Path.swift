import API
import HTTPMessage

/// The segments of a request's path, read one by one.
struct Path {
    let request: Request
    private var rest: ArraySlice<String>

    init(_ segments: [String], _ request: Request) {
        self.request = request
        rest = segments[...]
    }

    mutating func next() -> String? { rest.popFirst() }

    func finish() throws(Problem) {
        guard rest.isEmpty else { throw .notFound }
    }

    func allow(_ methods: Method...) throws(Problem) {
        try finish()
        guard methods.contains(request.method) else { throw .methodNotAllowed(methods) }
    }

    /// Returns the value if the path ends here and the method is this one.
    func end<Value>(_ value: @autoclosure () throws(Problem) -> Value, by method: Method) throws(Problem) -> Value {
        try finish()
        guard request.method == method else { throw .methodNotAllowed([method]) }
        return try value()
    }
}
