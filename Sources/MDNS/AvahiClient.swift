import CAvahi
import CLinux
import Core
import Glibc

/// Avahi's client library, as far as one advertisement and one browser need it. Only for one thread. Each call may wait for the bus.
@safe struct AvahiClient: ~Copyable {
    private let avahi: kith_avahi
    private let loop: OpaquePointer
    private let news: AvahiNews
    private var client: OpaquePointer?
    private var group: OpaquePointer?
    private var browser: OpaquePointer?
    private var resolvers = unsafe [Announcement: OpaquePointer]()

    /// ``wait(_:)`` also returns when this eventfd is written to.
    init(wakeUp: Int32) throws(AdvertisingObstacle) {
        var avahi = kith_avahi()
        guard unsafe kith_avahi_load(&avahi) == 0 else { throw .noLibrary }
        guard let loop = unsafe avahi.avahi_simple_poll_new() else { throw .noResources }
        guard let poll = unsafe avahi.avahi_simple_poll_get(loop),
            unsafe poll.pointee.watch_new(poll, wakeUp, AVAHI_WATCH_IN, drain, nil) != nil
        else {
            unsafe avahi.avahi_simple_poll_free(loop)
            throw .noResources
        }
        self.avahi = avahi
        unsafe self.loop = unsafe loop
        news = AvahiNews(avahi)
    }

    deinit {
        if let client = unsafe client { unsafe avahi.avahi_client_free(client) }
        unsafe avahi.avahi_simple_poll_free(loop)
    }

    /// The next report of Avahi.
    func nextNews() -> PublisherMachine.Input? { news.waiting.isEmpty ? nil : news.waiting.removeFirst() }

    /// The next report of Avahi about other nodes.
    func nextBrowserNews() -> BrowserMachine.Input? {
        news.browsing.isEmpty ? nil : news.browsing.removeFirst()
    }

    /// Lets Avahi work until something happens, or the time has passed.
    func wait(_ time: Duration?) {
        guard unsafe avahi.avahi_simple_poll_iterate(loop, time?.milliseconds ?? -1) < 0 else { return }
        // The kernel has no memory for poll(2). The loop must not spin.
        sleep(1)
    }

    /// The name of this machine with its domain, in lower case: `attic.local`.
    var hostName: String? {
        guard let client = unsafe client, let text = unsafe avahi.avahi_client_get_host_name_fqdn(client) else {
            return nil
        }
        return unsafe String(cString: text).lowercased()
    }

    /// Makes a new client. It waits for an avahi-daemon that is not running yet, but only if there is a bus.
    mutating func connect() {
        disconnect()
        var code: Int32 = 0
        unsafe client = unsafe avahi.avahi_client_new(
            avahi.avahi_simple_poll_get(loop), AVAHI_CLIENT_NO_FAIL, onClientChange, news.context, &code)
        guard unsafe client == nil else { return }
        news.waiting = [.client(.failed(.of(code, avahi)))]
    }

    /// Frees the client and its group. avahi-daemon then withdraws what was advertised.
    mutating func disconnect() {
        withdraw()
        stopBrowsing()
        if let client = unsafe client { unsafe avahi.avahi_client_free(client) }
        unsafe client = nil
        news.waiting = []
    }

    /// Returns when avahi-daemon has received it and withdraws the service.
    mutating func withdraw() {
        if let group = unsafe group { _ = unsafe avahi.avahi_entry_group_free(group) }
        unsafe group = nil
        news.forgetGroup()
    }

    /// Replaces the earlier advertisement. Of its interfaces avahi-daemon uses those that its settings allow.
    mutating func announce(_ advertisement: Advertisement, name: String) {
        withdraw()
        guard let client = unsafe client else { return }
        news.name = name
        guard let new = unsafe avahi.avahi_entry_group_new(client, onGroupChange, news.context) else {
            return news.fail(unsafe avahi.avahi_client_errno(client))
        }
        unsafe group = unsafe new
        let texts = unsafe advertisement.texts.reduce(OpaqueTexts?.none) {
            unsafe avahi.avahi_string_list_add($0, $1)
        }
        defer { unsafe avahi.avahi_string_list_free(texts) }
        var code: Int32 = 0
        for link in advertisement.links.isEmpty ? [Int32(AVAHI_IF_UNSPEC)] : advertisement.links where code >= 0 {
            code = unsafe avahi.avahi_entry_group_add_service_strlst(
                new, link, Int32(AVAHI_PROTO_UNSPEC), AvahiPublishFlags(0), name,
                Advertisement.serviceType, nil, nil, advertisement.port, texts)
        }
        if code >= 0 { code = unsafe avahi.avahi_entry_group_commit(new) }
        if code < 0 { news.fail(code) }
    }
}

// Other nodes.
extension AvahiClient {
    /// Browses on all interfaces that avahi-daemon uses.
    mutating func browse() {
        stopBrowsing()
        guard let client = unsafe client else { return }
        unsafe browser = unsafe avahi.avahi_service_browser_new(
            client, Int32(AVAHI_IF_UNSPEC), Int32(AVAHI_PROTO_UNSPEC), Advertisement.serviceType, nil,
            AvahiLookupFlags(0), onBrowserNews, news.context)
        if unsafe browser == nil { news.browsing.append(.browser(.failed)) }
    }

    mutating func stopBrowsing() {
        for announcement in unsafe Array(resolvers.keys) { stopResolving(announcement) }
        if let browser = unsafe browser { _ = unsafe avahi.avahi_service_browser_free(browser) }
        unsafe browser = nil
        news.browsing = []
    }

    /// Asks for the address by the family of the announcement: by the other one, the same node is announced again.
    mutating func resolve(_ announcement: Announcement) {
        stopResolving(announcement)
        guard let client = unsafe client else { return }
        let family = Int32(announcement.isV6 ? AVAHI_PROTO_INET6 : AVAHI_PROTO_INET)
        let resolver = unsafe avahi.avahi_service_resolver_new(
            client, announcement.link, family, announcement.name, Advertisement.serviceType, "local", family,
            AvahiLookupFlags(0), onResolverNews, news.context)
        unsafe resolvers[announcement] = unsafe resolver
        if unsafe resolver == nil { news.browsing.append(.resolver(.failed(announcement))) }
    }

    mutating func stopResolving(_ announcement: Announcement) {
        guard let resolver = unsafe resolvers.removeValue(forKey: announcement) else { return }
        _ = unsafe avahi.avahi_service_resolver_free(resolver)
    }
}

typealias OpaqueTexts = UnsafeMutablePointer<AvahiStringList>

/// Reports of Avahi that were not read yet. Callbacks only store them: nothing is freed while one runs.
private final class AvahiNews {
    let avahi: kith_avahi
    var waiting: [PublisherMachine.Input] = []
    var browsing: [BrowserMachine.Input] = []
    /// The last announced name.
    var name = ""

    init(_ avahi: kith_avahi) { self.avahi = avahi }

    /// Lives as long as its ``AvahiClient``, so longer than Avahi uses it in callbacks.
    var context: UnsafeMutableRawPointer { unsafe Unmanaged.passUnretained(self).toOpaque() }

    func forgetGroup() {
        waiting.removeAll { input in
            if case .group = input { true } else { false }
        }
    }

    /// The announcement failed.
    func fail(_ code: Int32) {
        let isTaken = code == AVAHI_ERR_COLLISION
        waiting.append(.group(isTaken ? .collision(alternative: alternative) : .failed(.of(code, avahi))))
    }

    /// The next name to try: `NAME #2` after `NAME`.
    var alternative: String {
        guard let text = unsafe avahi.avahi_alternative_service_name(name) else { return name }
        defer { unsafe avahi.avahi_free(text) }
        return unsafe String(cString: text)
    }
}

extension AdvertisingObstacle {
    /// From a code of the library.
    static func of(_ code: Int32, _ avahi: kith_avahi) -> Self {
        switch Int(code) {
        case AVAHI_ERR_NO_DAEMON: .noBus
        case AVAHI_ERR_DISCONNECTED: .noDaemon
        default:
            .refused(code: code, text: unsafe avahi.avahi_strerror(code).map { unsafe String(cString: $0) } ?? "")
        }
    }
}

private func newsAt(_ context: UnsafeMutableRawPointer?) -> AvahiNews? {
    unsafe context.map { unsafe Unmanaged<AvahiNews>.fromOpaque($0).takeUnretainedValue() }
}

private let drain: AvahiWatchCallback = { _, descriptor, _, _ in
    var count: eventfd_t = 0
    _ = unsafe eventfd_read(descriptor, &count)
}

private let onClientChange: AvahiClientCallback = { client, state, context in
    guard let news = unsafe newsAt(context) else { return }
    switch state {
    case AVAHI_CLIENT_S_RUNNING: news.waiting.append(.client(.isRunning))
    case AVAHI_CLIENT_S_REGISTERING, AVAHI_CLIENT_S_COLLISION: news.waiting.append(.client(.hostNameIsOpen))
    case AVAHI_CLIENT_CONNECTING: news.waiting.append(.client(.daemonIsAbsent))
    default: news.waiting.append(.client(.failed(unsafe .of(news.avahi.avahi_client_errno(client), news.avahi))))
    }
}

private let onGroupChange: AvahiEntryGroupCallback = { group, state, context in
    guard let news = unsafe newsAt(context) else { return }
    switch state {
    case AVAHI_ENTRY_GROUP_ESTABLISHED: news.waiting.append(.group(.established))
    case AVAHI_ENTRY_GROUP_COLLISION: news.fail(Int32(AVAHI_ERR_COLLISION))
    case AVAHI_ENTRY_GROUP_FAILURE:
        let client = unsafe news.avahi.avahi_entry_group_get_client(group)
        news.fail(unsafe news.avahi.avahi_client_errno(client))
    // Nothing to do yet.
    default: return
    }
}

private let onBrowserNews: AvahiServiceBrowserCallback = { _, link, family, event, name, _, _, _, context in
    guard let news = unsafe newsAt(context) else { return }
    let announcement = unsafe announcement(name, link, family)
    switch (event, announcement) {
    case (AVAHI_BROWSER_NEW, let announcement?): news.browsing.append(.browser(.appeared(announcement)))
    case (AVAHI_BROWSER_REMOVE, let announcement?): news.browsing.append(.browser(.disappeared(announcement)))
    case (AVAHI_BROWSER_ALL_FOR_NOW, _): news.browsing.append(.browser(.allForNow))
    case (AVAHI_BROWSER_FAILURE, _): news.browsing.append(.browser(.failed))
    default: return
    }
}

private let onResolverNews: AvahiServiceResolverCallback = {
    _, link, family, event, name, _, _, _, address, port, texts, _, context in
    guard let news = unsafe newsAt(context), let announcement = unsafe announcement(name, link, family) else { return }
    guard event == AVAHI_RESOLVER_FOUND else { return news.browsing.append(.resolver(.failed(announcement))) }
    let address = unsafe address.flatMap { unsafe hostAddress($0.pointee) }
    let sighting = address.flatMap {
        NodeSighting(
            texts: unsafe bytes(of: texts, news.avahi), place: NodePlace(address: $0, link: link, port: port))
    }
    news.browsing.append(.resolver(.resolved(announcement, sighting)))
}

private func announcement(_ name: UnsafePointer<CChar>?, _ link: Int32, _ family: Int32) -> Announcement? {
    unsafe name.map {
        Announcement(name: unsafe String(cString: $0), link: link, isV6: family == AVAHI_PROTO_INET6)
    }
}

func hostAddress(_ address: AvahiAddress) -> HostAddress? {
    if address.proto == AVAHI_PROTO_INET {
        return HostAddress(unsafe withUnsafeBytes(of: address.data.ipv4.address) { unsafe Array($0) })
    }
    return HostAddress(unsafe withUnsafeBytes(of: address.data.ipv6.address) { unsafe Array($0) })
}

/// The strings of a TXT record. Avahi lists them from the first to the last, or the reverse: keys do not depend on it.
func bytes(of texts: OpaqueTexts?, _ avahi: kith_avahi) -> [[UInt8]] {
    var (found, next) = unsafe ([[UInt8]](), texts)
    while let text = unsafe next, found.count < NodeSighting.mostTexts {
        let size = unsafe avahi.avahi_string_list_get_size(text)
        if let start = unsafe avahi.avahi_string_list_get_text(text) {
            found.append(unsafe Array(UnsafeBufferPointer(start: start, count: Int(size))))
        }
        unsafe next = unsafe avahi.avahi_string_list_get_next(text)
    }
    return found
}
