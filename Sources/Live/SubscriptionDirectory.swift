import Core
import HTTPServer
import Store

/// The open streams, with indexes for each look-up.
struct SubscriptionDirectory {
    typealias Streams = [EventSubscriber: Set<StreamID>]

    private var subscriptions: [StreamID: EventHub.Subscription] = [:]
    /// A peer may have many streams by one credential, which is then checked once.
    private(set) var ofPeer: [PeerID: Streams] = [:]
    /// Peers that receive the events of operators.
    private(set) var admins: Streams = [:]
    /// The streams of operators and of those peers.
    private var ofAll: Set<StreamID> = []

    var isEmpty: Bool { subscriptions.isEmpty }
    var count: Int { subscriptions.count }

    subscript(stream: StreamID) -> EventHub.Subscription? { subscriptions[stream] }

    func contains(_ peer: PeerID) -> Bool { ofPeer[peer] != nil }

    func streams(of subscriber: EventSubscriber) -> Set<StreamID> {
        subscriber.peer.flatMap { ofPeer[$0]?[subscriber] } ?? []
    }

    /// The streams that are not behind. The others receive this event in a later page.
    func live(among recipients: Recipients) -> [StreamID] {
        let streams: any Sequence<StreamID> =
            switch recipients {
            case .everyone: subscriptions.keys
            case .peers(let peers):
                peers.reduce(into: ofAll) { all, peer in
                    for streams in (ofPeer[peer] ?? [:]).values { all.formUnion(streams) }
                }
            }
        return streams.filter { subscriptions[$0].map { $0.position == nil && !$0.isEnding } ?? false }
    }

    mutating func add(_ stream: StreamID, _ subscription: EventHub.Subscription) {
        subscriptions[stream] = subscription
        let subscriber = subscription.subscriber
        if subscriber.receivesAll { ofAll.insert(stream) }
        guard let peer = subscriber.peer else { return }
        ofPeer[peer, default: [:]][subscriber, default: []].insert(stream)
        if subscriber.receivesAll { admins[subscriber, default: []].insert(stream) }
    }

    mutating func move(_ stream: StreamID, to position: Int64?) { subscriptions[stream]?.position = position }

    mutating func end(_ stream: StreamID) { subscriptions[stream]?.isEnding = true }

    /// From now on they receive only events for their peer.
    mutating func demote(_ subscriber: EventSubscriber) {
        ofAll.subtract(streams(of: subscriber))
        admins[subscriber] = nil
    }

    mutating func remove(_ stream: StreamID) -> EventSubscriber? {
        guard let subscriber = subscriptions.removeValue(forKey: stream)?.subscriber else { return nil }
        ofAll.remove(stream)
        admins.remove(stream, of: subscriber)
        if let peer = subscriber.peer {
            ofPeer[peer]?.remove(stream, of: subscriber)
            if ofPeer[peer]?.isEmpty == true { ofPeer[peer] = nil }
        }
        return subscriber
    }
}

extension SubscriptionDirectory.Streams {
    fileprivate mutating func remove(_ stream: StreamID, of subscriber: EventSubscriber) {
        self[subscriber]?.remove(stream)
        if self[subscriber]?.isEmpty == true { self[subscriber] = nil }
    }
}
