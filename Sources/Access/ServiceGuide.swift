public import Core
public import HTTPMessage
public import Store
import WebAPI

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

/// A peer as services learn of it.
public struct ServiceCard: Sendable {
    /// The fields about it that do not depend on the request.
    public let lines: FieldLines
    public let areas: Set<AreaID>

    init(_ peer: PeerRecord, user: ServiceUser, areas: Set<AreaID>) {
        lines = FieldLines([
            ServiceField.peer: peer.id.description, ServiceField.name: PercentEncoding.encode(peer.name.text),
            // Empty for a program.
            ServiceField.person: user == .program ? "" : peer.person.map { PercentEncoding.encode($0.text) } ?? "",
            ServiceField.user: user.text, "Cache-Control": "no-store",
        ])
        self.areas = areas
    }
}
