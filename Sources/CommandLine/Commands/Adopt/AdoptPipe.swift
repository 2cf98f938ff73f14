import System

/// What reader and writer say to each other. The reader begins with the identity key and the
/// numbers of the live peers. The writer answers with a letter,
/// then the reader sends the size of the database and its bytes, and the writer answers again.
struct AdoptPipe: ~Copyable {
    private let input: Descriptor
    private let output: Descriptor

    /// The writer's answers.
    enum Answer: UInt8 {
        case sendDatabase = 0x64
        /// The service has this node already.
        case isThere = 0x74
        case isStored = 0x73
    }

    /// Nobody types anything while this runs.
    static let patience: Duration = .seconds(60)
    /// A large database is copied and checked meanwhile.
    static let patienceForDatabase: Duration = .seconds(1_800)

    init(from input: Int32, to output: Int32) {
        self.input = Descriptor(owning: input)
        self.output = Descriptor(owning: output)
    }

    /// Ends in silence if the other one has ended: that one, or root, knows why.
    func send(_ bytes: [UInt8]) throws(CommandFailure) {
        do throws(SystemError) { try output.write(bytes) } catch { throw Self.otherHasEnded }
    }

    func read(_ count: Int, patience: Duration = AdoptPipe.patience) throws(CommandFailure) -> [UInt8] {
        let bytes: [UInt8]
        do throws(SystemError) { bytes = try input.read(exactly: count, patience: patience) } catch {
            throw CommandFailure(
                .failed, "The other process of 'kith adopt' does not answer: \(error.text). Nothing was moved.")
        }
        guard bytes.count == count else { throw Self.otherHasEnded }
        return bytes
    }

    func send(_ answer: Answer) throws(CommandFailure) { try send([answer.rawValue]) }

    func readAnswer(patience: Duration = AdoptPipe.patience) throws(CommandFailure) -> Answer {
        guard let answer = Answer(rawValue: try read(1, patience: patience)[0]) else { throw Self.otherHasEnded }
        return answer
    }

    private static let otherHasEnded = CommandFailure(.failed, "")

    func send(size: Int64) throws(CommandFailure) {
        try send((0..<8).map { UInt8(truncatingIfNeeded: size >> (56 - 8 * Int64($0))) })
    }

    func readSize(patience: Duration) throws(CommandFailure) -> Int64 {
        try read(8, patience: patience).reduce(0) { $0 << 8 | Int64($1) }
    }
}
