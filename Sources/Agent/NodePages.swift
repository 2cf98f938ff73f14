import Core
import Credentials
import Settings
import WebPages

/// What is wrong with a template.
public struct TemplatesFailure: Error, Equatable {
    /// The folder of the replaced templates, with a slash. Empty for a built-in one.
    let folder: String
    let error: TemplateError

    /// What happened, why, and what to do.
    public var text: String { "a template is invalid: \(folder)\(error). Fix or remove it." }
}

extension Pages {
    /// Makes all pages for this node. Throws what is wrong with a template.
    init(_ settings: AgentSettings, about node: PageSubject) throws(Agent.StartFailure) {
        var templates = PageTemplates.builtIn
        var place = ""
        do throws(TemplateError) {
            if let folder = settings.templates {
                place = folder + "/"
                templates = try templates.replacing(try TemplatesFolder.files(in: folder))
            }
            self = try Pages(templates, about: node) { SHA256.hash($0).bytes }
        } catch { throw .templates(TemplatesFailure(folder: place, error: error)) }
    }
}

extension PageSubject {
    /// The host's name for people: the part before the first dot.
    init(_ node: NodeFacts) {
        let name = try? Name(node.name.prefix { $0 != "." })
        self.init(name: name?.text ?? "kith", id: node.id.description)
    }
}
