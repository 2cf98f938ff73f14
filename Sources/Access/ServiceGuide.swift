public import Core
import HTTPMessage
public import Store

/// What forward auth has to know about services and peers, as of the last commit.
public final class ServiceGuide: Sendable {
    private let services = CommittedCache<ServiceOrigin, [Area]>(capacity: 1_024)
    private let areas = CommittedCache<String, Area>(capacity: 1_024)
    private let cards = CommittedCache<PeerID, ServiceCard>(capacity: 8_192)

    public init() {}

    /// The areas that contain the service at this origin. Nil if there is no such service.
    public func areas(
        at origin: ServiceOrigin, in repository: any Repository
    ) throws(StorageFailure) -> [Area]? {
        try services.value(of: origin, in: repository) { store, origin throws(StorageFailure) in
            guard let service = try store.service(at: origin) else { return nil }
            return try store.areas(containing: service.id)
        }
    }

    /// The area of this id or name.
    public func area(_ word: String, in repository: any Repository) throws(StorageFailure) -> Area? {
        try areas.value(of: word, in: repository) { store, word throws(StorageFailure) in
            if let id = AreaID(word) { return try store.area(id) }
            guard let name = try? Name(word) else { return nil }
            return try store.area(named: name)
        }
    }

    /// Nil if the peer has ended.
    public func card(of peer: PeerID, in repository: any Repository) throws(StorageFailure) -> ServiceCard? {
        try cards.value(of: peer, in: repository) { store, id throws(StorageFailure) in
            guard let peer = try store.peer(id), peer.ending == nil else { return nil }
            let user = ServiceUser(
                of: ServiceUser.Facts(
                    id: id, person: peer.person, isDevice: try !store.keys(of: id).isEmpty,
                    admittedBy: peer.admittedBy, expiresAt: peer.expiresAt))
            return ServiceCard(peer, user: user, areas: try store.areas(of: id))
        }
    }
}

/// A peer as services learn of it, in the form of header fields.
public struct ServiceCard: Sendable {
    public let id: String
    public let name: String
    /// Empty for a program.
    public let person: String
    public let user: String
    public let areas: Set<AreaID>

    init(_ peer: PeerRecord, user: ServiceUser, areas: Set<AreaID>) {
        id = peer.id.description
        name = PercentEncoding.encode(peer.name.text)
        person = user == .program ? "" : peer.person.map { PercentEncoding.encode($0.text) } ?? ""
        self.user = user.text
        self.areas = areas
    }
}
