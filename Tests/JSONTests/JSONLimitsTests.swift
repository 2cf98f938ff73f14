import JSON
import Testing

struct JSONLimitsTests {
    static func nested(_ depth: Int) -> String {
        String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }

    static func check(_ text: String, _ reason: JSONError.Reason?, _ limits: JSONLimits = .standard) {
        let reasonFound: JSONError.Reason?
        do throws(JSONError) {
            _ = try JSONValue(parsing: Array(text.utf8), limits: limits)
            reasonFound = nil
        } catch {
            reasonFound = error.reason
        }
        #expect(reasonFound == reason)
    }

    @Test func standardLimits() {
        #expect(JSONLimits.standard == JSONLimits(bytes: 65_536, depth: 16, values: 4_096))
    }

    @Test func depth() {
        Self.check(Self.nested(16), nil)
        Self.check(Self.nested(17), .tooDeep)
        Self.check(String(repeating: "[", count: 60_000), .tooDeep)
        Self.check(String(repeating: #"{"a":"#, count: 9_000), .tooDeep)
        let flat = JSONLimits(bytes: 100, depth: 0, values: 10)
        Self.check("1", nil, flat)
        Self.check("[]", .tooDeep, flat)
    }

    @Test func depthIsOfOneBranchNotOfAll() {
        Self.check("[" + Array(repeating: Self.nested(15), count: 100).joined(separator: ",") + "]", nil)
    }

    @Test func values() {
        Self.check("[" + Array(repeating: "1", count: 4_096).joined(separator: ",") + "]", nil)
        Self.check("[" + Array(repeating: "1", count: 4_097).joined(separator: ",") + "]", .tooManyValues)
        let members = (0..<4_097).map { "\"\($0)\":0" }
        Self.check("{" + members.dropLast().joined(separator: ",") + "}", nil)
        Self.check("{" + members.joined(separator: ",") + "}", .tooManyValues)
        Self.check("[[1],[2],3]", nil, JSONLimits(bytes: 100, depth: 2, values: 5))
        Self.check("[[1],[2],3]", .tooManyValues, JSONLimits(bytes: 100, depth: 2, values: 4))
    }

    @Test func bytes() throws {
        let text = "\"" + String(repeating: "x", count: 65_534) + "\""
        Self.check(text, nil)
        Self.check(text + " ", .tooLong)
        let error = #expect(throws: JSONError.self) { try JSONValue(parsing: (text + " ").utf8.span) }
        #expect(error?.reason == .tooLong)
    }
}
