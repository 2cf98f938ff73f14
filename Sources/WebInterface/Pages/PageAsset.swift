/// A file that a page loads. Its address changes with its content, so a browser may keep it for good.
struct PageAsset: Sendable {
    let name: String
    let type: String
    let bytes: [UInt8]
    let version: String

    var address: String { "/assets/\(name)?v=\(version)" }

    static func all(of templates: PageTemplates, fingerprint: ([UInt8]) -> String) -> [String: PageAsset] {
        let script = PageTemplates.scripts.flatMap { slimmed(templates.bytes($0), .script) }
        let files = [
            ("join.css", "text/css; charset=utf-8", slimmed(templates.bytes("join.css"), .style)),
            ("join.js", "text/javascript; charset=utf-8", script),
            ("mark.svg", "image/svg+xml", templates.bytes("mark.svg")),
            // Never replaced and never touched: setup has compared it with what was examined.
            ("nacl.js", "text/javascript; charset=utf-8", PackageResources.nacl_min_js),
        ]
        let assets = files.map { name, type, bytes in
            PageAsset(name: name, type: type, bytes: bytes, version: fingerprint(bytes))
        }
        return Dictionary(uniqueKeysWithValues: assets.map { ($0.name, $0) })
    }
}
