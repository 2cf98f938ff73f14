import JSON
import Seeded
import Testing

struct JSONRoundTripTests {
    @Test(arguments: 0..<500 as Range<UInt64>) func randomValues(_ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let value = Self.value(depth: 5, using: &generator)
        let text = value.text
        let again = try JSONValue(parsing: Array(text.utf8))
        #expect(again == value)
        #expect(again.text == text)
    }

    static let document = #"""
        {"id": 812, "ok": [true, false, null], "at": "2026-11-20T10:30:00.000Z", "n": [-1.5e-3, 0.25, 9e9],
         "näme": "\u0041\ud83d\ude00 \"x\" 😀", "data": {"empty": {}, "list": [], "deep": [[["\n"]]]}}
        """#

    @Test func everyTruncationIsRefused() throws {
        let bytes = Array(Self.document.utf8)
        _ = try JSONValue(parsing: bytes)
        for count in 0..<bytes.count {
            #expect(throws: JSONError.self, "\(count) bytes") { try JSONValue(parsing: Array(bytes.prefix(count))) }
        }
    }

    @Test(arguments: 0..<2_000 as Range<UInt64>) func damagedButAcceptedIsStillWritable(_ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var bytes = Array(Self.document.utf8)
        for _ in 0..<Int.random(in: 1...3, using: &generator) {
            bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
        }
        guard let value = try? JSONValue(parsing: bytes) else { return }
        #expect(try JSONValue(parsing: Array(value.text.utf8)) == value)
    }

    private static func value(depth: Int, using generator: inout SeededGenerator) -> JSONValue {
        switch Int.random(in: 0..<(depth > 0 ? 7 : 5), using: &generator) {
        case 0: .null
        case 1: .bool(.random(using: &generator))
        case 2: .integer(Int64(bitPattern: generator.next()) >> Int64.random(in: 0..<64, using: &generator))
        case 3: .number(finiteNumber(using: &generator))
        case 4: .string(string(using: &generator))
        case 5: .array(array(depth: depth - 1, using: &generator))
        default: .object(object(depth: depth - 1, using: &generator))
        }
    }

    private static func finiteNumber(using generator: inout SeededGenerator) -> Double {
        while true {
            let number = Double(bitPattern: generator.next())
            if number.isFinite { return number }
        }
    }

    private static func string(using generator: inout SeededGenerator) -> String {
        var text = ""
        for _ in 0..<Int.random(in: 0...12, using: &generator) {
            let limit: UInt32 = [0x80, 0x80, 0x3000, 0x11_0000].randomElement(using: &generator) ?? 0x80
            if let scalar = Unicode.Scalar(UInt32.random(in: 0..<limit, using: &generator)) {
                text.unicodeScalars.append(scalar)
            }
        }
        return text
    }

    private static func array(depth: Int, using generator: inout SeededGenerator) -> [JSONValue] {
        (0..<Int.random(in: 0...5, using: &generator)).map { _ in value(depth: depth, using: &generator) }
    }

    private static func object(depth: Int, using generator: inout SeededGenerator) -> JSONObject {
        var object = JSONObject()
        for _ in 0..<Int.random(in: 0...5, using: &generator) {
            object[string(using: &generator)] = value(depth: depth, using: &generator)
        }
        return object
    }
}
