import CAvahi
import CLinux
import Glibc

/// Avahi's client library, as far as one advertisement needs it. For one thread alone; each call may wait for the bus.
@safe struct AvahiClient: ~Copyable {
    private let avahi: kith_avahi
    private let loop: OpaquePointer
    private let news: AvahiNews
    private var client: OpaquePointer?
    private var group: OpaquePointer?

    /// Its ``wait(_:)`` also ends when this eventfd is written to.
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

    /// The next that Avahi said.
    func nextNews() -> PublisherMachine.Input? { news.waiting.isEmpty ? nil : news.waiting.removeFirst() }

    /// Lets Avahi work until something happened, or the time is over.
    func wait(_ time: Duration?) {
        guard unsafe avahi.avahi_simple_poll_iterate(loop, time?.milliseconds ?? -1) < 0 else { return }
        // The kernel has no memory for poll(2). That must not become a loop without a pause.
        sleep(1)
    }

    /// Of this machine, with its domain: `attic.local`. In small letters.
    var hostName: String? {
        guard let client = unsafe client, let text = unsafe avahi.avahi_client_get_host_name_fqdn(client) else {
            return nil
        }
        return unsafe String(cString: text).lowercased()
    }

    /// A new client. It waits for an avahi-daemon that is not there yet, but only on a bus that is.
    mutating func connect() {
        disconnect()
        var code: Int32 = 0
        unsafe client = unsafe avahi.avahi_client_new(
            avahi.avahi_simple_poll_get(loop), AVAHI_CLIENT_NO_FAIL, hearOfClient, news.context, &code)
        guard unsafe client == nil else { return }
        news.waiting = [.client(.failed(.of(code, avahi)))]
    }

    /// The group goes with it. What others saw is taken back by avahi-daemon, at the latest when it misses its client.
    mutating func disconnect() {
        withdraw()
        if let client = unsafe client { unsafe avahi.avahi_client_free(client) }
        unsafe client = nil
        news.waiting = []
    }

    /// Returns when avahi-daemon has it and has begun to say goodbye.
    mutating func withdraw() {
        if let group = unsafe group { _ = unsafe avahi.avahi_entry_group_free(group) }
        unsafe group = nil
        news.forgetGroup()
    }

    /// In place of what there was. On all interfaces that avahi-daemon uses: which those are is its settings' to say.
    mutating func announce(_ advertisement: Advertisement, name: String) {
        withdraw()
        guard let client = unsafe client else { return }
        news.name = name
        guard let new = unsafe avahi.avahi_entry_group_new(client, hearOfGroup, news.context) else {
            return news.heard(unsafe avahi.avahi_client_errno(client))
        }
        unsafe group = unsafe new
        let texts = unsafe advertisement.texts.reduce(OpaqueTexts?.none) {
            unsafe avahi.avahi_string_list_add($0, $1)
        }
        defer { unsafe avahi.avahi_string_list_free(texts) }
        var code = unsafe avahi.avahi_entry_group_add_service_strlst(
            new, Int32(AVAHI_IF_UNSPEC), Int32(AVAHI_PROTO_UNSPEC), AvahiPublishFlags(0), name,
            Advertisement.serviceType, nil, nil, advertisement.port, texts)
        if code >= 0 { code = unsafe avahi.avahi_entry_group_commit(new) }
        if code < 0 { news.heard(code) }
    }
}

private typealias OpaqueTexts = UnsafeMutablePointer<AvahiStringList>

/// What Avahi said and nobody has looked at yet. Callbacks only note: nothing is freed while one of them runs.
private final class AvahiNews {
    let avahi: kith_avahi
    var waiting: [PublisherMachine.Input] = []
    /// Announced last.
    var name = ""

    init(_ avahi: kith_avahi) { self.avahi = avahi }

    /// Lives as long as its ``AvahiClient``, and so longer than what Avahi calls back for.
    var context: UnsafeMutableRawPointer { unsafe Unmanaged.passUnretained(self).toOpaque() }

    func forgetGroup() {
        waiting.removeAll { input in
            if case .group = input { true } else { false }
        }
    }

    /// The announcement went wrong.
    func heard(_ code: Int32) {
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
    /// For one of the library's numbers.
    fileprivate static func of(_ code: Int32, _ avahi: kith_avahi) -> Self {
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

private let hearOfClient: AvahiClientCallback = { client, state, context in
    guard let news = unsafe newsAt(context) else { return }
    switch state {
    case AVAHI_CLIENT_S_RUNNING: news.waiting.append(.client(.isRunning))
    case AVAHI_CLIENT_S_REGISTERING, AVAHI_CLIENT_S_COLLISION: news.waiting.append(.client(.hostNameIsOpen))
    case AVAHI_CLIENT_CONNECTING: news.waiting.append(.client(.daemonIsAbsent))
    default: news.waiting.append(.client(.failed(unsafe .of(news.avahi.avahi_client_errno(client), news.avahi))))
    }
}

private let hearOfGroup: AvahiEntryGroupCallback = { group, state, context in
    guard let news = unsafe newsAt(context) else { return }
    switch state {
    case AVAHI_ENTRY_GROUP_ESTABLISHED: news.waiting.append(.group(.established))
    case AVAHI_ENTRY_GROUP_COLLISION: news.heard(Int32(AVAHI_ERR_COLLISION))
    case AVAHI_ENTRY_GROUP_FAILURE:
        let client = unsafe news.avahi.avahi_entry_group_get_client(group)
        news.heard(unsafe news.avahi.avahi_client_errno(client))
    // Nothing to be done yet.
    default: return
    }
}
