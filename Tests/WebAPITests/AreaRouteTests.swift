import API
import Core
import HTTPMessage
import Testing
import WebAPI

@Suite struct AreaRouteTests {
    private static let (area, service, peer) = (AreaID(number: 20), ServiceID(number: 30), PeerID(number: 77))

    private static func route(_ method: HTTPMessage.Method, _ path: String, _ body: String? = nil) throws -> Route {
        var request = Request(method, try #require(Target(path)))
        if let body {
            request.fields.append("Content-Type", "application/json")
            request.body = Array(body.utf8)
        }
        return try Route(request)
    }

    @Test func areas() throws {
        guard case .areas(.list) = try Self.route(.get, "/v1/areas"),
            case .areas(.add(let new)) = try Self.route(
                .post, "/v1/areas", #"{"name": " Media ", "enabled": false, "services": ["\#(Self.service)"]}"#),
            case .areas(.show(Self.area)) = try Self.route(.get, "/v1/areas/\(Self.area)"),
            case .areas(.change(Self.area, let put)) = try Self.route(
                .put, "/v1/areas/\(Self.area)", #"{"services": []}"#),
            case .areas(.change(Self.area, let patch)) = try Self.route(
                .patch, "/v1/areas/\(Self.area)", #"{"name": "Films"}"#),
            case .areas(.toggle(Self.area)) = try Self.route(.patch, "/v1/areas/\(Self.area)/toggle"),
            case .areas(.remove(Self.area, evenInUse: false)) = try Self.route(.delete, "/v1/areas/\(Self.area)"),
            case .areas(.remove(Self.area, evenInUse: true)) = try Self.route(
                .delete, "/v1/areas/\(Self.area)?force=true"),
            case .areas(.assign(Self.peer, Self.area)) = try Self.route(
                .put, "/v1/areas/\(Self.area)/peers/\(Self.peer)"),
            case .areas(.unassign(Self.peer, Self.area)) = try Self.route(
                .delete, "/v1/areas/\(Self.area)/peers/\(Self.peer)")
        else {
            Issue.record("one is read as another")
            return
        }
        #expect(new.name?.text == "Media" && new.isEnabled == false && new.services == [Self.service])
        #expect(put.name == nil && put.isEnabled == nil && put.services == [])
        #expect(patch.name?.text == "Films" && patch.isEnabled == nil && patch.services == nil)
    }

    @Test func services() throws {
        guard case .services(.list) = try Self.route(.get, "/v1/services"),
            case .services(.add(let name, let url, let areas)) = try Self.route(
                .post, "/v1/services", #"{"name": "Films", "url": "HTTP://NAS:80/x", "areas": ["\#(Self.area)"]}"#),
            case .services(.change(Self.service, let change)) = try Self.route(
                .put, "/v1/services/\(Self.service)", #"{"areas": []}"#),
            case .services(.remove(Self.service, evenInUse: true)) = try Self.route(
                .delete, "/v1/services/\(Self.service)?force=true")
        else {
            Issue.record("one is read as another")
            return
        }
        #expect(name.text == "Films" && url.description == "http://nas/x" && areas == [Self.area])
        #expect(change.name == nil && change.url == nil && change.areas == [])
    }

    /// Peers that only view see services, each its own. All else is for operators.
    @Test func whoMay() throws {
        #expect(try Self.route(.get, "/v1/services").access == .holders(of: .view))
        #expect(try Self.route(.get, "/v1/areas").access == .holders(of: .admin))
        #expect(try Self.route(.delete, "/v1/services/\(Self.service)").access == .holders(of: .admin))
        #expect(try Self.route(.put, "/v1/areas/\(Self.area)/peers/\(Self.peer)").access == .holders(of: .admin))
    }

    private static let badURLs = ["javascript:alert(1)", "http://a@b", "http://a/#x", "ftp://a", "http://a\\nb", ""]

    private static let refusals: [(HTTPMessage.Method, String, String, String)] =
        [
            (.post, "/v1/areas", "{}", "name"), (.post, "/v1/areas", #"{"name": ""}"#, "name"),
            (.post, "/v1/areas", #"{"name": "a\u202eb"}"#, "name"), (.post, "/v1/areas", #"{"name": 1}"#, "name"),
            (.post, "/v1/areas", #"{"name": "a", "enabled": "yes"}"#, "enabled"),
            (.post, "/v1/areas", #"{"name": "a", "services": ["sv_1"]}"#, "services"),
            (.post, "/v1/areas", #"{"name": "a", "services": ["\#(area)"]}"#, "services"),
            (.post, "/v1/areas", #"{"name": "a", "peers": []}"#, "peers"),
            (.put, "/v1/areas/\(area)", #"{"name": "a"}"#, "services"), (.put, "/v1/areas/\(area)", "{}", "name"),
            (.patch, "/v1/areas/\(area)", "{}", "name"), (.patch, "/v1/areas/\(area)", #"{"name": null}"#, "name"),
            (.delete, "/v1/areas/\(area)?force=yes", "", "force"),
            (.delete, "/v1/areas/\(area)?force=true&force=true", "", "force"),
            (.delete, "/v1/areas/\(area)?evil=1", "", "evil"),
            (.post, "/v1/services", #"{"name": "a"}"#, "url"), (.post, "/v1/services", #"{"url": "http://a"}"#, "name"),
            (.post, "/v1/services", #"{"name": "a", "url": "http://a", "areas": "x"}"#, "areas"),
            (.put, "/v1/services/\(service)", "{}", "name"),
            (.put, "/v1/services/\(service)", #"{"url": "data:,"}"#, "url"),
            (.delete, "/v1/services/\(service)?force=", "", "force"),
        ] + badURLs.map { (.post, "/v1/services", #"{"name": "a", "url": "\#($0)"}"#, "url") }

    @Test(arguments: 0..<refusals.count) func refuseTheRest(_ index: Int) throws {
        let (method, path, body, field) = Self.refusals[index]
        do {
            _ = try Self.route(method, path, body.isEmpty ? nil : body)
            Issue.record("it was taken: \(path) \(body)")
        } catch let problem as Problem {
            #expect(problem.code == "invalid_field")
            #expect(problem.detail.hasPrefix("The field '\(field)' "), "\(problem.detail)")
        }
    }

    @Test(arguments: [
        ("GET", "/v1/areas/\(area)/toggle", "method_not_allowed"), ("PUT", "/v1/areas", "method_not_allowed"),
        ("GET", "/v1/services/\(service)", "method_not_allowed"), ("GET", "/v1/areas/x", "not_found"),
        ("GET", "/v1/areas/\(service)", "not_found"), ("DELETE", "/v1/services/\(area)", "not_found"),
        ("DELETE", "/v1/areas/\(area)/peers", "not_found"), ("DELETE", "/v1/areas/\(area)/peers/x", "not_found"),
        ("DELETE", "/v1/areas/\(area)/peers/\(peer)/x", "not_found"), ("GET", "/v1/areas/\(area)/x", "not_found"),
        ("GET", "/v1/areas/\(area)/peers/\(peer)", "method_not_allowed"), ("GET", "/v1/services/x/y", "not_found"),
    ]) func areNothingElse(_ method: String, _ path: String, _ code: String) throws {
        let methods: [HTTPMessage.Method] = [.get, .post, .put, .delete]
        do {
            _ = try Self.route(try #require(methods.first { $0.name == method }), path)
            Issue.record("it was taken")
        } catch let problem as Problem { #expect(problem.code == code) }
    }
}
