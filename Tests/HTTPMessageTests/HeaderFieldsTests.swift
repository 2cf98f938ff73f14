import HTTPMessage
import Testing

@Suite struct HeaderFieldsTests {
    @Test func looksUpWithoutCase() {
        var fields: HeaderFields = ["Host": "a", "X-One": "1", "x-one": "2"]
        #expect(fields["hOST"] == "a")
        #expect(fields["X-ONE"] == "1")
        #expect(fields.values(of: "x-One") == ["1", "2"])
        #expect(fields["X-Two"] == nil)
        fields["x-ONE"] = "3"
        #expect(fields.values(of: "X-One") == ["3"])
        fields["X-One"] = nil
        #expect(fields.all.map(\.name) == ["Host"])
    }

    @Test func looksUpNamesOfAnyLength() {
        let long = String(repeating: "n", count: 200)
        var fields = HeaderFields()
        #expect(fields["N"] == nil && fields.values(of: long).isEmpty && fields.list("N").isEmpty)
        for count in 1...200 { fields.append(String(long.prefix(count)), "\(count)") }
        for count in 1...200 { #expect(fields[String(long.prefix(count)).uppercased()] == "\(count)") }
        fields[long] = nil
        #expect(fields[long] == nil && fields[String(long.dropLast())] == "199" && fields["n"] == "1")
        #expect((["A": "1", "BB": "2"] as HeaderFields) == ["A": "1", "BB": "2"])
        var shorter: HeaderFields = ["A": "1", "BB": "2"]
        shorter["bb"] = nil
        #expect(shorter == ["A": "1"])
    }

    @Test func becomesLines() {
        let fields: HeaderFields = ["X-One": "1", "X-Two": "", "X-One": "é: 2"]
        let lines = FieldLines(fields)
        #expect(String(decoding: lines.bytes, as: UTF8.self) == "X-One: 1\r\nX-Two: \r\nX-One: é: 2\r\n")
        #expect(lines.fields == fields)
        #expect(
            FieldLines(joining: FieldLines(["A": "a"]), .none, FieldLines(["B": "b"]))
                == FieldLines(["A": "a", "B": "b"]))
        #expect(FieldLines([:]) == .none)
    }

    @Test func writesTheFieldsOfAResponseOnce() {
        let response = Response(.ok, fields: ["A": "a"], body: [1]).written
        #expect(response.fields == [:] && response.lines == FieldLines(["A": "a"]))
        #expect(response.status == .ok && response.body == [1])
    }

    @Test func keepsOrder() {
        var fields = HeaderFields()
        for number in 0..<5 { fields.append("N", "\(number)") }
        #expect(fields.all.map(\.value) == ["0", "1", "2", "3", "4"])
    }

    @Test(arguments: [
        ("", "v"), ("a b", "v"), ("a:", "v"), ("é", "v"), ("a\r", "v"), ("a", "v\r\nSet-Cookie: x"), ("a", "v\n"),
        ("a", "v\r"), ("a", "\0"), ("a", "\u{1B}[2J"), ("a", "\u{7F}"),
    ])
    func refuses(_ name: String, _ value: String) {
        #expect(HeaderField(name: name, value: value) == nil)
    }

    @Test(arguments: [
        ("Host: a", "Host", "a"), ("Host:a", "Host", "a"), ("Host: \t a \t", "Host", "a"), ("Empty:", "Empty", ""),
        ("Empty:  ", "Empty", ""), ("A: b: c", "A", "b: c"), ("A: b\tc", "A", "b\tc"),
        ("X!#$%&'*+-.^_`|~1: é", "X!#$%&'*+-.^_`|~1", "é"),
    ])
    func readsLine(_ line: String, _ name: String, _ value: String) {
        #expect(HeaderField(line: Array(line.utf8)) == HeaderField(name: name, value: value))
    }

    @Test(arguments: ["", ":", ": a", "Host", "Host : a", " Host: a", "\tfolded", "A\u{0}: b", "A: b\u{0}", "A: \u{1}"])
    func refusesLine(_ line: String) {
        #expect(HeaderField(line: Array(line.utf8)) == nil)
    }

    @Test func replacesWhatIsNotUTF8() {
        #expect(HeaderField(line: Array("A: x".utf8) + [0xFF])?.value == "x\u{FFFD}")
    }
}
