import Core
import Testing

struct NumberedNameTests {
    static let numbered: [(String, Int, String)] = [
        ("iPhone", 2, "iPhone (2)"), ("a", 1_000_000, "a (1000000)"),
        (String(repeating: "x", count: 64), 2, String(repeating: "x", count: 60) + " (2)"),
        (String(repeating: "x", count: 64), 4_999, String(repeating: "x", count: 57) + " (4999)"),
        (String(repeating: "x", count: 60), 2, String(repeating: "x", count: 60) + " (2)"),
        (String(repeating: "😀", count: 64), 10, String(repeating: "😀", count: 59) + " (10)"),
        // No half of a family, and no two spaces.
        (String(repeating: "x", count: 59) + "👨‍👩‍👧yz", 2, String(repeating: "x", count: 59) + "👨‍👩‍👧 (2)"),
        (String(repeating: "x", count: 59) + " yz", 2, String(repeating: "x", count: 59) + " (2)"),
        // One letter under so many marks that no number fits behind it.
        ("a" + String(repeating: "\u{301}", count: 127), 2, "2"),
        ("a" + String(repeating: "\u{301}", count: 125), 12, "a" + String(repeating: "\u{301}", count: 125) + " (12)"),
    ]

    @Test(arguments: numbered) func shortens(_ text: String, _ number: Int, _ expected: String) throws {
        let name = try Name(text).numbered(number)
        #expect(name.text == expected)
        #expect(try Name(name.text) == name, "a numbered name is a name")
    }

    @Test func everyNumberOfEveryLengthIsAName() throws {
        for length in 1...64 {
            for number in [2, 9, 10, 99, 100, 4_999, 123_456_789] {
                let name = try Name(String(repeating: "y", count: length)).numbered(number)
                #expect(name.text.count == min(64, length + 3 + String(number).count))
                #expect(name.text.hasSuffix(" (\(number))"))
            }
        }
    }

    /// The name itself, then as many doublings as the number has bits, then one halving less.
    @Test(arguments: [0, 1, 2, 3, 4, 7, 8, 100, 999, 1_000, 5_000])
    func findsTheFirstFreeInFewLooks(_ taken: Int) throws {
        let name = try Name("iPhone")
        let names = Set((1..<(taken + 1)).map { $0 == 1 ? name : name.numbered($0) })
        var looks = 0
        let free = name.firstFree { candidate in
            looks += 1
            return names.contains(candidate)
        }
        #expect(free == (taken == 0 ? name : name.numbered(taken + 1)))
        var doublings = 0
        while 1 << doublings <= taken { doublings += 1 }
        #expect(looks == max(1, 2 * doublings))
    }

    /// Knowing how many there are shortens the search and never changes what it finds, even where it is wrong.
    @Test(arguments: [0, 1, 2, 7, 8, 9, 16, 17, 100, 4_000], [0, 1, 8, 9, 17, 100, 101, 3_999, 4_000, 9_999])
    func knowingTheirNumberHelps(_ taken: Int, _ living: Int) throws {
        let name = try Name("iPhone")
        let names = Set((1..<(taken + 1)).map { $0 == 1 ? name : name.numbered($0) })
        var looks = 0
        let free = name.firstFree(among: living) { candidate in
            looks += 1
            return names.contains(candidate)
        }
        #expect(free == (taken == 0 ? name : name.numbered(taken + 1)))
        if living == taken { #expect(looks <= 8) }
    }

    @Test func everyCountUpToTwoHundred() throws {
        let name = try Name(String(repeating: "z", count: 64))
        var taken: Set<Name> = []
        for count in 0..<200 {
            let free = name.firstFree { taken.contains($0) }
            #expect(free == (count == 0 ? name : name.numbered(count + 1)))
            taken.insert(free)
        }
    }

    @Test func aGapIsFreeWhereverItIs() throws {
        let name = try Name("Phone")
        let gaps: Set<Name> = [name.numbered(3), name.numbered(6)]
        let free = name.firstFree { !gaps.contains($0) && $0.text != "Phone (64)" }
        #expect(gaps.contains(free) || free.text == "Phone (64)")
    }

    @Test func whatGoesWrongInLookingComesThrough() throws {
        let name = try Name("Phone")
        #expect(throws: Violation.self) {
            try name.firstFree { _ throws(Violation) in throw Violation(description: "disk") }
        }
    }
}
