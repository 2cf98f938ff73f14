import Core
import Testing

struct AreaTests {
    private static func area(
        _ id: AreaID = Fixture.media, enabled: Bool = true, services: Set<ServiceID> = [Fixture.printer]
    ) -> Area {
        Area(id: id, name: Fixture.name("Media"), isEnabled: enabled, services: services)
    }

    private func expected(assigned: Bool, mayUse: Bool, enabled: Bool) -> AreaAccess {
        switch (assigned, mayUse, enabled) {
        case (true, true, true): .allowed
        case (true, true, false): .disabled
        case (true, false, true), (true, false, false): .lacksScope
        case (false, true, true), (false, true, false), (false, false, true), (false, false, false): .notAssigned
        }
    }

    @Test(arguments: [true, false], [true, false]) func access(_ assigned: Bool, _ enabled: Bool) {
        let areas: Set<AreaID> = assigned ? [Fixture.media, Fixture.office] : [Fixture.office]
        let area = Self.area(enabled: enabled)
        for bits in UInt8(0)...15 {
            let scopes = Scopes(rawValue: bits)
            let expected = expected(assigned: assigned, mayUse: scopes.contains(.use), enabled: enabled)
            #expect(area.access(assigned: areas, scopes: scopes) == expected)
        }
    }

    @Test func isEnabledAndEmptyWhereNobodySaysOtherwise() {
        let area = Area(id: Fixture.media, name: Fixture.name("Media"))
        #expect(area.isEnabled && area.services.isEmpty)
    }

    @Test func aServiceIsWhatItWasGiven() throws {
        let service = Service(
            id: Fixture.printer, name: Fixture.name("Printer"), url: try ServiceURL("http://192.168.1.9/"))
        #expect(
            service.id == Fixture.printer && service.name.text == "Printer"
                && service.url.description == "http://192.168.1.9/")
    }

    /// For each combination of two areas that contain a service: the one that admits most decides.
    @Test(arguments: [true, false], [true, false]) func oneAreaIsEnough(_ first: Bool, _ second: Bool) {
        for enabled in [[true, true], [true, false], [false, true], [false, false]] {
            let areas = [Self.area(enabled: enabled[0]), Self.area(Fixture.office, enabled: enabled[1])]
            let assigned = Set((first ? [Fixture.media] : []) + (second ? [Fixture.office] : []))
            let isOpen = first && enabled[0] || second && enabled[1]
            let expected: AreaAccess = assigned.isEmpty ? .notAssigned : isOpen ? .allowed : .disabled
            #expect(areas.access(assigned: assigned, scopes: .use) == expected)
            let without = areas.access(assigned: assigned, scopes: [.view, .invite, .admin])
            #expect(without == (assigned.isEmpty ? .notAssigned : .lacksScope))
        }
        #expect([Area]().access(assigned: [Fixture.media], scopes: .all) == .notAssigned)
    }
}
