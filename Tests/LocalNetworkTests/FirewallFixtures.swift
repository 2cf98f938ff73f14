/// What the tools print, on machines of each kind. That of nft was read from the kernel; that of the others is in their form.
enum FirewallFixtures {
    /// ufw 0.36 on Ubuntu 22.04, with SSH opened.
    static let ufw = """
        Status: active
        Logging: on (low)
        Default: deny (incoming), allow (outgoing), disabled (routed)
        New profiles: skip

        To                         Action      From
        --                         ------      ----
        22/tcp (OpenSSH)           ALLOW IN    Anywhere
        80,443/tcp                 ALLOW IN    192.168.1.0/24
        22/tcp (OpenSSH (v6))      ALLOW IN    Anywhere (v6)

        """

    /// firewalld 1.3 on Debian 12.
    static let firewalld = """
        public (active)
          target: default
          icmp-block-inversion: no
          interfaces: eth0
          sources:
          services: dhcpv6-client ssh
          ports:
          protocols:
          forward: yes
          masquerade: no
          forward-ports:
          source-ports:
          icmp-blocks:
          rich rules:

        """

    /// nftables 1.0.6: a policy of drop, a verdict map, sets, a chain that is jumped to.
    static let nft = #"""
        {"nftables": [{"metainfo": {"version": "1.0.6", "release_name": "Lester Gooch #5",
        "json_schema_version": 1}},
        {"table": {"family": "inet", "name": "filter", "handle": 1}},
        {"set": {"family": "inet", "name": "lan", "table": "filter", "type": "ipv4_addr", "handle": 4,
        "flags": ["interval"], "elem": [{"prefix": {"addr": "10.0.0.0", "len": 8}},
        {"prefix": {"addr": "192.168.1.0", "len": 24}}]}},
        {"chain": {"family": "inet", "table": "filter", "name": "input", "handle": 1, "type": "filter",
        "hook": "input", "prio": 0, "policy": "drop"}},
        {"chain": {"family": "inet", "table": "filter", "name": "extra", "handle": 2}},
        {"chain": {"family": "inet", "table": "filter", "name": "forward", "handle": 3, "type": "filter",
        "hook": "forward", "prio": 0, "policy": "drop"}},
        {"rule": {"family": "inet", "table": "filter", "chain": "input", "handle": 5,
        "expr": [{"match": {"op": "==", "left": {"meta": {"key": "iif"}}, "right": "lo"}},
        {"accept": null}]}},
        {"rule": {"family": "inet", "table": "filter", "chain": "input", "handle": 7,
        "expr": [{"vmap": {"key": {"ct": {"key": "state"}}, "data": {"set": [["invalid", {"drop": null}],
        ["established", {"accept": null}], ["related", {"accept": null}]]}}}]}},
        {"rule": {"family": "inet", "table": "filter", "chain": "input", "handle": 8,
        "expr": [{"match": {"op": "==", "left": {"payload": {"protocol": "ip", "field": "protocol"}},
        "right": "icmp"}},
        {"accept": null}]}},
        {"rule": {"family": "inet", "table": "filter", "chain": "input", "handle": 9,
        "expr": [{"match": {"op": "==", "left": {"meta": {"key": "l4proto"}}, "right": "ipv6-icmp"}},
        {"accept": null}]}},
        {"rule": {"family": "inet", "table": "filter", "chain": "input", "handle": 11,
        "expr": [{"match": {"op": "==", "left": {"payload": {"protocol": "tcp", "field": "dport"}},
        "right": {"set": [22, 80, 443, {"range": [8000, 8100]}]}}},
        {"accept": null}]}},
        {"rule": {"family": "inet", "table": "filter", "chain": "input", "handle": 12,
        "expr": [{"match": {"op": "==", "left": {"payload": {"protocol": "udp", "field": "dport"}},
        "right": 5353}},
        {"accept": null}]}},
        {"rule": {"family": "inet", "table": "filter", "chain": "input", "handle": 13,
        "expr": [{"jump": {"target": "extra"}}]}},
        {"rule": {"family": "inet", "table": "filter", "chain": "input", "handle": 14,
        "expr": [{"log": {"prefix": "in: "}},
        {"counter": {"packets": 0, "bytes": 0}}]}},
        {"rule": {"family": "inet", "table": "filter", "chain": "extra", "handle": 15,
        "expr": [{"match": {"op": "==", "left": {"payload": {"protocol": "ip", "field": "saddr"}},
        "right": "@lan"}},
        {"match": {"op": "==", "left": {"payload": {"protocol": "tcp", "field": "dport"}}, "right": 5353}},
        {"accept": null}]}},
        {"rule": {"family": "inet", "table": "filter", "chain": "extra", "handle": 16,
        "expr": [{"match": {"op": "==", "left": {"&": [{"payload": {"protocol": "tcp", "field": "flags"}},
        ["fin", "syn", "rst", "ack"]]}, "right": "syn"}},
        {"limit": {"rate": 10, "burst": 5, "per": "second"}},
        {"counter": {"packets": 0, "bytes": 0}},
        {"return": null}]}}]}
        """#

    /// What Debian's `nftables.service` loads: chains without rules.
    static let nftWithoutRules = #"""
        {"nftables": [{"metainfo": {"version": "1.0.6", "release_name": "Lester Gooch #5",
        "json_schema_version": 1}},
        {"table": {"family": "inet", "name": "filter", "handle": 2}},
        {"chain": {"family": "inet", "table": "filter", "name": "input", "handle": 1, "type": "filter",
        "hook": "input", "prio": 0, "policy": "accept"}},
        {"chain": {"family": "inet", "table": "filter", "name": "forward", "handle": 2, "type": "filter",
        "hook": "forward", "prio": 0, "policy": "accept"}},
        {"chain": {"family": "inet", "table": "filter", "name": "output", "handle": 3, "type": "filter",
        "hook": "output", "prio": 0, "policy": "accept"}}]}
        """#

    /// A policy of accept, and a rule that drops the port.
    static let nftWithRule = #"""
        {"nftables": [{"metainfo": {"version": "1.0.6", "release_name": "Lester Gooch #5",
        "json_schema_version": 1}},
        {"table": {"family": "inet", "name": "filter", "handle": 2}},
        {"chain": {"family": "inet", "table": "filter", "name": "input", "handle": 1, "type": "filter",
        "hook": "input", "prio": 0, "policy": "accept"}},
        {"chain": {"family": "inet", "table": "filter", "name": "forward", "handle": 2, "type": "filter",
        "hook": "forward", "prio": 0, "policy": "accept"}},
        {"chain": {"family": "inet", "table": "filter", "name": "output", "handle": 3, "type": "filter",
        "hook": "output", "prio": 0, "policy": "accept"}},
        {"rule": {"family": "inet", "table": "filter", "chain": "input", "handle": 4,
        "expr": [{"match": {"op": "==", "left": {"payload": {"protocol": "tcp", "field": "dport"}},
        "right": 6969}},
        {"drop": null}]}}]}
        """#

    /// The same, opened by the command that kith names.
    static let nftOpened = #"""
        {"nftables": [{"metainfo": {"version": "1.0.6", "release_name": "Lester Gooch #5",
        "json_schema_version": 1}},
        {"table": {"family": "inet", "name": "filter", "handle": 2}},
        {"chain": {"family": "inet", "table": "filter", "name": "input", "handle": 1, "type": "filter",
        "hook": "input", "prio": 0, "policy": "accept"}},
        {"chain": {"family": "inet", "table": "filter", "name": "forward", "handle": 2, "type": "filter",
        "hook": "forward", "prio": 0, "policy": "accept"}},
        {"chain": {"family": "inet", "table": "filter", "name": "output", "handle": 3, "type": "filter",
        "hook": "output", "prio": 0, "policy": "accept"}},
        {"rule": {"family": "inet", "table": "filter", "chain": "input", "handle": 5,
        "expr": [{"match": {"op": "==", "left": {"payload": {"protocol": "tcp", "field": "dport"}},
        "right": 6969}},
        {"accept": null}]}},
        {"rule": {"family": "inet", "table": "filter", "chain": "input", "handle": 4,
        "expr": [{"match": {"op": "==", "left": {"payload": {"protocol": "tcp", "field": "dport"}},
        "right": 6969}},
        {"drop": null}]}}]}
        """#
}
