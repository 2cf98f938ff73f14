extension Setting {
    /// A settings file in which nothing is set: each setting with its summary and what it is without a word.
    public static var sampleFile: String {
        let head = """
            # Settings of kith. What is not set here is as it says. A variable of the environment (KITH_PORT) counts more than
            # this file, and an option (--port) more than both. 'kith agent' reads the file again on SIGHUP (systemctl reload
            # kith); what then needs a restart it says. docs/settings.md tells more.

            """
        return head + groups.map { "\n# \($0.title)\n\n" + $0.settings.map(\.sample).joined(separator: "\n") }.joined()
    }

    private var sample: String {
        let usually = usual.map { " Usually: \($0)." } ?? ""
        return """
            # \(summary)
            # Takes \(allowed).\(usually)
            #\(name) =\(usual == nil ? " \(standard)" : "")

            """
    }
}
