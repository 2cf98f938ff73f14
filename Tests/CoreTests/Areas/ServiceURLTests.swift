import Core
import Testing

struct ServiceURLTests {
    @Test(arguments: [
        ("http://192.168.1.9", "http://192.168.1.9", "http://192.168.1.9"),
        ("http://192.168.1.9/", "http://192.168.1.9/", "http://192.168.1.9"),
        (
            "HTTPS://Photos.Home.Example:443/a/B?c=D", "https://photos.home.example/a/B?c=D",
            "https://photos.home.example"
        ),
        ("https://photos.home:80", "https://photos.home:80", "https://photos.home:80"),
        ("http://nas:8096/web/", "http://nas:8096/web/", "http://nas:8096"),
        ("http://nas:80?x=%2F", "http://nas/?x=%2F", "http://nas"),
        ("http://[FD00:0:0::1]:8080/", "http://[fd00::1]:8080/", "http://[fd00::1]:8080"),
        ("http://[fe80::1]", "http://[fe80::1]", "http://[fe80::1]"),
        ("http://xn--bcher-kva.home", "http://xn--bcher-kva.home", "http://xn--bcher-kva.home"),
        ("http://0x.home:65535", "http://0x.home:65535", "http://0x.home:65535"),
        ("http://a/;p=(1)!*'~,@:[]", "http://a/;p=(1)!*'~,@:[]", "http://a"),
    ]) func good(_ text: String, _ whole: String, _ origin: String) throws {
        let url = try ServiceURL(text)
        #expect(url.description == whole)
        #expect(url.origin.description == origin)
        #expect(url.origin.isTLS == origin.hasPrefix("https"))
        // What is stored is read back as the same.
        #expect(ServiceURL(stored: whole) == url)
    }

    @Test(arguments: [
        ("javascript:alert(1)", ServiceURL.Fault.scheme), ("data:text/html,x", .scheme), ("ftp://nas", .scheme),
        ("file:///etc/passwd", .scheme), ("//nas", .scheme), ("nas:8096", .scheme), ("http:nas", .scheme),
        ("http:/nas", .scheme), ("ws://nas", .scheme), ("view-source:http://nas", .scheme),
        ("http://anna@nas", .userInfo), ("http://anna:pw@nas/", .userInfo),
        ("https://kith.home@evil.example", .userInfo),
        ("http://nas/#top", .fragment), ("http://nas#", .fragment), ("http://nas?x#y", .fragment),
        ("http://nas/a b", .character(0x20)), (" http://nas", .character(0x20)), ("http://nas\n", .character(0x0A)),
        ("http://nas/\u{0}", .character(0)), ("java\tscript:alert(1)", .character(9)),
        ("http://nas\r\nX: y", .character(0x0D)),
        ("http:\\\\nas", .character(0x5C)), ("http://nas\\@evil", .character(0x5C)),
        ("http://b\u{FC}cher.home", .character(0xFC)),
        ("http://nas/\u{202E}gpj", .character(0x202E)), ("http://nas\u{FF0F}x", .character(0xFF0F)),
        ("http://na\u{301}s", .character(0x301)), ("http://nas/\"x", .character(0x22)),
        ("http://nas/<b>", .character(0x3C)),
        ("http://nas/%", .character(0x25)), ("http://nas/%zz", .character(0x25)), ("http://nas/%4", .character(0x25)),
        ("http://", .host), ("http:///x", .host), ("http://:80", .host), ("http://-nas", .host),
        ("http://nas-.home", .host),
        ("http://nas.", .host), ("http://.nas", .host), ("http://na_s", .host), ("http://a..b", .host),
        ("http://%6eas", .host),
        ("http://1.2.3", .host), ("http://1.2.3.4.5", .host), ("http://01.2.3.4", .host), ("http://256.1.1.1", .host),
        ("http://2130706433", .host), ("http://0x7f000001", .host), ("http://127.0.0.0x1", .host),
        ("http://nas.0x", .host),
        ("http://[::ffff:1.2.3.4]", .host), ("http://[1.2.3.4]", .host), ("http://[fe80::1%25eth0]", .host),
        ("http://[::1", .host), ("http://[::1]x", .host), ("http://[]", .host), ("http://fd00::1", .host),
        ("http://nas:80:81", .host), ("http://nas:", .port), ("http://nas:0", .port), ("http://nas:65536", .port),
        ("http://nas:080", .port), ("http://nas:+80", .port), ("http://nas:-1", .port), ("http://[::1]:", .port),
        ("http://nas:http", .port),
    ]) func bad(_ text: String, _ fault: ServiceURL.Fault) {
        #expect(throws: FieldRejection(field: "url", problem: .url(fault))) { try ServiceURL(text) }
    }

    @Test func length() throws {
        let fits = "http://nas/" + String(repeating: "a", count: Limits.urlBytes - 11)
        #expect(try ServiceURL(fits).description == fits)
        let long = FieldRejection(field: "u", problem: .tooLong(limit: Limits.urlBytes))
        #expect(throws: long) { try ServiceURL(fits + "a", field: "u") }
        #expect(throws: FieldRejection(field: "url", problem: .empty)) { try ServiceURL("") }
        #expect(throws: FieldRejection(field: "url", problem: .url(.host))) {
            try ServiceURL("http://" + String(repeating: "a", count: 64))
        }
    }

    /// Each names what is wrong, and none repeats the text.
    @Test func explanations() {
        let faults: [ServiceURL.Fault] = [.scheme, .userInfo, .fragment, .character(0x202E), .host, .port]
        #expect(Set(faults.map { FieldRejection.Problem.url($0).explanation }).count == faults.count)
        #expect(FieldRejection.Problem.url(.character(0x202E)).explanation.contains("U+202E"))
    }

    @Test func origins() throws {
        #expect(
            ServiceOrigin(isTLS: true, host: "Photos.Home", port: nil)
                == (try ServiceURL("https://photos.home/x")).origin)
        #expect(ServiceOrigin(isTLS: false, host: "fd00::1", port: 80)?.description == "http://[fd00::1]")
        #expect(ServiceOrigin(isTLS: true, host: "[fd00::1]", port: 80) == nil)
        #expect(ServiceOrigin(isTLS: true, host: "::ffff:1.2.3.4", port: 80) == nil)
        #expect(ServiceOrigin(isTLS: true, host: "a", port: 0) == nil)
        #expect(ServiceOrigin(isTLS: true, host: "", port: 1) == nil)
        #expect(ServiceOrigin(isTLS: false, host: "a", port: 443) != ServiceOrigin(isTLS: true, host: "a", port: 443))
    }
}
