import Testing

@testable import Console

@Suite struct FlowTests {
    @Test(
        arguments: [
            ("a short line", 20, "a short line"), ("one two three", 9, "one two\nthree"),
            ("one two three", 7, "one two\nthree"),
            ("one\ntwo", 20, "one\ntwo"), ("one two\n\nthree four", 7, "one two\n\nthree\nfour"), ("", 20, ""),
            ("one  two", 20, "one  two"),
            // What is to be copied stays in one piece.
            ("see http://192.168.1.20:6969/join now", 12, "see\nhttp://192.168.1.20:6969/join\nnow"),
            ("    kith token revoke tk_0000000000001", 12, "    kith token revoke tk_0000000000001"),
            ("see 'kith help peers', now", 12, "see\n'kith help peers',\nnow"), ("a 'kith' b", 8, "a 'kith'\nb"),
            ("To install it: sudo make install", 24, "To install it:\nsudo make install"),
            ("no (sudo apt install x). Go on", 20, "no\n(sudo apt install x).\nGo on"),
            ("Start it: kith pair --port 1. Then wait", 20, "Start it:\nkith pair --port 1.\nThen wait"),
            ("Use sudo, or wait", 10, "Use sudo,\nor wait"), ("as kith does it", 9, "as kith\ndoes it"),
            ("日本語 日本語", 9, "日本語\n日本語"),
        ] as [(String, Int, String)])
    func breaksBetweenWords(_ text: String, _ width: Int, _ flowed: String) {
        #expect(text.flowed(at: width) == flowed)
        #expect(text.flowed(at: nil) == text)
    }

    @Test(arguments: [(80, 79), (81, 80), (101, 100), (300, 100), (21, 20), (5, 20)])
    func aLineLeavesACellFree(_ columns: Int, _ width: Int) {
        #expect(Terminal.textWidth(inColumns: columns) == width)
    }

    @Test func aSheetKeepsItsColumns() {
        let rows = [("Name", "attic"), ("Empty", ""), ("Clock", "the wall clock is ahead")]
        #expect(Sheet.lines(rows, width: nil) == ["Name      attic", "Clock     the wall clock is ahead"])
        #expect(
            Sheet.lines(rows, width: 24) == ["Name      attic", "Clock     the wall clock\n          is ahead"])
        #expect(Sheet.lines([("A long label", "x")], width: nil) == ["A long label  x"])
    }
}
