import PairingCore
import Testing

struct AudienceTests {
    /// Whom the kinds of events concern.
    static let audiences: [(Kind, Audience)] = [
        (.pairingStarted, .operators), (.deviceConnected, .operators), (.secondClaim, .operators),
        (.badProof, .operators), (.wrongPin, .operators), (.pinVerified, .operators), (.ipConflict, .operators),
        (.pairingFailed, .operators), (.pairingCompleted, .operators),
        (.peerUpdated, .neighbours(of: Fixture.carol)), (.peerLeft, .neighbours(of: Fixture.carol)),
        (.presenceChanged, .neighbours(of: Fixture.carol)),
        (.permissionGranted, .peer(Fixture.carol)), (.permissionRevoked, .peer(Fixture.carol)),
        (.permissionExpired, .peer(Fixture.carol)), (.areaAdded, .peer(Fixture.carol)),
        (.areaRemoved, .peer(Fixture.carol)), (.areaUpdated, .area(Fixture.media)),
        (.areaEnabled, .area(Fixture.media)), (.areaDisabled, .area(Fixture.media)),
        (.tokenRenewed, .peer(Fixture.carol)), (.tokenRevoked, .peer(Fixture.carol)), (.nodeFound, .everyone),
        (.nodeLost, .everyone),
    ]

    @Test func eachKindIsListed() { #expect(Self.audiences.map(\.0) == Kind.allCases) }

    @Test(arguments: audiences) func table(_ kind: Kind, _ audience: Audience) throws {
        #expect(try #require(kind.fact).audience == audience)
    }
}
