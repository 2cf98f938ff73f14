/// Where an answer goes that is not ready at once. From any thread, once; what comes later, or to a connection that is
/// gone, is dropped.
public struct Reply: Sendable {
    let mailbox: Mailbox
    let pollKey: PollKey

    public func send(_ answer: Answer) { mailbox.post(.answer(pollKey, answer)) }

    /// The same, made on the server's thread: the thread that knows the result has other work. It is made even if the
    /// connection is gone.
    public func send(making answer: @escaping @Sendable () -> Answer) { mailbox.post(.makeAnswer(pollKey, answer)) }
}
