import CTLS
import Glibc

@testable import TLS

/// The client's side of a TLS connection in memory, by OpenSSL. It trusts anybody.
@safe final class MemoryClient {
    private typealias NewMethod = @convention(c) () -> OpaquePointer?
    private typealias Use = @convention(c) (OpaquePointer?) -> Void

    private let tls: kith_tls
    private let buffers = TLSBuffers()
    private let context: OpaquePointer
    private let pointer: OpaquePointer

    /// With TLS 1.2 if it is old. Nil without libssl.
    init?(isOld: Bool) {
        guard let libssl = Library.shared, let file = unsafe dlopen("libssl.so.3", RTLD_NOW | RTLD_LOCAL),
            let method = unsafe dlsym(file, "TLS_client_method"),
            let start = unsafe dlsym(file, "SSL_set_connect_state")
        else { return nil }
        tls = libssl.functions
        guard let context = unsafe tls.SSL_CTX_new(unsafe unsafeBitCast(method, to: NewMethod.self)()) else {
            return nil
        }
        let newest = isOld ? TLS1_2_VERSION : TLS1_3_VERSION
        _ = unsafe tls.SSL_CTX_ctrl(context, SSL_CTRL_SET_MAX_PROTO_VERSION, Int(newest), nil)
        guard let session = unsafe tls.SSL_new(context), let bytes = unsafe kith_tls_bio(libssl.method, buffers.pointer)
        else { return nil }
        unsafe tls.SSL_set_bio(session, bytes, bytes)
        unsafe unsafeBitCast(start, to: Use.self)(session)
        unsafe self.context = context
        unsafe pointer = session
    }

    deinit {
        unsafe tls.SSL_free(pointer)
        unsafe tls.SSL_CTX_free(context)
    }

    /// What it opens of these sealed bytes. During the handshake it has to answer then.
    func open(_ sealed: [UInt8]) -> [UInt8] {
        var opened: [UInt8] = []
        var room = [UInt8](repeating: 0, count: 16_384)
        unsafe sealed.withUnsafeBufferPointer { sealed in
            unsafe buffers.pointer.pointee.input = sealed.baseAddress
            unsafe buffers.pointer.pointee.input_count = sealed.count
            while true {
                let count = unsafe room.withUnsafeMutableBytes {
                    unsafe tls.SSL_read(pointer, $0.baseAddress, Int32($0.count))
                }
                guard count > 0 else { break }
                opened += room[..<Int(count)]
            }
            unsafe buffers.pointer.pointee.input = nil
            unsafe buffers.pointer.pointee.input_count = 0
        }
        ERR_clear_error()
        return opened
    }

    /// The records of these bytes: one, unless there are more than fit.
    func seal(_ bytes: some Collection<UInt8>) -> [UInt8] {
        let bytes = Array(bytes)
        guard !bytes.isEmpty else { return [] }
        _ = unsafe bytes.withUnsafeBytes { unsafe tls.SSL_write(pointer, $0.baseAddress, Int32($0.count)) }
        return takeOutput()
    }

    /// Its notice that it sends nothing more.
    func sealEnd() -> [UInt8] {
        _ = unsafe tls.SSL_shutdown(pointer)
        return takeOutput()
    }

    func takeOutput() -> [UInt8] { buffers.taken }
}

extension TLSBuffers {
    /// The sealed bytes for the other side, which are then forgotten.
    var taken: [UInt8] {
        var bytes: [UInt8] = []
        unsafe takeOutput { sealed in unsafe bytes += sealed }
        return bytes
    }
}

/// Both sides of a connection, after the handshake.
struct MemoryConnection {
    let client: MemoryClient
    let server: TLSSession
    let buffers: TLSBuffers

    /// Nil if they do not agree.
    init?(_ context: TLSContext, _ buffers: TLSBuffers, isOld: Bool) {
        guard let client = MemoryClient(isOld: isOld), let server = TLSSession(context, buffers) else { return nil }
        var room = [UInt8](repeating: 0, count: 1_024)
        var toClient: [UInt8] = []
        for _ in 0..<4 {
            _ = client.open(toClient)
            let toServer = client.takeOutput()
            guard !toServer.isEmpty else { break }
            _ = server.open(toServer[...], into: &room, atMost: .max)
            toClient = buffers.taken
        }
        guard server.isOpen else { return nil }
        (self.client, self.server, self.buffers) = (client, server, buffers)
    }
}
