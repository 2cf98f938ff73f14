import COpenSSL

/// A number of OpenSSL.
@safe
struct BigNumber: ~Copyable {
    fileprivate let pointer: OpaquePointer

    fileprivate init() { unsafe self.init(BN_new()) }

    init(littleEndian bytes: [UInt8]) { unsafe self.init(BN_lebin2bn(bytes, Int32(bytes.count), nil)) }

    private init(_ pointer: OpaquePointer?) {
        guard let pointer = unsafe pointer else { preconditionFailure("OpenSSL has no memory") }
        unsafe self.pointer = pointer
    }

    deinit { unsafe BN_free(pointer) }
}

/// Arithmetic modulo p = 2^255 - 19, on public values only: its time depends on them.
@safe
struct Field25519: ~Copyable {
    let one = BigNumber(littleEndian: [1])
    /// The constant of the curve, -121665 / 121666.
    let d = BigNumber(littleEndian: [
        0xA3, 0x78, 0x59, 0x13, 0xCA, 0x4D, 0xEB, 0x75, 0xAB, 0xD8, 0x41, 0x41, 0x4D, 0x0A, 0x70, 0x00,
        0x98, 0xE8, 0x79, 0x77, 0x79, 0x40, 0xC7, 0x8C, 0x73, 0xFE, 0x6F, 0x2B, 0xEE, 0x6C, 0x03, 0x52,
    ])
    private let p = BigNumber(littleEndian: [0xED] + [UInt8](repeating: 0xFF, count: 30) + [0x7F])
    private let scratch: OpaquePointer

    init() {
        guard let scratch = unsafe BN_CTX_new() else { preconditionFailure("OpenSSL has no memory") }
        unsafe self.scratch = scratch
    }

    deinit { unsafe BN_CTX_free(scratch) }

    func add(_ left: borrowing BigNumber, _ right: borrowing BigNumber) -> BigNumber {
        let sum = BigNumber()
        certain(unsafe BN_mod_add(sum.pointer, left.pointer, right.pointer, p.pointer, scratch))
        return sum
    }

    func subtract(_ left: borrowing BigNumber, _ right: borrowing BigNumber) -> BigNumber {
        let difference = BigNumber()
        certain(unsafe BN_mod_sub(difference.pointer, left.pointer, right.pointer, p.pointer, scratch))
        return difference
    }

    func multiply(_ left: borrowing BigNumber, _ right: borrowing BigNumber) -> BigNumber {
        let product = BigNumber()
        certain(unsafe BN_mod_mul(product.pointer, left.pointer, right.pointer, p.pointer, scratch))
        return product
    }

    func square(_ number: borrowing BigNumber) -> BigNumber {
        let square = BigNumber()
        certain(unsafe BN_mod_sqr(square.pointer, number.pointer, p.pointer, scratch))
        return square
    }

    /// Zero is a square.
    func isSquare(_ number: borrowing BigNumber) -> Bool {
        let symbol = unsafe BN_kronecker(number.pointer, p.pointer, scratch)
        precondition(symbol >= -1, "OpenSSL cannot compute a Kronecker symbol")
        return symbol >= 0
    }

    private func certain(_ done: Int32) { precondition(done == 1, "OpenSSL cannot compute modulo p") }
}
