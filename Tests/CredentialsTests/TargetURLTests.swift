import Credentials
import Testing

struct TargetURLTests {
    static let equal = [
        ("http://192.168.1.20:6969/v1/self", "http://192.168.1.20:6969/v1/self"),
        ("HTTP://KITH.local/x", "http://kith.local/x"), ("http://kith.local:80/x", "http://kith.local/x"),
        ("https://kith.local:443/", "https://kith.local"), ("https://kith.local?a=1#b", "https://kith.local/"),
        ("https://kith.local/#b?c", "https://kith.local/"), ("http://[FD00::1]:80/", "http://[fd00::1]/"),
        ("http://kith.local:06969/", "http://kith.local:6969/"), ("http://a/b:c@d", "http://a/b:c@d"),
    ]

    @Test(arguments: equal) func areEqual(_ left: String, _ right: String) throws {
        #expect(try #require(TargetURL(left)) == #require(TargetURL(right)))
    }

    static let different = [
        ("http://a/", "https://a/"), ("http://a/", "http://b/"), ("http://a:1/", "http://a:2/"),
        ("http://a/x", "http://a/X"),
        ("http://a/x", "http://a/x/"), ("http://a/x", "http://a//x"), ("http://a/x", "http://a/%78"),
        ("http://a/x", "http://a/./x"), ("http://a/x", "http://a/y/../x"), ("http://a:443/", "https://a:443/"),
        ("http://a/", "http://a./"), ("http://[::1]/", "http://[0:0:0:0:0:0:0:1]/"), ("http://a:80/", "http://a:8080/"),
    ]

    @Test(arguments: different) func areDifferent(_ left: String, _ right: String) throws {
        #expect(try #require(TargetURL(left)) != #require(TargetURL(right)))
    }

    static let refused = [
        "", "/", "/v1/self", "http", "http:", "http:/", "http://", "http:///x", "//a/x", "a/x", "://a/x", "ftp://a/x",
        "ws://a/x", "http:a/x", "http://a:/x", "http://a:x/", "http://a:+1/", "http://a:-0/",
        "http://a:65536/", "http://a: 1/",
        "http://a:1:2/", "http://u@a/", "http://u:p@a/", "http://[::1/", "http://[]/", "http://[::1]x/", "http://::1/",
        "http://[::1%25eth0]/", "http://a b/", "http://a/b c", " http://a/", "http://a/\n", "http://é/", "http://a/é",
        "http://a%41/", "http://a\\b/", "http://?x", "http://a/\u{7F}", "http://[g]:80:80/",
    ]

    @Test(arguments: refused) func refuses(_ text: String) {
        #expect(TargetURL(text) == nil)
    }
}
