import API
import Core
import HTTPMessage
import Roster
import Store
import WebAPI

/// The circle of this node, and its statements.
struct MeshHandlers: ResourceHandlers {
    let repository: any Repository

    func perform(_ route: MeshRoute) throws -> Response {
        switch route {
        case .show: try show()
        case .records(let page):
            try statements(page) { store, after, limit throws(StorageFailure) in
                try store.records(after: after, limit: limit).map(StatementView.init)
            }
        case .takings(let page):
            try statements(page) { store, after, limit throws(StorageFailure) in
                try store.takings(after: after, limit: limit).map(StatementView.init)
            }
        }
    }

    private func show() throws -> Response {
        let circle = try found(
            try repository.read { store throws(StorageFailure) in try store.circle() })
        return .mesh(
            CircleView(id: circle.id.octets, founder: circle.founder.octets, salt: circle.salt))
    }

    private func statements(
        _ page: StatementPage,
        _ read: (any Snapshot, StatementHash?, Int) throws(StorageFailure) -> [StatementView]
    ) throws -> Response {
        let after = page.after.map { StatementHash($0) }
        // One more says whether there are more.
        let found = try repository.read { store throws(StorageFailure) in try read(store, after, page.limit + 1) }
        return .statements(Array(found.prefix(page.limit)), isLast: found.count <= page.limit)
    }
}

extension StatementView {
    init(_ signed: Signed<Record>) {
        self.init(hash: signed.held.hash.octets, bytes: signed.bytes, signature: signed.signature)
    }

    init(_ signed: Signed<Taking>) {
        self.init(hash: signed.held.hash.octets, bytes: signed.bytes, signature: signed.signature)
    }
}
