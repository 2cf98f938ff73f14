import JSON
import Testing

struct JSONWriterTests {
    static let written: [(JSONValue, String)] = [
        (nil, "null"), (true, "true"), (false, "false"), (0, "0"), (.integer(.min), "-9223372036854775808"),
        (.number(1), "1.0"), (.number(0.1), "0.1"), (.number(-0.0), "-0.0"), (.number(1e100), "1e+100"),
        (.number(.nan), "null"), (.number(.infinity), "null"), ([], "[]"), ([:], "{}"), ("", #""""#),
        ("plain, even / and '", #""plain, even / and '""#), ("\"\\\n\r\t\u{8}\u{0}", #""\"\\\n\r\t\u0008\u0000""#),
        ("</script>&", #""\u003c/script\u003e\u0026""#), ("\u{2028}\u{2029}", #""\u2028\u2029""#),
        ("é😀\u{2027}\u{7F}", "\"é😀\u{2027}\u{7F}\""), ("a\u{0301}<", "\"a\u{0301}\\u003c\""),
        (["b": [1, nil, "x"], "a": ["c": false]], #"{"b":[1,null,"x"],"a":{"c":false}}"#), (["<": 1], #"{"\u003c":1}"#),
    ]

    @Test(arguments: written) func writes(_ value: JSONValue, _ text: String) {
        #expect(value.text == text)
        var bytes = Array("before".utf8)
        value.write(into: &bytes)
        #expect(bytes == Array(("before" + text).utf8))
    }

    @Test func noTextCanLeaveAnHTMLPageOrAScript() {
        for scalar in (0...0x2FFF as ClosedRange<UInt32>).compactMap(Unicode.Scalar.init) {
            let text = JSONValue.string(String(scalar)).text.unicodeScalars
            #expect(!text.contains { "<>&\u{2028}\u{2029}".unicodeScalars.contains($0) || $0.value < 0x20 })
        }
    }
}

struct JSONObjectTests {
    @Test func keepsOrder() {
        var object: JSONObject = ["z": 1, "a": 2]
        object["m"] = 3
        object["z"] = 4
        #expect(object.keys == ["z", "a", "m"])
        #expect(object["z"] == 4)
        #expect(object != ["a": 2, "z": 4, "m": 3])
        #expect(object.count == 3)
    }

    @Test func removesByNilAndKeepsNull() {
        var object: JSONObject = ["a": nil, "b": 2]
        #expect(object["a"] == .some(.null))
        object["a"] = nil
        object["c"] = nil
        #expect(object.keys == ["b"])
        object["b"] = .null
        #expect(object.count == 1)
        #expect(object["absent"] == nil)
    }

    @Test func comparesKeysByByte() {
        let object: JSONObject = ["\u{212A}": 1, "e\u{0301}": 2]
        #expect(object["K"] == nil)
        #expect(object["\u{E9}"] == nil)
        #expect(object["e\u{0301}"] == 2)
    }

    /// To a Swift string they are equal; a reader that took them for one key would refuse what others accept.
    @Test func readsKeysByByte() throws {
        let object = try JSONValue(parsing: Array("{\"K\":1,\"\u{212A}\":2}".utf8)).object
        #expect(object?["K"] == 1)
        #expect(object?["\u{212A}"] == 2)
    }

    @Test func accessors() {
        let values: [JSONValue] = [nil, true, 1, .number(1.5), "s", [1], ["k": 1]]
        #expect(values.map(\.bool) == [nil, true, nil, nil, nil, nil, nil])
        #expect(values.map(\.integer) == [nil, nil, 1, nil, nil, nil, nil])
        #expect(values.map(\.string) == [nil, nil, nil, nil, "s", nil, nil])
        #expect(values.map(\.array) == [nil, nil, nil, nil, nil, [1], nil])
        #expect(values.map(\.object) == [nil, nil, nil, nil, nil, nil, ["k": 1]])
    }
}
