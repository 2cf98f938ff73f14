import Testing
import WireCases

@Suite struct RequestLineConformanceTests {
    @Test(arguments: RequestLineCases.taken) func takes(_ wire: WireCase) { wire.check() }

    @Test(arguments: RequestLineCases.malformed) func refuses(_ wire: WireCase) { wire.check() }

    @Test(arguments: RequestLineCases.otherwise) func refusesOtherwise(_ wire: WireCase) { wire.check() }

    @Test(arguments: RequestLineCases.waiting) func waits(_ wire: WireCase) { wire.check() }
}
