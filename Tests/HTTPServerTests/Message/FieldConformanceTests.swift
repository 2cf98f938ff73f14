import Testing
import WireCases

@Suite struct FieldConformanceTests {
    @Test(arguments: FieldCases.taken) func takes(_ wire: WireCase) { wire.check() }

    @Test(arguments: FieldCases.malformed) func refuses(_ wire: WireCase) { wire.check() }

    @Test(arguments: FieldCases.expectations) func judgesExpectations(_ wire: WireCase) { wire.check() }

    @Test(arguments: FieldCases.connection) func decidesWhatFollows(_ wire: WireCase) { wire.check() }

    @Test(arguments: FieldCases.limits) func limitsHeads(_ wire: WireCase) { wire.check() }
}
