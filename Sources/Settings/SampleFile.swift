extension Setting {
    /// A settings file in which nothing is set: each setting with its summary, its values and its default.
    public static var sampleFile: String {
        let head = """
            # Settings of kith. Commented lines show the defaults. An environment variable (KITH_PORT) overrides this file, and
            # an option (--port) overrides both. 'kith agent' reads the file again on SIGHUP (systemctl reload kith); the log says
            # which changes need a restart. See docs/settings.md.

            """
        return head + groups.map { "\n# \($0.title)\n\n" + $0.settings.map(\.sample).joined(separator: "\n") }.joined()
    }

    private var sample: String {
        let ending = usual.map { " Default: \($0)." } ?? ""
        return """
            # \(summary)
            # Value: \(allowed).\(ending)
            #\(name) =\(usual == nil ? " \(standard)" : "")

            """
    }
}
