import CTLS

/// The server's side of one TLS connection, without a socket: sealed bytes go in and out through the buffers. For the
/// thread that owns the buffers.
@safe public final class TLSSession {
    /// What became of bytes from the other side.
    public enum Opened: Equatable {
        /// So many bytes were opened.
        case count(Int)
        /// Too few bytes for anything.
        case needsMore
        /// The other side has said that it sends nothing more.
        case ended
        /// The bytes were not TLS, or not acceptable. The buffers may hold an alert.
        case failed
    }

    private let libssl: Library
    private let buffers: TLSBuffers
    private let pointer: OpaquePointer
    /// Sealed bytes that wait until the opened ones were taken.
    private var rest: [UInt8] = []
    private var hasFailed = false
    /// Whether the handshake is complete.
    public private(set) var isOpen = false
    /// Whether the other side has said that it sends nothing more.
    public private(set) var peerHasEnded = false
    /// Whether a part of a record has arrived.
    public private(set) var hasPartOfRecord = false

    /// Nil without memory.
    public init?(_ context: TLSContext, _ buffers: TLSBuffers) {
        libssl = context.libssl
        self.buffers = buffers
        let tls = context.libssl.functions
        guard let session = unsafe tls.SSL_new(context.pointer) else { return nil }
        guard let bytes = unsafe kith_tls_bio(context.libssl.method, buffers.pointer) else {
            unsafe tls.SSL_free(session)
            return nil
        }
        // The session owns it from now on.
        unsafe tls.SSL_set_bio(session, bytes, bytes)
        unsafe tls.SSL_set_accept_state(session)
        unsafe pointer = session
    }

    deinit { unsafe libssl.functions.SSL_free(pointer) }

    /// Whether there are bytes to open without receiving more.
    public var hasRest: Bool { unsafe !rest.isEmpty || libssl.functions.SSL_pending(pointer) > 0 }

    /// Forgets the errors of this thread, and what another session has sealed: it must not go to this other side.
    private func begin() {
        ERR_clear_error()
        unsafe buffers.pointer.pointee.output_count = 0
    }

    /// Opens the sealed bytes of an earlier call.
    public func openRest(into room: inout [UInt8], atMost most: Int) -> Opened {
        let sealed = rest
        rest = []
        return open(sealed[...], into: &room, atMost: most)
    }

    /// Opens sealed bytes into the beginning of `room`, at most so many bytes. What is above waits for ``openRest``.
    public func open(_ sealed: ArraySlice<UInt8>, into room: inout [UInt8], atMost most: Int) -> Opened {
        guard !hasFailed, !peerHasEnded else { return hasFailed ? .failed : .ended }
        begin()
        var total = 0
        let most = min(most, room.count)
        var result: Int32 = 1
        unsafe sealed.withUnsafeBufferPointer { sealed in
            unsafe buffers.pointer.pointee.input = sealed.baseAddress
            unsafe buffers.pointer.pointee.input_count = sealed.count
            unsafe room.withUnsafeMutableBytes { room in
                guard let start = room.baseAddress else { return }
                while total < most {
                    result = unsafe libssl.functions.SSL_read(
                        pointer, start + total, Int32(clamping: most - total))
                    guard result > 0 else { break }
                    total += Int(result)
                }
            }
            let left = unsafe buffers.pointer.pointee.input_count
            if left > 0 { rest = unsafe Array(sealed.suffix(left)) }
            unsafe buffers.pointer.pointee.input = nil
            unsafe buffers.pointer.pointee.input_count = 0
        }
        if result <= 0 { note(unsafe libssl.functions.SSL_get_error(pointer, result)) }
        if hasFailed || peerHasEnded { rest = [] }
        if !isOpen { isOpen = unsafe libssl.functions.SSL_is_init_finished(pointer) == 1 }
        hasPartOfRecord = unsafe libssl.functions.SSL_has_pending(pointer) == 1 || waitsForBody
        if total > 0 { return .count(total) }
        return hasFailed ? .failed : peerHasEnded ? .ended : .needsMore
    }

    /// Whether the head of a record was read, but not the record. `SSL_has_pending` does not see that if the head was all
    /// that has arrived.
    private var waitsForBody: Bool {
        guard let state = unsafe libssl.functions.SSL_rstate_string(pointer) else { return false }
        return unsafe kith_tls_is_body(state) != 0
    }

    private func note(_ error: Int32) {
        switch error {
        case SSL_ERROR_WANT_READ: break
        case SSL_ERROR_ZERO_RETURN: peerHasEnded = true
        default: hasFailed = true
        }
    }

    /// Seals the first bytes as one record. Returns how many, or nil if the session has failed.
    public func seal(_ bytes: ArraySlice<UInt8>) -> Int? {
        guard isOpen, !hasFailed else { return nil }
        begin()
        let count = unsafe bytes.withUnsafeBytes {
            unsafe libssl.functions.SSL_write(pointer, $0.baseAddress, Int32(min($0.count, Self.recordBytes)))
        }
        guard count > 0 else {
            hasFailed = true
            return nil
        }
        return Int(count)
    }

    /// The plain bytes of the largest record.
    private static let recordBytes = 16 * 1_024

    /// Seals the notice that nothing follows. Without it, clients take the end for an attack that cuts off the rest.
    public func sealEnd() {
        guard isOpen, !hasFailed else { return }
        begin()
        _ = unsafe libssl.functions.SSL_shutdown(pointer)
    }
}
