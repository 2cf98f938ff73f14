import Core
import Testing

@testable import CommandLine

@Suite struct NginxConfigTests {
    private func config() throws -> String {
        let service = ProxyPlan.Guarded(
            origin: try ServiceURL("https://media.home.example").origin,
            upstream: try ServiceURL("http://127.0.0.1:8096").origin)
        return NginxConfig(
            plan: ProxyPlan(
                kith: "127.0.0.1:6969", home: try ServiceURL("https://kith.home.example").origin, services: [service],
                certificate: ProxyPlan.Certificate(chain: "/etc/chain.pem", key: "/etc/key.pem"))
        ).text
    }

    /// nginx keeps a connection only to an upstream, only by HTTP/1.1, and only without `Connection: close`.
    @Test func keepsConnectionsToKith() throws {
        let text = try config()
        #expect(
            text.contains(
                """
                upstream kith_agent {
                    server 127.0.0.1:6969 max_fails=0;
                    keepalive 16;
                    keepalive_timeout 30s;
                }
                """))
        let targets = text.matches(of: /proxy_pass (.*);/).map { String($0.1) }
        #expect(
            targets == [
                "http://kith_agent", "http://kith_agent/v1/forward-auth", "http://kith_agent", "http://127.0.0.1:8096",
            ])
        for place in ["location = /.kith/check {", "location /.kith/ {"] {
            let start = try #require(text.ranges(of: place).first).upperBound
            let block = text[start...].prefix { $0 != "}" }
            #expect(block.contains("proxy_http_version 1.1;"), "\(place)")
            #expect(block.contains("proxy_set_header Connection \"\";"), "\(place)")
        }
    }

    /// A kept connection carries requests of many clients: each has its own address, and that of its host.
    @Test func namesTheClientOfEachRequest() throws {
        let text = try config()
        for field in ["X-Forwarded-For $remote_addr", "X-Forwarded-Host media.home.example", "X-Forwarded-Proto https"]
        {
            // To kith for the check and for the sign-in, and to the service.
            #expect(text.ranges(of: "proxy_set_header \(field);").count >= 3, "\(field)")
        }
    }
}
