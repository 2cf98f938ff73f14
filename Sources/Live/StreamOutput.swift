public import HTTPServer

/// Where messages for streams go: the server, or a test.
public protocol StreamOutput: Sendable {
    func send(_ message: StreamMessage, to streams: [StreamID])
    /// Sends these to one stream, and reports ``StreamEvent/taken`` when they were sent.
    func send(_ messages: [StreamMessage], inTurnTo stream: StreamID)
    func close(_ streams: [StreamID], _ code: CloseCode, reason: String, last: StreamMessage?)
}

extension Server: StreamOutput {}
