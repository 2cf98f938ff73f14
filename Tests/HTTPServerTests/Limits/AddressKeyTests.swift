import HTTPServer
import Testing

/// `2001:db8:0:network::host`.
func v6(network: UInt16 = 0, host: UInt32) -> [UInt8] {
    var bytes: [UInt8] = [0x20, 0x01, 0x0D, 0xB8, 0, 0, UInt8(network >> 8), UInt8(network & 255), 0, 0, 0, 0]
    for shift in [24, 16, 8, 0] as [UInt32] { bytes.append(UInt8(truncatingIfNeeded: host >> shift)) }
    return bytes
}

func v4(_ number: UInt32) -> [UInt8] { Array(v6(host: number).suffix(4)) }

/// Networks 0 to 255 are on-link.
let onLink: OnLinkPrefixes = {
    var prefixes = OnLinkPrefixes()
    prefixes.add(v6(host: 0xFFFF), length: 56)
    return prefixes
}()

func key(_ address: [UInt8]) -> AddressKey { AddressKey(address, onLink: onLink) }

@Suite struct AddressKeyTests {
    private let mapped = [UInt8](repeating: 0, count: 10) + [255, 255]

    @Test func takesV4ByItself() {
        #expect(key([10, 0, 0, 1]) != key([10, 0, 0, 2]))
        #expect(key([10, 0, 0, 1]) == key(mapped + [10, 0, 0, 1]))
        #expect(key([10, 0, 0, 1]).ceiling == nil)
        #expect(key([0, 0, 0, 1]) != key([UInt8](repeating: 0, count: 15) + [1]))
    }

    @Test func tellsNeighboursApart() {
        #expect(key(v6(host: 1)) != key(v6(host: 2)))
        #expect(key(v6(host: 1)).ceiling != nil)
        #expect(key(v6(host: 1)).ceiling == key(v6(host: 2)).ceiling)
        #expect(key(v6(network: 1, host: 1)).ceiling != key(v6(network: 2, host: 1)).ceiling)
        #expect(key(v6(host: 1)).ceiling?.ceiling == nil)
    }

    @Test func takesOtherNetworksAsOne() {
        #expect(key(v6(network: 256, host: 1)) == key(v6(network: 256, host: .max)))
        #expect(key(v6(network: 256, host: 1)) != key(v6(network: 257, host: 1)))
        #expect(key(v6(network: 256, host: 1)).ceiling == nil)
    }

    @Test func knowsWhatIsAlwaysOnLink() {
        let rest = [UInt8](repeating: 0, count: 13)
        #expect(AddressKey([0xFE, 0x80] + rest + [1], onLink: OnLinkPrefixes()).ceiling != nil)
        #expect(AddressKey([0xFE, 0xBF] + rest + [1], onLink: OnLinkPrefixes()).ceiling != nil)
        #expect(AddressKey([0xFE, 0xC0] + rest + [1], onLink: OnLinkPrefixes()).ceiling == nil)
        #expect(AddressKey([0, 0] + rest + [1], onLink: OnLinkPrefixes()).ceiling != nil)
    }

    @Test(arguments: [0, 1, 63, 64, 65, 127, 128]) func comparesThatManyBits(_ length: Int) {
        var prefixes = OnLinkPrefixes()
        let base = v6(network: 0xABCD, host: 0x1234_5678)
        prefixes.add(base, length: length)
        #expect(AddressKey(base, onLink: prefixes).ceiling != nil)
        for bit in 0..<128 {
            var other = base
            other[bit / 8] ^= 0x80 >> UInt8(bit % 8)
            #expect((AddressKey(other, onLink: prefixes).ceiling != nil) == (bit >= length), "bit \(bit)")
        }
    }
}
