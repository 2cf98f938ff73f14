import Testing
import WireCases

@Suite struct FramingConformanceTests {
    @Test(arguments: BodyCases.lengths) func takesLengths(_ wire: WireCase) { wire.check() }

    @Test(arguments: BodyCases.refused) func refuses(_ wire: WireCase) { wire.check() }

    @Test(arguments: BodyCases.chunks) func takesChunks(_ wire: WireCase) { wire.check() }

    @Test(arguments: BodyCases.badChunks) func refusesChunks(_ wire: WireCase) { wire.check() }

    @Test(arguments: BodyCases.chunkLimits) func limitsChunks(_ wire: WireCase) { wire.check() }
}
