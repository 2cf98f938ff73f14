import CAvahi
public import Core
import Glibc

/// What an announcement on the local network says about a web service. Nothing proves it.
public struct ServiceSighting: Hashable, Sendable {
    /// As it was announced: it may contain anything.
    public let name: String
    /// Whether it was announced as `_https._tcp`.
    public let isTLS: Bool
    /// The name of the machine: `nas.local`.
    public let host: String
    public let address: HostAddress
    public let port: UInt16
    /// Where it begins, if it says so.
    public let path: String?

    public init(name: String, isTLS: Bool, host: String, address: HostAddress, port: UInt16, path: String? = nil) {
        self.name = name
        self.isTLS = isTLS
        self.host = host
        self.address = address
        self.port = port
        self.path = path
    }
}

/// Looks for web services on the local network for a while, by Avahi. Blocks its thread.
@safe public struct ServiceScanner: ~Copyable {
    private let avahi: kith_avahi
    private let loop: OpaquePointer
    private let news: ScanNews
    private var client: OpaquePointer?
    private var browsers = unsafe [OpaquePointer]()
    private var resolvers = unsafe [OpaquePointer]()

    /// A neighbour may announce thousands.
    static let mostAnnouncements = 256

    /// All that is announced within this time.
    public static func scan(for time: Duration) throws(AdvertisingObstacle) -> [ServiceSighting] {
        var scanner = try ServiceScanner()
        return try scanner.run(until: .now + time)
    }

    private init() throws(AdvertisingObstacle) {
        var avahi = kith_avahi()
        guard unsafe kith_avahi_load(&avahi) == 0 else { throw .noLibrary }
        guard let loop = unsafe avahi.avahi_simple_poll_new() else { throw .noResources }
        self.avahi = avahi
        unsafe self.loop = unsafe loop
        news = ScanNews(avahi)
    }

    /// Frees the client with its browsers and resolvers.
    deinit {
        if let client = unsafe client { unsafe avahi.avahi_client_free(client) }
        unsafe avahi.avahi_simple_poll_free(loop)
    }

    private mutating func run(until end: ContinuousClock.Instant) throws(AdvertisingObstacle) -> [ServiceSighting] {
        var code: Int32 = 0
        unsafe client = unsafe avahi.avahi_client_new(
            avahi.avahi_simple_poll_get(loop), AVAHI_CLIENT_NO_FAIL, onClientState, news.context, &code)
        guard unsafe client != nil else { throw .of(code, avahi) }
        while true {
            if let obstacle = news.obstacle { throw obstacle }
            if news.isRunning, unsafe browsers.isEmpty { try browse() }
            while !news.appeared.isEmpty { resolve(news.appeared.removeFirst()) }
            let left = end - .now
            guard left > .zero else { break }
            // No obstacle is final while time is left: avahi-daemon may be starting.
            if unsafe avahi.avahi_simple_poll_iterate(loop, left.milliseconds) < 0 { throw .noResources }
        }
        guard news.hasRun else { throw .noDaemon }
        return news.found
    }

    private mutating func browse() throws(AdvertisingObstacle) {
        for type in [ScanNews.plain, ScanNews.secure] {
            let browser = unsafe avahi.avahi_service_browser_new(
                client, Int32(AVAHI_IF_UNSPEC), Int32(AVAHI_PROTO_UNSPEC), type, nil, AvahiLookupFlags(0), onScanNews,
                news.context)
            guard let browser = unsafe browser else { throw .noResources }
            unsafe browsers.append(browser)
        }
    }

    private mutating func resolve(_ one: ScanNews.Appeared) {
        guard unsafe resolvers.count < Self.mostAnnouncements else { return }
        let resolver = unsafe avahi.avahi_service_resolver_new(
            client, one.link, one.family, one.name, one.type, "local", one.family, AvahiLookupFlags(0), onScanResolved,
            news.context)
        if let resolver = unsafe resolver { unsafe resolvers.append(resolver) }
    }
}

/// Reports of Avahi that were not read yet. Callbacks only store them: nothing is freed while one runs.
private final class ScanNews {
    struct Appeared: Hashable {
        let name: String
        let type: String
        let link: Int32
        let family: Int32
    }

    static let plain = "_http._tcp"
    static let secure = "_https._tcp"

    let avahi: kith_avahi
    var isRunning = false
    var hasRun = false
    var obstacle: AdvertisingObstacle?
    var appeared: [Appeared] = []
    var found: [ServiceSighting] = []

    init(_ avahi: kith_avahi) { self.avahi = avahi }

    /// Lives as long as its ``ServiceScanner``, so longer than Avahi uses it in callbacks.
    var context: UnsafeMutableRawPointer { unsafe Unmanaged.passUnretained(self).toOpaque() }
}

private func scanNewsAt(_ context: UnsafeMutableRawPointer?) -> ScanNews? {
    unsafe context.map { unsafe Unmanaged<ScanNews>.fromOpaque($0).takeUnretainedValue() }
}

private let onClientState: AvahiClientCallback = { client, state, context in
    guard let news = unsafe scanNewsAt(context) else { return }
    switch state {
    // The name of this machine does not matter here.
    case AVAHI_CLIENT_S_RUNNING, AVAHI_CLIENT_S_REGISTERING, AVAHI_CLIENT_S_COLLISION:
        news.isRunning = true
        news.hasRun = true
    case AVAHI_CLIENT_CONNECTING: news.isRunning = false
    default: news.obstacle = unsafe .of(news.avahi.avahi_client_errno(client), news.avahi)
    }
}

private let onScanNews: AvahiServiceBrowserCallback = { _, link, family, event, name, type, _, _, context in
    guard let news = unsafe scanNewsAt(context), event == AVAHI_BROWSER_NEW, let name = unsafe name,
        let type = unsafe type, news.appeared.count < ServiceScanner.mostAnnouncements
    else { return }
    news.appeared.append(
        ScanNews.Appeared(
            name: unsafe String(cString: name), type: unsafe String(cString: type), link: link, family: family))
}

private let onScanResolved: AvahiServiceResolverCallback = {
    _, _, _, event, name, type, _, host, address, port, texts, _, context in
    guard let news = unsafe scanNewsAt(context), event == AVAHI_RESOLVER_FOUND, let name = unsafe name,
        let type = unsafe type, let address = unsafe address.flatMap({ unsafe hostAddress($0.pointee) }),
        news.found.count < ServiceScanner.mostAnnouncements
    else { return }
    let path = unsafe bytes(of: texts, news.avahi).first { $0.starts(with: Array("path=".utf8)) }?.dropFirst(5)
    news.found.append(
        ServiceSighting(
            name: unsafe String(cString: name), isTLS: unsafe String(cString: type) == ScanNews.secure,
            host: unsafe host.map { unsafe String(cString: $0) } ?? "", address: address, port: port,
            path: path.flatMap { String(validating: $0, as: UTF8.self) }))
}
