import CLinux
import Glibc

extension AddressBlock {
    /// The bytes of a written address, four or sixteen. Nil if it is none.
    static func bytes(of text: String) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: 16)
        for (family, count) in [(AF_INET, 4), (AF_INET6, 16)] {
            let isRead = unsafe bytes.withUnsafeMutableBytes { unsafe inet_pton(family, text, $0.baseAddress) }
            if isRead == 1 { return Array(bytes.prefix(count)) }
        }
        return nil
    }
}
