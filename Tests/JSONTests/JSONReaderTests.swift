import JSON
import Testing

struct JSONReaderTests {
    struct Accepted: Sendable, CustomTestStringConvertible {
        let text: String
        let value: JSONValue

        init(_ text: String, _ value: JSONValue) {
            self.text = text
            self.value = value
        }

        var testDescription: String { text.debugDescription }
    }

    struct Refused: Sendable, CustomTestStringConvertible {
        let bytes: [UInt8]
        let reason: JSONError.Reason
        let offset: Int

        init(_ text: String, _ reason: JSONError.Reason, at offset: Int) {
            self.init(Array(text.utf8), reason, at: offset)
        }

        init(_ bytes: [UInt8], _ reason: JSONError.Reason, at offset: Int) {
            self.bytes = bytes
            self.reason = reason
            self.offset = offset
        }

        var testDescription: String { String(decoding: bytes.prefix(40), as: UTF8.self).debugDescription }
    }

    static let accepted: [Accepted] = [
        // Words, white space
        .init("null", .null),
        .init("true", true),
        .init("false", false),
        .init(" \t\r\n true \n", true),
        .init("[null]", [nil]),
        .init("[ ]", []),
        .init("{ }", [:]),
        .init("[[],{}]", [[], [:]]),
        // Numbers
        .init("0", 0),
        .init("-0", 0),
        .init("7", 7),
        .init("-12", -12),
        .init("9223372036854775807", .integer(.max)),
        .init("-9223372036854775808", .integer(.min)),
        .init("9223372036854775808", .number(9_223_372_036_854_775_808)),
        .init("-9223372036854775809", .number(-9_223_372_036_854_775_808)),
        .init("0.5", .number(0.5)),
        .init("-0.0", .number(-0.0)),
        .init("1.0", .number(1)),
        .init("1e3", .number(1000)),
        .init("1E3", .number(1000)),
        .init("1e+3", .number(1000)),
        .init("25e-1", .number(2.5)),
        .init("1.5e2", .number(150)),
        .init("0e1", .number(0)),
        .init("1e-400", .number(0)),
        .init("1.7976931348623157e308", .number(.greatestFiniteMagnitude)),
        .init("5e-324", .number(.leastNonzeroMagnitude)),
        .init("0.1", .number(0.1)),
        .init("[1,2]", [1, 2]),
        // Strings
        .init(#""""#, ""),
        .init(#""kith""#, "kith"),
        .init(#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"),
        .init(#""\u0041\u00e9\u20AC""#, "Aé€"),
        .init(#""\ud83d\ude00""#, "😀"),
        .init(#""\uDBFF\uDFFF""#, "\u{10FFFF}"),
        .init(#""\u0000""#, "\0"),
        .init(#""\uFFFF""#, "\u{FFFF}"),
        .init("\"é😀\u{2028}\u{7F}\"", "é😀\u{2028}\u{7F}"),
        .init(#""a\nb\nc""#, "a\nb\nc"),
        .init(#""\\u0041""#, #"\u0041"#),
        .init("\"\u{FEFF}\"", "\u{FEFF}"),
        // Objects
        .init(#"{"a":1}"#, ["a": 1]),
        .init(#"{ "b" : [ 1 , "x" ] , "a" : null }"#, ["b": [1, "x"], "a": nil]),
        .init(#"{"":0}"#, ["": 0]),
        .init(#"{"a":{"a":{"a":true}}}"#, ["a": ["a": ["a": true]]]),
        .init(#"{"\u0061b":1,"b":2}"#, ["ab": 1, "b": 2]),
    ]

    @Test(arguments: accepted) func accepts(_ accepted: Accepted) throws {
        let value = try JSONValue(parsing: Array(accepted.text.utf8))
        #expect(value == accepted.value)
        #expect(try JSONValue(parsing: accepted.text.utf8.span) == value)
        #expect(try JSONValue(parsing: Array(value.text.utf8)) == value)
    }

    static let refused: [Refused] = [
        // Nothing, too little, too much
        .init("", .unexpectedEnd, at: 0),
        .init("  ", .unexpectedEnd, at: 2),
        .init("true false", .trailingBytes, at: 5),
        .init("[]]", .trailingBytes, at: 2),
        .init("{}x", .trailingBytes, at: 2),
        .init("1 2", .trailingBytes, at: 2),
        .init("nul", .unexpectedEnd, at: 3),
        .init("nulL", .unexpectedByte, at: 3),
        .init("True", .unexpectedByte, at: 0),
        .init("truee", .trailingBytes, at: 4),
        .init("NaN", .unexpectedByte, at: 0),
        .init("Infinity", .unexpectedByte, at: 0),
        .init("\u{C}1", .unexpectedByte, at: 0),
        .init("1\u{A0}", .trailingBytes, at: 1),
        .init("\0", .unexpectedByte, at: 0),
        .init("// 1\n1", .unexpectedByte, at: 0),
        .init("[1/**/]", .unexpectedByte, at: 2),
        .init("*", .unexpectedByte, at: 0),
        // Arrays
        .init("[", .unexpectedEnd, at: 1),
        .init("[1", .unexpectedEnd, at: 2),
        .init("[1,]", .unexpectedByte, at: 3),
        .init("[,1]", .unexpectedByte, at: 1),
        .init("[1,,2]", .unexpectedByte, at: 3),
        .init("[1 2]", .unexpectedByte, at: 3),
        .init("[1}", .unexpectedByte, at: 2),
        .init("]", .unexpectedByte, at: 0),
        .init("[1,", .unexpectedEnd, at: 3),
        .init("[1:2]", .unexpectedByte, at: 2),
        .init("[[]", .unexpectedEnd, at: 3),
        // Objects
        .init("{", .unexpectedEnd, at: 1),
        .init(#"{"a"}"#, .unexpectedByte, at: 4),
        .init(#"{"a":}"#, .unexpectedByte, at: 5),
        .init(#"{"a":1,}"#, .unexpectedByte, at: 7),
        .init("{a:1}", .unexpectedByte, at: 1),
        .init("{'a':1}", .unexpectedByte, at: 1),
        .init("{1:1}", .unexpectedByte, at: 1),
        .init(#"{"a" 1}"#, .unexpectedByte, at: 5),
        .init(#"{"a"::1}"#, .unexpectedByte, at: 5),
        .init(#"{"a":1 "b":2}"#, .unexpectedByte, at: 7),
        .init(#"{"a":1]"#, .unexpectedByte, at: 6),
        .init(#"{,"a":1}"#, .unexpectedByte, at: 1),
        .init(#"{"a":1,"a":1}"#, .duplicateKey, at: 7),
        .init(#"{"a":1,"b":2,"\u0061":3}"#, .duplicateKey, at: 13),
        .init(#"{"x":{"":1,"":2}}"#, .duplicateKey, at: 11),
        .init("{}}", .trailingBytes, at: 2),
        // Numbers
        .init("-", .unexpectedEnd, at: 1),
        .init("+1", .unexpectedByte, at: 0),
        .init("01", .trailingBytes, at: 1),
        .init("-01", .trailingBytes, at: 2),
        .init("00", .trailingBytes, at: 1),
        .init(".5", .unexpectedByte, at: 0),
        .init("1.", .unexpectedEnd, at: 2),
        .init("-.5", .unexpectedByte, at: 1),
        .init("1.e3", .unexpectedByte, at: 2),
        .init("1e", .unexpectedEnd, at: 2),
        .init("1e+", .unexpectedEnd, at: 3),
        .init("1e+-2", .unexpectedByte, at: 3),
        .init("1e2.5", .trailingBytes, at: 3),
        .init("0x10", .trailingBytes, at: 1),
        .init("1_000", .trailingBytes, at: 1),
        .init("--1", .unexpectedByte, at: 1),
        .init("1,5", .trailingBytes, at: 1),
        .init("-Infinity", .unexpectedByte, at: 1),
        .init("1e309", .numberOutOfRange, at: 0),
        .init("[-1e999]", .numberOutOfRange, at: 1),
        .init(String(repeating: "9", count: 400), .numberOutOfRange, at: 0),
        .init("１", .unexpectedByte, at: 0),
        // Strings
        .init("\"", .unexpectedEnd, at: 1),
        .init("\"a", .unexpectedEnd, at: 2),
        .init("'a'", .unexpectedByte, at: 0),
        .init("\"a\nb\"", .controlCharacter, at: 2),
        .init("\"\t\"", .controlCharacter, at: 1),
        .init("\"\0\"", .controlCharacter, at: 1),
        .init("\"\\n\u{1F}\"", .controlCharacter, at: 3),
        .init(#""\x41""#, .badEscape, at: 2),
        .init(#""\'""#, .badEscape, at: 2),
        .init(#""\U0041""#, .badEscape, at: 2),
        .init(#""\u004""#, .badEscape, at: 6),
        .init(#""\u00g1""#, .badEscape, at: 5),
        .init(#""\u+041""#, .badEscape, at: 3),
        .init("\"\\\n\"", .badEscape, at: 2),
        .init("\"\\", .unexpectedEnd, at: 2),
        .init("\"\\u", .unexpectedEnd, at: 3),
        .init(#""\ud800""#, .loneSurrogate, at: 1),
        .init(#""a\udc00""#, .loneSurrogate, at: 2),
        .init(#""\ud800\ud800""#, .loneSurrogate, at: 1),
        .init(#""\ud800\u0041""#, .loneSurrogate, at: 1),
        .init(#""\ud800x""#, .loneSurrogate, at: 1),
        .init(#""\ud800\n""#, .badEscape, at: 8),
        .init(#""\udc00\ud800""#, .loneSurrogate, at: 1),
        // Bytes
        .init([0xEF, 0xBB, 0xBF, 0x31], .byteOrderMark, at: 0),
        .init([0x22, 0xFF, 0x22], .notUTF8, at: 1),
        .init([0x22, 0xC0, 0x80, 0x22], .notUTF8, at: 1),
        .init([0x22, 0xE2, 0x82, 0x22], .notUTF8, at: 1),
        .init([0x22, 0xED, 0xA0, 0x80, 0x22], .notUTF8, at: 1),
        .init([0x22, 0xF4, 0x90, 0x80, 0x80, 0x22], .notUTF8, at: 1),
        .init([0xFE, 0xFF, 0x00, 0x31], .notUTF8, at: 0),
        .init([0x31, 0x00], .trailingBytes, at: 1),
        .init([0x80], .notUTF8, at: 0),
        .init([0x22, 0xE9, 0x22], .notUTF8, at: 1),
    ]

    @Test(arguments: refused) func refuses(_ refused: Refused) {
        let error = #expect(throws: JSONError.self) { try JSONValue(parsing: refused.bytes) }
        #expect(error?.reason == refused.reason)
        #expect(error?.offset == refused.offset)
    }

    @Test func errorSaysWhatAndWhereButNotWhich() {
        let error = #expect(throws: JSONError.self) { try JSONValue(parsing: Array(#"{"secret":hunter2}"#.utf8)) }
        #expect(error?.description == "this byte is not allowed here (at byte 10)")
        #expect(Set(JSONError.Reason.allCases.map(\.rawValue)).count == JSONError.Reason.allCases.count)
    }
}
