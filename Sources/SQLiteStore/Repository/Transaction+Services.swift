import Core
import Store

extension SQLiteTransaction {
    func services() throws(StorageFailure) -> [Service] { try session.all(ServiceQuery.all, read: readService) }

    func service(_ id: ServiceID) throws(StorageFailure) -> Service? {
        try session.first(ServiceQuery.byID, id, read: readService)
    }

    func service(named name: Name) throws(StorageFailure) -> Service? {
        try session.first(ServiceQuery.named, name.folded, read: readService)
    }

    func service(at origin: ServiceOrigin) throws(StorageFailure) -> Service? {
        try session.first(ServiceQuery.atOrigin, origin.description, read: readService)
    }

    func countServices() throws(StorageFailure) -> Int { try count(ServiceQuery.count) }

    func insert(_ service: Service) throws(StorageFailure) {
        try session.run(
            ServiceQuery.insert, service.id, service.name, service.name.folded, service.url.description,
            service.url.origin.description, try nextSequence())
    }

    func update(_ service: Service) throws(StorageFailure) {
        try session.run(
            ServiceQuery.update, service.name, service.name.folded, service.url.description,
            service.url.origin.description, service.id)
    }

    func deleteService(_ id: ServiceID) throws(StorageFailure) { try session.run(ServiceQuery.delete, id) }
}

private func readService(_ row: inout Row) throws(StorageFailure) -> Service {
    Service(
        id: try row.identifier(), name: try row.name(),
        url: try row.value(row.optionalText()) { ServiceURL(stored: $0) })
}
