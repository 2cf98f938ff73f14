import Agent
import Core
import Settings
import Testing

@testable import CommandLine

@Suite struct DeclaredTests {
    @Test(
        arguments: [
            ("peers [--all] [--json]", nil, []), ("peers show NAME|ID [--json]", "show", ["NAME|ID"]),
            ("peers rename NAME|ID NEW-NAME", "rename", ["NAME|ID", "NEW-NAME"]), ("pair [OPTIONS]", nil, []),
            ("migrate down --to N", "down", []), ("restore FILE", nil, ["FILE"]), ("restore [FILE]", nil, ["FILE"]),
            ("token issue [--name NAME] PEER", "issue", ["PEER"]), ("completion bash|zsh|fish", nil, ["bash|zsh|fish"]),
        ] as [(String, String?, [String])])
    func aFormIsRead(_ usage: String, _ verb: String?, _ arguments: [String]) {
        let form = DeclaredForm(usage)
        #expect(form.verb == verb && form.arguments == arguments, "\(form)")
    }

    /// Whatever a command names in one place, it declares in the other.
    @Test(arguments: Commands.all.map(\.help.name)) func whatIsNamedIsDeclared(_ name: String) throws {
        let help = try Commands.named(name).help
        let options = help.declaredOptions
        #expect(Set(options.map(\.name)).count == options.count, "an option is declared twice")
        #expect(options.allSatisfy { $0.name.hasPrefix("--") && $0.value == $0.value?.uppercased() })
        let inUsage = help.usage.flatMap { $0.split { " []".contains($0) } }.filter { $0.hasPrefix("--") }
        for option in inUsage { #expect(options.contains { $0.name == option }, "\(option)") }
        let places = Set(help.forms.flatMap(\.arguments) + options.map(\.name))
        for place in help.values.keys { #expect(places.contains(place), "values for \(place), which is nowhere") }
        for option in help.repeated { #expect(options.contains { $0.name == option && $0.value != nil }) }
    }

    @Test func settingsAreDeclaredWhereTheyAreTaken() throws {
        for setting in Setting.all {
            #expect(try Commands.named("agent").help.declaredOptions.contains { $0.name == setting.option })
        }
        #expect(try !Commands.named("peers").help.declaredOptions.contains { $0.name == "--port" })
    }
}

@Suite struct CompleterTests {
    private func offer(_ words: String...) -> Completer.Offer {
        Completer { values in
            switch values {
            case .peers: ["Anna's phone", "anton", "Bert"]
            default: []
            }
        }.offer(words)
    }

    private func words(_ offer: Completer.Offer) -> [String]? {
        guard case .words(let words) = offer else { return nil }
        return words.map(\.text)
    }

    @Test func commandsAndVerbs() {
        #expect(words(offer("p")) == ["pair", "peers", "proxy-config"])
        #expect(words(offer(""))?.count == Commands.all.count + 3)
        #expect(words(offer("peers", "re")) == ["rename", "revoke"])
        #expect(words(offer("peers", "li")) == ["list"])
        #expect(words(offer("peers", "--json", "sh")) == ["show"])
        #expect(words(offer("nonsense", "")) == [])
        #expect(words(offer("help", "pa")) == ["pair"])
        #expect(words(offer("help", "pair", "")) == [])
    }

    @Test func optionsOnceUnlessTheyMayComeAgain() {
        #expect(words(offer("peers", "--js")) == ["--json"])
        #expect(words(offer("peers", "--json", "--js")) == [])
        #expect(words(offer("pair", "--name=x", "--na")) == [])
        #expect(words(offer("events", "--type", "alarm", "--ty")) == ["--type"])
    }

    @Test func settingsAreOfferedWhereNothingElseFits() throws {
        let all = try #require(words(offer("pair", "--")))
        let own = try Commands.named("pair").help.options.map { String($0.name.prefix { $0 != " " }) }
        #expect(all.first == "--name" && all.contains("--state"))
        #expect(all.allSatisfy { own.contains($0) || ["--state", "--socket", "--config", "--help"].contains($0) })
        #expect(words(offer("pair", "--open-p")) == ["--open-pairings"])
        #expect(words(offer("agent", "--"))?.contains("--open-pairings") == true)
    }

    @Test func valuesOfOptions() {
        #expect(words(offer("pair", "--scope", "v")) == ["view"])
        #expect(words(offer("pair", "--scope", "view,")) == Scope.allCases.dropFirst().map { "view,\($0.rawValue)" })
        #expect(words(offer("pair", "--scope=view,in")) == ["--scope=view,invite"])
        #expect(words(offer("pair", "--name", "--sc")) == [])
        #expect(words(offer("peers", "grant", "anna", "i")) == ["invite"])
        #expect(words(offer("agent", "--log-level", "w")) == ["warning"])
        #expect(words(offer("agent", "--log-json", "--log-l")) == ["--log-level"])
        #expect(offer("agent", "--state", "x") == .folders && offer("agent", "--state=x") == .folders)
        #expect(offer("peers", "--config", "") == .files && offer("restore", "") == .files)
        #expect(words(offer("peers", "--nonsense=x")) == [])
    }

    @Test func whatTheAgentKnows() {
        #expect(words(offer("peers", "show", "an")) == ["Anna's phone", "anton"])
        #expect(words(offer("peers", "rename", "Bert", "")) == [])
        #expect(words(offer("pair", "--peer", "b")) == ["Bert"])
        #expect(words(offer("token", "revoke", "be")) == ["Bert"])
        #expect(words(offer("pair", "--peer=")) == ["--peer=Anna's phone", "--peer=anton", "--peer=Bert"])
    }
}
