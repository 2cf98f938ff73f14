/// What is wrong with a template, and where. Found when the node starts, so that no phone ever gets it.
public struct TemplateError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file's name in the folder of templates.
    public let file: String
    /// Counted from one. Nil if it is about the file as a whole.
    public let line: Int?
    /// A text for the operator.
    public let problem: String

    init(_ file: String, line: Int? = nil, _ problem: String) {
        self.file = file
        self.line = line
        self.problem = problem
    }

    /// One line, in the form of compilers.
    public var description: String { "\(file):\(line.map { "\($0):" } ?? "") \(problem)" }
}

extension TemplateError {
    /// A file that exists but cannot be read.
    public init(unreadable file: String, why: String) { self.init(file, "it cannot be read: \(why)") }
}
