import Testing

@testable import HTTPServer

@Suite struct FrameDecoderTests {
    @Test(arguments: FramingCases.all) func takesFrames(_ frames: FrameCase) { frames.check() }

    @Test(arguments: FragmentCases.all) func takesFragments(_ frames: FrameCase) { frames.check() }

    @Test(arguments: TextCases.all) func takesText(_ frames: FrameCase) { frames.check() }

    @Test(arguments: CloseCases.all) func takesClose(_ frames: FrameCase) { frames.check() }

    @Test(arguments: LimitCases.all) func holdsLimits(_ frames: FrameCase) { frames.check() }

    @Test func hasEnoughCases() {
        let cases = FramingCases.all + FragmentCases.all + TextCases.all + CloseCases.all + LimitCases.all
        #expect(cases.count >= 200)
        #expect(cases.allSatisfy { !$0.name.isEmpty })
    }

    /// The first byte that no text can hold is where it ends, however much was announced.
    @Test(arguments: TextCases.whole.filter { !$0.isText }.map(\.bytes)) func failsAtOnce(_ bytes: [UInt8]) {
        var decoder = FrameDecoder()
        _ = decoder.read(ClientFrame(opcode: 1, mask: [0, 0, 0, 0], declared: 1000).bytes.span)
        let first = bytes.indices.first { !isBeginningOfText(Array(bytes[...$0])) }
        let failed = bytes.indices.first { !decoder.read(bytes.span.extracting($0...$0)).isEmpty }
        #expect(failed == first)
    }

    @Test func costsLittleWhenIdle() {
        #expect(MemoryLayout<FrameDecoder>.size <= 128)
    }
}
