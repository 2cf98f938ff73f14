import CLinux
import HTTPServer

/// File descriptors of this process. The soft limit is often 1,024, however much the hard one allows.
enum Descriptors {
    /// Raises the soft limit to fit so many connections over the network, the operators' and what else is open, as far as
    /// the hard limit goes.
    static func fit(connections: Int) {
        _ = kith_raise_descriptor_limit(UInt64(connections + Server.Limits().connectionsOverUnix) + 128)
    }
}
