/// Where a handler sends an answer that is not ready at once. From any thread, once. An answer that is late, or whose
/// connection has ended, is dropped.
public struct Reply: Sendable {
    let mailbox: Mailbox
    let pollKey: PollKey

    public func send(_ answer: Answer) { mailbox.post(.answer(pollKey, answer)) }

    /// The same, but makes the answer on the server's thread, because the thread with the result has other work. It is
    /// made even if the connection has ended.
    public func send(making answer: @escaping @Sendable () -> Answer) { mailbox.post(.makeAnswer(pollKey, answer)) }
}
