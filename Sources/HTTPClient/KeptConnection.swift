import CLinux
import Glibc
public import HTTPMessage

/// A connection that stays open between requests, for an owner that waits for several with poll(2). It never blocks.
///
/// The kernel asks a silent other side every few seconds whether it still exists, so ``turn()`` throws soon after that has
/// lost its power, without a request.
public struct KeptConnection: ~Copyable {
    /// In bytes: a whole response, its head included.
    private let limit: Int
    private let stream: Stream
    private var isConnected = false
    private var unsent: ArraySlice<UInt8> = []
    /// Nil while no response is expected.
    private var answer: Pending?

    private struct Pending {
        var parser = HeadParser()
        var response: Response?
        var body: BodyDecoder?
        var count = 0
    }

    /// Begins to connect to a numeric address. `link` is the number of the interface, which a link-local address needs.
    public init(
        to address: String, link: Int32, port: UInt16, mostBytes: Int
    ) throws(ClientError) {
        limit = mostBytes
        stream = try Stream.begin(to: .tcp(address, port: port), link: link)
        stream.keepAlive(idle: 3, interval: 1, count: 4)
    }

    public var descriptor: Int32 { stream.descriptor }

    /// Whether to wait until it can be written, too.
    public var waitsToWrite: Bool { !isConnected || !unsent.isEmpty }

    /// Whether a response is expected.
    public var isAsking: Bool { answer != nil }

    /// Sends a request, once it can. Traps while a response is expected.
    public mutating func ask(_ request: Request) {
        precondition(answer == nil, "one request at a time")
        answer = Pending()
        unsent = request.wireBytes[...]
    }

    /// Continues, when poll(2) says that it can. Returns a response when it is complete. After an error the connection is
    /// unusable: also if the other side has closed it, or sends something without a request.
    public mutating func turn() throws(ClientError) -> Response? {
        if !isConnected {
            guard try stream.hasConnected() else { return nil }
            isConnected = true
        }
        while !unsent.isEmpty {
            guard let count = try stream.sendNow(unsent) else { break }
            unsent = unsent.dropFirst(count)
        }
        while let bytes = try stream.receiveNow() {
            guard !bytes.isEmpty else { throw .notReachable("the connection was closed") }
            guard var pending = answer else { throw .malformed }
            pending.count += bytes.count
            guard pending.count <= limit else { throw .malformed }
            var rest = bytes[...]
            if pending.response == nil, let head = try pending.parser.read(&rest) {
                pending.response = head
                pending.body = try BodyDecoder(of: head, answering: .get)
            }
            if var body = pending.body {
                while !rest.isEmpty, !body.isOver { pending.response?.body += try body.read(&rest) }
                guard rest.isEmpty else { throw .malformed }
                pending.body = body
                if body.isOver, let response = pending.response {
                    answer = nil
                    return response
                }
            }
            answer = pending
        }
        return nil
    }
}
