public enum PeerKind: String, CaseIterable, Hashable, Sendable {
    /// Never guessed: everyone with `view` sees nodes, so a peer must not become one by its user agent.
    case node
    case desktop
    case mobileIOS = "mobile_ios"
    case mobileAndroid = "mobile_android"
    case tablet
    case other
}

extension UserAgent {
    /// A guess, for a first name and a picture. Never `node`, the only kind that decides something.
    public var kind: PeerKind { system.kind }

    /// "iPhone": what a person would call the device. A browser in it would read as another device for each browser.
    public var readableName: Name { Name(trusted: system.label) }

    /// "iPhone, Safari": so the operator can see which of several devices claimed the code.
    public var device: String { browser.map { "\(system.label), \($0)" } ?? system.label }

    private var system: (kind: PeerKind, label: String) {
        switch true {
        case has("kith/"): (.other, "Device")
        case has("iPhone"): (.mobileIOS, "iPhone")
        case has("iPad"): (.tablet, "iPad")
        case has("Android") && has("Mobile"): (.mobileAndroid, "Android phone")
        case has("Android"): (.tablet, "Android tablet")
        case has("Windows"): (.desktop, "Windows computer")
        case has("Macintosh"): (.desktop, "Mac")
        case has("CrOS"): (.desktop, "Chromebook")
        case has("Linux"), has("X11"): (.desktop, "Linux computer")
        default: (.other, "Device")
        }
    }

    /// The order matters: each of these also contains the names of those below it.
    private var browser: String? {
        switch true {
        case has("FxiOS/"), has("Firefox/"): "Firefox"
        case has("EdgiOS/"), has("EdgA/"), has("Edg/"): "Edge"
        case has("SamsungBrowser/"): "Samsung Internet"
        case has("OPR/"), has("OPT/"): "Opera"
        case has("DuckDuckGo/"): "DuckDuckGo"
        case has("CriOS/"), has("Chrome/"), has("Chromium/"): "Chrome"
        case has("Safari/"): "Safari"
        default: nil
        }
    }

    private func has(_ part: StaticString) -> Bool {
        let (text, part) = (text.utf8Span.span, "\(part)".utf8Span.span)
        let first = part[0]
        let last = text.count - part.count
        var start = 0
        while start <= last {
            if text[start] == first, part.indices.allSatisfy({ text[start + $0] == part[$0] }) { return true }
            start += 1
        }
        return false
    }
}
