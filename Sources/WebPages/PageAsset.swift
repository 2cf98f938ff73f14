import Core
import JSON

/// A file that a page loads. Its address changes with its content, so a browser may keep it without end.
///
/// The address also changes with the node: an attacker who has never reached the node cannot put another file into a
/// browser's cache under it. An attacker that has reached it can, so the page names the hash of the script.
struct PageAsset: Sendable {
    let name: String
    let type: String
    let bytes: [UInt8]
    let version: String
    /// The hash for Subresource Integrity.
    let integrity: String

    var address: String { "/assets/\(name)?v=\(version)" }

    init(_ name: String, _ type: String, _ bytes: [UInt8], of node: PageSubject, _ sha256: ([UInt8]) -> [UInt8]) {
        (self.name, self.type, self.bytes) = (name, type, bytes)
        // Sixteen characters are enough to distinguish versions.
        version = String(Base64URL.encode(sha256(Array(node.id.utf8) + bytes)).prefix(16))
        integrity = "sha256-" + base64(sha256(bytes))
    }

    static func all(
        of templates: PageTemplates, about node: PageSubject, sha256: ([UInt8]) -> [UInt8]
    ) -> [String: PageAsset] {
        func asset(_ name: String, _ type: String, _ bytes: [UInt8]) -> PageAsset {
            PageAsset(name, type, bytes, of: node, sha256)
        }
        let icon = asset(PageTemplates.icon, "image/png", templates.bytes(PageTemplates.icon))
        var assets = [
            icon,
            asset("mark.svg", "image/svg+xml", templates.bytes("mark.svg")),
            asset("manifest.webmanifest", "application/manifest+json", manifest(of: node, icon)),
            // Never replaced and never changed: setup has compared it with the reviewed file.
            asset("nacl.js", "text/javascript; charset=utf-8", PackageResources.nacl_min_js),
        ]
        for (name, parts) in PageTemplates.styles {
            let style = parts.flatMap { slimmed(templates.bytes($0), .style) }
            assets.append(asset(name, "text/css; charset=utf-8", style))
        }
        for (name, parts) in PageTemplates.scripts {
            let script = parts.flatMap { slimmed(templates.bytes($0), .script) }
            assets.append(asset(name, "text/javascript; charset=utf-8", script))
        }
        return Dictionary(uniqueKeysWithValues: assets.map { ($0.name, $0) })
    }

    /// With it, a browser installs a device's page as an app. It is written as JSON, not as a template, because it
    /// holds the node's name.
    private static func manifest(of node: PageSubject, _ icon: PageAsset) -> [UInt8] {
        let manifest: JSONValue = [
            "id": "/", "start_url": "/", "scope": "/", "display": "standalone",
            "name": .string("kith · \(node.name)"), "short_name": .string(node.name),
            "background_color": "#f4f1ea", "theme_color": "#f4f1ea",
            // It fills its square, with the important part in the middle: each system crops it differently.
            "icons": [
                [
                    "src": .string(icon.address), "type": .string(icon.type), "sizes": "512x512",
                    "purpose": "any maskable",
                ]
            ],
        ]
        return Array(manifest.text.utf8)
    }
}

/// With the alphabet and the padding of RFC 4648, section 4.
private func base64(_ bytes: [UInt8]) -> String {
    let text = Base64URL.encode(bytes).map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 }
    return String(text) + String(repeating: "=", count: (3 - bytes.count % 3) % 3)
}
