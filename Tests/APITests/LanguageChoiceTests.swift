import Testing

@testable import API

@Suite struct LanguageChoiceTests {
    @Test(
        arguments: [
            ([], "en"), ([""], "en"), (["de"], "de"), (["DE"], "de"), (["de-AT"], "de"), (["de-Latn-AT-1996"], "de"),
            (["fr"], "en"), (["fr, de"], "de"), (["fr;q=1, de;q=0.1, en;q=0.2"], "en"), (["en;q=0.8, de;q=0.9"], "de"),
            (["en;q=0.800,de;q=0.801"], "de"), (["de;q=0.5, en;q=0.5"], "de"), (["en;q=0.5, de;q=0.5"], "en"),
            (["de;q=0"], "en"), (["en;q=0"], "de"), (["en;q=0, *"], "de"), (["*"], "en"), (["*;q=0.5, de;q=0.4"], "en"),
            (["de;q=0.4, *;q=0.3"], "de"), (["en;q=0, de;q=0, pt-BR;q=0"], "en"), (["pt"], "en"), (["pt-BR"], "pt-BR"),
            (["pt-br-x-a"], "pt-BR"), (["fr", "de"], "de"), ([" \tde ; q=0.9 , en ; q=0.1"], "de"),
        ] as [([String], String)])
    func takesTheBest(_ values: [String], _ wanted: String) {
        #expect(LanguageChoice(values).best(of: ["en", "de", "pt-BR"]) == wanted)
    }

    @Test(arguments: [
        "de;q=2", "de;q=1.001", "de;q=-1", "de;q=", "de;q=0.1234", "de;q=.5", "de;level=1", "de;q=a", "d\u{E9}",
        "de--AT",
        "de_AT", "deutschland", "de-" + Array(repeating: "a", count: 17).joined(separator: "-"),
        "-", "de;", "de;q=0.5;q=0.6", ";q=1", "\u{0}",
    ])
    func ignoresWhatIsMalformed(_ value: String) {
        #expect(LanguageChoice([value]).best(of: ["en", "de"]) == "en")
        #expect(LanguageChoice([value + ", de;q=0.1"]).best(of: ["en", "de"]) == "de")
    }

    @Test func readsSoManyAndNoMore() {
        let many = Array(repeating: "fr", count: 31).joined(separator: ",")
        #expect(LanguageChoice([many, "de"]).best(of: ["en", "de"]) == "de")
        #expect(LanguageChoice([many, "fr", "de"]).best(of: ["en", "de"]) == "en")
    }
}
