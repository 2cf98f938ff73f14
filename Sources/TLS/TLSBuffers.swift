import CTLS

/// The memory through which all sessions of one thread work: a session that is idle holds none.
@safe public final class TLSBuffers {
    /// Sealed bytes from the other side, before they are opened.
    public var input = [UInt8](repeating: 0, count: 16 * 1_024 + 1_024)
    let pointer: UnsafeMutablePointer<kith_tls_buffers>
    private let output: UnsafeMutablePointer<UInt8>

    /// More than a handshake with a long chain needs, or one record with its seal.
    private static let outputRoom = 320 * 1_024

    public init() {
        unsafe output = .allocate(capacity: Self.outputRoom)
        unsafe pointer = .allocate(capacity: 1)
        unsafe pointer.initialize(to: kith_tls_buffers())
        unsafe pointer.pointee.output = unsafe output
        unsafe pointer.pointee.output_room = Self.outputRoom
    }

    deinit {
        unsafe pointer.deallocate()
        unsafe output.deallocate()
    }

    /// Calls `use` with the sealed bytes for the other side, if there are any, and forgets them.
    public func takeOutput(_ use: (UnsafeRawBufferPointer) -> Void) {
        let count = unsafe pointer.pointee.output_count
        guard count > 0 else { return }
        unsafe pointer.pointee.output_count = 0
        unsafe use(UnsafeRawBufferPointer(start: output, count: count))
    }
}
