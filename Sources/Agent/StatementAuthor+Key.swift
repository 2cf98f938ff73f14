import Core
import Credentials
import Roster
import Store

extension StatementAuthor {
    /// Signs with the identity key of this node.
    init(_ key: SigningKey) {
        self.init(
            key: NodeKey(key.publicKey.octets), sign: { key.sign($0) }, digest: { SHA256.hash($0) })
    }
}
