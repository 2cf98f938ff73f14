import Testing

@testable import Console

@Suite struct TableTests {
    private func table() -> Table {
        var table = Table(columns: [
            .init(title: "NAME", least: 6), .init(title: "STATE"), .init(title: "SEEN", rank: 1),
            .init(title: "AREAS", rank: 2, least: 4), .init(title: "ID", rank: 3),
        ])
        table.rows = [
            ["Anna's tablet in the kitchen, beside the window", "online", "now", "media, home", "pe_0000000000001"],
            ["漢字の電話", "offline", "3 min ago", "", "pe_0000000000002"],
        ]
        return table
    }

    @Test func inAPipeNothingIsCut() {
        #expect(
            table().lines(width: nil, colour: false) == [
                "NAME                                             STATE    SEEN       AREAS        ID",
                "Anna's tablet in the kitchen, beside the window  online   now        media, home  pe_0000000000001",
                "漢字の電話                                       offline  3 min ago               pe_0000000000002",
            ])
    }

    @Test func fitsAnyWidth() {
        for width in 15...120 {
            let lines = table().lines(width: width, colour: false)
            #expect(lines.allSatisfy { $0.columns <= width }, "at \(width): \(lines)")
            #expect(lines[1].contains("Anna") && lines[1].contains("online"), "at \(width)")
        }
    }

    @Test(arguments: [
        (98, "NAME STATE SEEN AREAS ID"), (97, "NAME STATE SEEN AREAS ID"), (81, "NAME STATE SEEN AREAS"),
        (60, "NAME STATE SEEN"), (40, "NAME STATE"),
    ]) func theLeastImportantGoesFirst(_ width: Int, _ titles: String) {
        let heading = table().lines(width: width, colour: false)[0]
        #expect(heading.split(separator: " ").joined(separator: " ") == titles)
    }

    @Test func withColourTheHeadingStandsOut() {
        let lines = table().lines(width: 80, colour: true)
        #expect(lines[0].hasPrefix("\u{1B}[1m") && lines[0].hasSuffix("\u{1B}[0m"))
        #expect(!lines[1].contains("\u{1B}"))
    }
}
