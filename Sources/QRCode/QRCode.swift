import CQREncode

/// A text as a QR code: a square of modules, without the quiet zone.
public struct QRCode: Equatable, Sendable {
    /// Light modules that a reader needs on each side.
    public static let quietZone = 4

    /// Modules along a side.
    public let size: Int
    private let modules: [Bool]

    /// The smallest symbol for the text as bytes, with the lowest error correction: a screen is not damaged or dirty,
    /// and a small symbol has large modules. Returns nil for an empty text, or one that is too long for any symbol.
    public init?(_ text: String) {
        guard let symbol = Symbol(Array(text.utf8)) else { return nil }
        size = symbol.size
        modules = symbol.modules
    }

    /// Whether a module is dark. Outside of the symbol everything is light.
    public subscript(row: Int, column: Int) -> Bool {
        let isInside = (0..<size).contains(row) && (0..<size).contains(column)
        return isInside && modules[row * size + column]
    }
}

/// libqrencode's symbol. Its owner frees it.
@safe private struct Symbol: ~Copyable {
    private let code: UnsafeMutablePointer<QRcode>

    init?(_ bytes: [UInt8]) {
        guard let code = unsafe QRcode_encodeData(Int32(bytes.count), bytes, 0, QR_ECLEVEL_L) else { return nil }
        unsafe self.code = unsafe code
    }

    deinit { unsafe QRcode_free(code) }

    var size: Int { Int(unsafe code.pointee.width) }

    /// The lowest bit of each byte is the module. The other bits say what it is for.
    var modules: [Bool] {
        let bytes = unsafe UnsafeBufferPointer(start: code.pointee.data, count: size * size)
        return unsafe bytes.map { $0 & 1 == 1 }
    }
}
