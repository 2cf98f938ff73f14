import Core
import Testing

struct PeerKindTests {
    static let agents: [(String, PeerKind, String)] = [
        ("kith/1.0 (Linux)", .other, "Device"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1", .mobileIOS,
            "iPhone, Safari"
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) CriOS/120.0 Mobile Safari/604.1", .mobileIOS,
            "iPhone, Chrome"
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) FxiOS/120.0 Mobile Safari/604.1", .mobileIOS,
            "iPhone, Firefox"
        ),
        ("Mozilla/5.0 (iPhone) EdgiOS/120.0 Mobile Safari/604.1", .mobileIOS, "iPhone, Edge"),
        ("Mozilla/5.0 (iPad; CPU OS 16_0 like Mac OS X) Version/16.0 Safari/604.1", .tablet, "iPad, Safari"),
        (
            "Mozilla/5.0 (Linux; Android 14; Pixel 8) Chrome/120.0 Mobile Safari/537.36", .mobileAndroid,
            "Android phone, Chrome"
        ),
        (
            "Mozilla/5.0 (Linux; Android 14; SM-S911B) SamsungBrowser/23.0 Chrome/115.0 Mobile Safari/537.36",
            .mobileAndroid, "Android phone, Samsung Internet"
        ),
        ("Mozilla/5.0 (Linux; Android 14; SM-X700) Chrome/120.0 Safari/537.36", .tablet, "Android tablet, Chrome"),
        (
            "Mozilla/5.0 (Android 14; Mobile; rv:120.0) Gecko/120.0 Firefox/120.0", .mobileAndroid,
            "Android phone, Firefox"
        ),
        (
            "Mozilla/5.0 (Linux; Android 14) EdgA/120.0 Chrome/120 Mobile Safari/537", .mobileAndroid,
            "Android phone, Edge"
        ),
        (
            "Mozilla/5.0 (Linux; Android 14) DuckDuckGo/5 Chrome/120 Mobile Safari/537", .mobileAndroid,
            "Android phone, DuckDuckGo"
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0 Safari/537.36 Edg/120.0", .desktop,
            "Windows computer, Edge"
        ),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/120.0 Safari/537.36 OPR/106.0", .desktop, "Windows computer, Opera"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/17.0 Safari/605.1.15", .desktop, "Mac, Safari"),
        ("Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) Chrome/120.0 Safari/537.36", .desktop, "Chromebook, Chrome"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0", .desktop, "Linux computer, Firefox"),
        ("Mozilla/5.0 (X11; FreeBSD amd64) Chromium/120.0", .desktop, "Linux computer, Chrome"),
        ("curl/8.5.0", .other, "Device"), ("", .other, "Device"), ("IPHONE", .other, "Device"),
        ("kith", .other, "Device"),
    ]

    /// The name is the part before the browser.
    @Test(arguments: agents) func guesses(_ text: String, _ kind: PeerKind, _ device: String) throws {
        let name = String(device.prefix { $0 != "," })
        let agent = UserAgent(cleaning: text)
        #expect(agent.kind == kind)
        #expect(agent.device == device)
        #expect(agent.readableName.text == name)
        #expect(try Name(name) == agent.readableName, "what it is called is a name")
    }

    /// Whatever a device says of itself, also around and between the names of others.
    @Test func neverANode() {
        let words = ["kith/", "kith/9", "node", "Node", "NODE/1", "iPhone", "Linux", "X11", " ", "/"]
        for one in words {
            for two in words {
                for three in words { #expect(UserAgent(cleaning: one + two + three).kind != .node) }
            }
        }
    }

    @Test func words() {
        #expect(
            PeerKind.allCases.map(\.rawValue)
                == ["node", "desktop", "mobile_ios", "mobile_android", "tablet", "other"])
    }
}
