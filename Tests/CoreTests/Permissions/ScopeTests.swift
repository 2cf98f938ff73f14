import Core
import Testing

struct ScopeTests {
    @Test func words() {
        #expect(Scope.allCases.map(\.rawValue) == ["view", "use", "invite", "admin"])
        #expect(Scopes.byDefault == [.view, .use] && Scopes.plainHTTP == [.view, .use] && Scopes.none.isEmpty)
        #expect(Scopes.all.members == Scope.allCases)
    }

    /// The bits are stored with pairings: a scope keeps its place for good, and a new one comes last.
    @Test func bitsStayAsTheyAre() {
        let bits: [Scope: UInt8] = [.view: 1, .use: 2, .invite: 4, .admin: 8]
        for scope in Scope.allCases { #expect(Scopes(scope).rawValue == bits[scope], "\(scope)") }
    }

    /// A new scope is neither lent nor carried by what can be overheard or stolen, unless somebody decides that it is.
    @Test(arguments: Scope.allCases.dropFirst(2)) func isKeptApartByDefault(_ scope: Scope) {
        for scopes in [Scopes.lendable, .plainHTTP, .cookie, .byDefault] { #expect(!scopes.contains(Scopes(scope))) }
        let status = InviterStatus(
            peer: Fixture.anna, scopes: .all, areas: [], expiresAt: nil)
        #expect(!status.grantable(at: Self.now).contains(Scopes(scope)))
    }

    @Test(arguments: Scope.allCases) func readsItsWord(_ scope: Scope) throws {
        #expect(try Scope(scope.rawValue) == scope)
        #expect(try Scope(scope.rawValue[...], field: "scope") == scope)
        #expect(Scopes(scope).members == [scope])
    }

    @Test(arguments: ["", "View", "views", "view ", "root", "*", "view,use"]) func refuses(_ word: String) {
        #expect(throws: FieldRejection(field: "scopes", problem: .unknownValue)) { try Scope(word) }
        #expect(throws: FieldRejection(field: "scope", problem: .unknownValue)) { try Scope(word, field: "scope") }
    }

    @Test func everySetInOneByte() {
        for bits in 0...Scopes.all.rawValue {
            let scopes = Scopes(rawValue: bits)
            #expect(Scopes(scopes.members) == scopes)
            #expect(scopes.description == scopes.members.map(\.rawValue).joined(separator: ","))
        }
        #expect(Scopes(rawValue: ~Scopes.all.rawValue).members.isEmpty, "bits that mean nothing")
    }

    private static let now = Fixture.soon

    static let permissions: [([Permission], Scopes)] = [
        ([], .none), ([Permission(.view)], .view), ([Permission(.view, until: now + .milliseconds(1))], .view),
        ([Permission(.view, until: now)], .none), ([Permission(.view, until: now - .milliseconds(1))], .none),
        ([Permission(.view, until: now), Permission(.use)], .use),
        ([Permission(.admin), Permission(.invite, until: now + .days(1))], [.admin, .invite]),
        (Scope.allCases.map { Permission($0, until: now + .milliseconds(1)) }, .all),
        (Scope.allCases.map { Permission($0, until: now) }, .none),
    ]

    @Test(arguments: permissions) func anExpiredOneIsAbsent(_ permissions: [Permission], _ scopes: Scopes) {
        #expect(permissions.scopes(at: Self.now) == scopes)
    }
}
