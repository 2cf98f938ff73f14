import Core

/// A Caddyfile, or a part of one that `import` reads.
struct CaddyConfig {
    let plan: ProxyPlan

    var text: String { ([intro, home] + plan.services.map(site)).joined(separator: "\n") + "\n" }

    private var intro: String {
        """
        # Made by 'kith proxy-config caddy'. kith must trust this proxy: trusted_proxies = 127.0.0.1
        # Make it again after a change of the services.

        """
    }

    /// kith's own pages.
    private var home: String {
        """
        \(plan.home) {
        \(files)	reverse_proxy \(plan.kith) {
        		header_up -X-Forwarded-Host
        	}
        }

        """
    }

    private func site(_ service: ProxyPlan.Guarded) -> String {
        let words = ProxyPlan.connectionWords
        return """
            \(service.origin) {
            \(files)	route {
            		# A client must not name other fields in Connection.
            		@kith_connection {
            			header Connection *
            			not header_regexp Connection (?i)^\\s*(\(words))(\\s*,\\s*(\(words)))*\\s*$
            		}
            		respond @kith_connection 400

            		# Browsers sign in here.
            		reverse_proxy /.kith/* \(plan.kith)

            		# May this browser or program use the service? Caddy asks for each request.
            		forward_auth \(plan.kith) {
            			uri /v1/forward-auth?redirect=yes&keep=authorization,cookie
            			# The last two are replaced by what is left of them without kith's own.
            			copy_headers \(ProxyPlan.told.joined(separator: " ")) Authorization Cookie
            		}
            		# Without them, some versions of Caddy write the name of the field in their place.
            		@kith_authorization header_regexp Authorization ^\\{http\\.reverse_proxy\\.
            		request_header @kith_authorization -Authorization
            		@kith_cookie header_regexp Cookie ^\\{http\\.reverse_proxy\\.
            		request_header @kith_cookie -Cookie
            		request_header -X-Kith-Token
            		request_header -X-Kith-Used

            		reverse_proxy \(service.upstream) {
            \(ProxyPlan.told.map { "\t\t\theader_up \($0) {http.request.header.\($0)}" }.joined(separator: "\n"))
            		}
            	}
            }

            """
    }

    private var files: String {
        plan.certificate.map { "\ttls \($0.chain) \($0.key)\n" } ?? ""
    }
}
