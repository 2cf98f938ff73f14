public import HTTPServer

/// Where messages to streams go. The server is one; a test has another.
public protocol StreamOutput: Sendable {
    func send(_ message: StreamMessage, to streams: [StreamID])
    /// Sends these to one stream and reports ``StreamEvent/taken`` when the client has them.
    func send(_ messages: [StreamMessage], inTurnTo stream: StreamID)
    func close(_ streams: [StreamID], _ code: CloseCode, reason: String, last: StreamMessage?)
}

extension Server: StreamOutput {}
