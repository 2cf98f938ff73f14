import Credentials
import HTTPMessage
import HTTPServer
import PairingCore
import Settings
import Synchronization
import WebInterface

extension Pages {
    /// All pages as this node shows them, or what is wrong with a template.
    init(_ settings: AgentSettings, about node: PageSubject) throws(Agent.StartFailure) {
        var templates = PageTemplates.builtIn
        var place = ""
        do throws(TemplateError) {
            if let folder = settings.templates {
                place = folder + "/"
                templates = try templates.replacing(try TemplatesFolder.files(in: folder))
            }
            self = try Pages(templates, about: node) { SHA256.hash($0).bytes }
        } catch { throw .templates("a template cannot be used: \(place)\(error). Mend or remove it.") }
    }

    func answer(_ route: PageRoute, _ request: Request, from origin: RequestOrigin) throws -> Response {
        let isTrustworthy = origin.keyOrigin == .secure
        guard
            let (response, tag) = response(
                to: route, isTrustworthy: isTrustworthy, isOverTLS: origin.transport == .tls)
        else { throw Problem.notFound }
        guard let tag = tag.flatMap({ EntityTag($0) }) else { return response }
        return response.conditional(
            tag, answering: request.method, ifNoneMatch: request.fields.values(of: "If-None-Match"))
    }
}

/// The pages as they are now: the node's name, which they show, can change while it runs.
final class LivePages: Sendable {
    private let pages: Mutex<Pages>

    init(_ pages: Pages) { self.pages = Mutex(pages) }

    var value: Pages { pages.withLock { $0 } }

    func use(_ pages: Pages) { self.pages.withLock { $0 = pages } }
}

extension PageSubject {
    /// The host's name as people say it: up to the first dot.
    init(_ node: NodeFacts) {
        let name = try? Name(node.name.prefix { $0 != "." })
        self.init(name: name?.text ?? "kith", id: node.id.description)
    }
}
