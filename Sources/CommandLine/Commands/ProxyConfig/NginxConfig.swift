import Core

/// A file for nginx's `conf.d`.
struct NginxConfig {
    let plan: ProxyPlan

    var text: String {
        ([Self.maps, upstream, redirect, home] + plan.services.map(server)).joined(separator: "\n") + "\n"
    }

    private static let maps = """
        # Made by 'kith proxy-config nginx'. kith must trust this proxy: trusted_proxies = 127.0.0.1
        # Make it again after a change of the services.

        map $http_upgrade $kith_connection {
            default upgrade;
            ""      "";
        }
        # A client must not name other fields in Connection.
        map $http_connection $kith_refused_connection {
            default 1;
            ""      0;
            "~*^[ \\t]*(\(ProxyPlan.connectionWords))([ \\t]*,[ \\t]*(\(ProxyPlan.connectionWords)))*[ \\t]*$" 0;
        }
        # The cookies without those of kith. A request with more than four of them is refused.
        \(removals)
        map $kith_cookies_4 $kith_refused_cookies {
            default 0;
            "~\(ownCookie)" 1;
        }
        map $kith_cookies_4 $kith_cookies {
            default $kith_cookies_4;
            "~^[; \\t]+(?<kith_rest>.*)$" $kith_rest;
        }
        # Authorization, unless it holds a token of kith.
        map $kith_used $kith_authorization {
            default          $http_authorization;
            "~authorization" "";
        }

        """

    private static let ownCookie = "(?:^|;[ \\t]*)(?:__Host-kith-[^=;]*|kith_forward)="

    private static var removals: String {
        (1...4).map { step in
            let source = step == 1 ? "$http_cookie" : "$kith_cookies_\(step - 1)"
            return """
                map \(source) $kith_cookies_\(step) {
                    default \(source);
                    "~^(?<kith_before_\(step)>.*?)\(ownCookie)[^;]*(?<kith_after_\(step)>.*)$" $kith_before_\(step)$kith_after_\(step);
                }
                """
        }.joined(separator: "\n")
    }

    /// Without it, nginx 1.22 opens a connection for each check. With `max_fails` 0, nginx never takes a host with several
    /// addresses for dead: by default it would, for ten seconds after a restart of kith.
    private var upstream: String {
        """
        # nginx keeps connections to kith. It closes an idle one first: kith closes it after 60s (idle_connection).
        upstream \(Self.kith) {
            server \(plan.kith) max_fails=0;
            keepalive 16;
            keepalive_timeout 30s;
        }

        """
    }

    /// The upstream. Not `kith`: the name must not be that of an upstream in another file.
    private static let kith = "kith_agent"

    private var redirect: String {
        """
        server {
            listen 80;
            listen [::]:80;
            server_name \(([plan.home] + plan.services.map(\.origin)).map(\.host).joined(separator: " "));
            return 301 https://$host$request_uri;
        }

        """
    }

    /// kith's own pages.
    private var home: String {
        """
        server {
        \(listening(plan.home))

            location / {
                proxy_pass http://\(Self.kith);
                proxy_http_version 1.1;
                proxy_set_header Host \(plan.home.authority);
                proxy_set_header Upgrade $http_upgrade;
                proxy_set_header Connection $kith_connection;
                proxy_set_header X-Forwarded-Proto https;
                proxy_set_header X-Forwarded-For $remote_addr;
                proxy_set_header X-Forwarded-Host "";
                # Live events must not wait in a buffer.
                proxy_buffering off;
                proxy_read_timeout 1h;
            }
        }

        """
    }

    private func server(_ service: ProxyPlan.Guarded) -> String {
        """
        server {
        \(listening(service.origin))
            if ($kith_refused_connection) { return 400; }
            if ($kith_refused_cookies) { return 400; }
            client_max_body_size 0;

            # May this browser or program use the service? nginx asks for each request.
            location = /.kith/check {
                internal;
                proxy_pass http://\(Self.kith)/v1/forward-auth;
                proxy_pass_request_body off;
                proxy_set_header Content-Length "";
        \(asking(service.origin, method: "$request_method"))
            }

            # Browsers sign in here. error_page makes a GET of every request.
            location /.kith/ {
                uninitialized_variable_warn off;
                proxy_pass http://\(Self.kith);
        \(asking(service.origin, method: "$kith_method"))
            }

            location / {
                set $kith_method $request_method;
                auth_request /.kith/check;
                error_page 401 = /.kith/start;
                # A refused browser gets the page of kith. The answer stays 403, whatever kith says the second time.
                error_page 403 /.kith/check;
                auth_request_set $kith_used $upstream_http_x_kith_used;
        \(ProxyPlan.told.map { "        auth_request_set $kith_\(Self.variable($0)) $upstream_http_\(Self.variable($0));" }.joined(separator: "\n"))

                proxy_pass \(service.upstream);
                proxy_http_version 1.1;
                proxy_request_buffering off;
                proxy_buffering off;
                proxy_read_timeout 1h;
                proxy_set_header Host \(service.origin.authority);
                proxy_set_header Upgrade $http_upgrade;
                proxy_set_header Connection $kith_connection;
                proxy_set_header X-Forwarded-Proto https;
                proxy_set_header X-Forwarded-For $remote_addr;
                proxy_set_header X-Forwarded-Host \(service.origin.authority);
                proxy_set_header Cookie $kith_cookies;
                proxy_set_header Authorization $kith_authorization;
                proxy_set_header X-Kith-Token "";
                proxy_set_header X-Kith-Used "";
        \(ProxyPlan.told.map { "        proxy_set_header \($0) $kith_\(Self.variable($0));" }.joined(separator: "\n"))
            }
        }

        """
    }

    private func listening(_ origin: ServiceOrigin) -> String {
        let files = plan.certificate ?? ProxyPlan.Certificate(chain: "", key: "")
        return """
                listen \(origin.port) ssl;
                listen [::]:\(origin.port) ssl;
                server_name \(origin.host);
                ssl_certificate \(files.chain);
                ssl_certificate_key \(files.key);
            """
    }

    /// The fields by which kith knows what is asked for.
    private func asking(_ origin: ServiceOrigin, method: String) -> String {
        """
                proxy_http_version 1.1;
                proxy_set_header Host \(origin.authority);
                proxy_set_header Connection "";
                # The answer has the address of the page in it.
                proxy_buffer_size 16k;
                proxy_buffers 4 16k;
                proxy_set_header X-Forwarded-Host \(origin.authority);
                proxy_set_header X-Forwarded-Proto https;
                proxy_set_header X-Forwarded-For $remote_addr;
                proxy_set_header X-Forwarded-Method \(method);
                proxy_set_header X-Forwarded-Uri $request_uri;
        """
    }

    private static func variable(_ field: String) -> String {
        String(field.lowercased().map { $0 == "-" ? "_" : $0 })
    }
}
