"""Reads what 'kith mesh export' prints, checks every signature, and folds the statements into a roster.

Written from the description of the format in docs/mesh.md, without a look at the program, so that the two can disagree.
"""

import base64
import dataclasses
import hashlib
import json
import struct

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

FULL_NODE, GUARD_NODE, NODE, PEER, AREA, SERVICE, TOKEN, DISMISSAL, DEVICE_KEY, PERSON = range(1, 11)
END, WITHDRAW, CUT, BLOCK, END_PERSON, SCOPE, AREA_OF_PEER, DISABLE, CONTAIN, SIGN_OUT = range(1, 11)
OF_GUARDS = {END, BLOCK, SIGN_OUT}


def binary(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, count):
        if self.at + count > len(self.data):
            raise ValueError("the bytes end too early")
        self.at += count
        return self.data[self.at - count : self.at]

    def number(self, form):
        return struct.unpack(">" + form, self.take(struct.calcsize(form)))[0]

    def text(self):
        return self.take(self.number("H"))

    def end(self):
        return self.number("q") if self.number("B") else None

    def thing(self):
        return (self.number("B"), self.take(32), self.number("Q"))

    def list(self, read):
        return [read() for _ in range(self.number("B"))]


@dataclasses.dataclass
class Record:
    author: bytes
    thing: tuple
    version: int
    body: dict


class Body(Reader):
    """The part of a record after its header. Entries name a node by its place in a list at the beginning."""

    def __init__(self, data, author):
        super().__init__(data)
        if self.number("B") != 1:
            raise ValueError("a body of another form")
        self.author = author
        self.nodes = []

    def names(self):
        self.nodes = [self.author, *self.list(lambda: self.take(32))]

    def owned(self, kind):
        return (kind, self.nodes[self.number("B")], self.number("Q"))

    def giving(self):
        generation, form = self.number("I"), self.number("B")
        by = ("operator", None) if form == 0 else ("operator", self.nodes[self.number("B")]) if form == 1 else ("peer", self.owned(PEER))
        return (generation, by)

    def links(self, kind):
        return self.list(lambda: (self.owned(kind), self.giving()))


def read_body(thing, author, data):
    kind = thing[0]
    if kind in (FULL_NODE, GUARD_NODE):
        return {}
    body = Body(data, author)
    if kind == NODE:
        fields = {"name": body.text(), "stays": body.number("B"), "site": body.text(), "mark": body.text()}
    elif kind == DISMISSAL:
        fields = {"keep": body.list(lambda: body.take(32))}
    else:
        body.names()
        if kind == PEER:
            fields = {"name": body.text(), "kind": body.text(), "person": body.text(), "created": body.number("q"), "until": body.end(),
                      "giving": body.giving(),
                      "keys": body.list(lambda: {"key": body.take(32), "secure": body.number("B"), "place": body.text(), "giving": body.giving()}),
                      "scopes": body.list(lambda: {"scope": body.text(), "until": body.end(), "giving": body.giving()}),
                      "areas": body.links(AREA)}  # fmt: skip
        elif kind == AREA:
            fields = {"name": body.text(), "giving": body.giving(), "services": body.links(SERVICE)}
        elif kind == SERVICE:
            fields = {"name": body.text(), "url": body.text(), "giving": body.giving()}
        elif kind == TOKEN:
            fields = {"kind": body.number("B"), "name": body.text(), "hash": body.take(32), "peer": body.owned(PEER),
                      "issued": body.number("q"), "until": body.end(), "giving": body.giving()}  # fmt: skip
        else:
            raise ValueError(f"a thing of kind {kind}")
    if body.at != len(body.data):
        raise ValueError("there is more than this form has")
    return fields


class Circle:
    """The statements of an export, each checked."""

    def __init__(self, export):
        lines = [json.loads(line) for line in export.splitlines()]
        head = lines[0]
        assert head["kind"] == "circle", head
        self.id, self.founder = binary(head["id"]), binary(head["founder"])
        digest = hashlib.sha256(b"kith-circle-v1\0" + self.founder + binary(head["salt"])).digest()
        assert digest == self.id, "the circle's id is not made from its founder"
        self.records, self.takings = {}, {}
        order = []
        for line in lines[1:]:
            data, signature = binary(line["bytes"]), binary(line["signature"])
            order.append((line["kind"] == "taking", hashlib.sha256(data).digest()))
            getattr(self, "read_" + line["kind"])(data, signature)
        assert order == sorted(order), "the lines are not sorted"

    def header(self, data, signature, prefix):
        reader = Reader(data)
        assert reader.number("B") == 1
        assert reader.take(32) == self.id, "a statement of another circle"
        author = reader.take(32)
        Ed25519PublicKey.from_public_bytes(author).verify(signature, prefix + data)
        return reader, author

    def read_record(self, data, signature):
        reader, author = self.header(data, signature, b"kith-record-v1\0")
        thing, version = reader.thing(), reader.number("Q")
        assert (author, thing) not in self.records, "two records of one author and thing"
        self.records[author, thing] = Record(author, thing, version, read_body(thing, author, data[reader.at :]))

    def read_taking(self, data, signature):
        reader, author = self.header(data, signature, b"kith-taking-v1\0")
        kind, thing, detail = reader.number("B"), reader.thing(), reader.text()
        generation = reader.number("I")
        reader.number("q")
        form = reader.number("B")
        if form:
            reader.take(32) if form == 1 else reader.thing()
        reader.number("Q")
        keep = reader.list(lambda: reader.take(32))
        assert reader.at == len(data)
        self.takings.setdefault((author, kind, thing, detail), []).append((generation, keep))

    def reach(self, passes):
        roles, open_nodes = {self.founder: FULL_NODE}, [self.founder]
        while open_nodes:
            author = open_nodes.pop()
            for other, thing in self.records:
                if other == author and thing[0] in (FULL_NODE, GUARD_NODE) and passes(author, thing[1]):
                    if thing[0] < roles.get(thing[1], 3):
                        roles[thing[1]] = thing[0]
                        if thing[0] == FULL_NODE:
                            open_nodes.append(thing[1])
        return roles

    def roster(self, now):
        """Who is admitted: peers, areas, services and tokens as plain values."""
        ever = self.reach(lambda author, node: True)
        cuts = {}
        for (author, kind, thing, _), said in self.takings.items():
            if kind == CUT and ever.get(author) == FULL_NODE:
                cuts.setdefault(thing[1], []).append(set(said[0][1]) if len(said) == 1 else set())
        chain = self.reach(lambda author, node: all(node in keep for keep in cuts.get(author, [])))
        force = {node: role for node, role in chain.items() if node not in cuts}
        dismissed = {}
        for (author, thing), record in self.records.items():
            if thing[0] == DISMISSAL and force.get(author) == FULL_NODE and thing[1] in cuts:
                dismissed.setdefault(thing[1], []).append(set(record.body["keep"]))
        heard = self.reach(lambda author, node: all(node in keep for keep in dismissed.get(author, [])))

        taken = {}
        for (author, kind, thing, detail), said in self.takings.items():
            role = None if author in dismissed else heard.get(author)
            if role == FULL_NODE or (role == GUARD_NODE and kind in OF_GUARDS):
                key = (kind, thing, detail)
                taken[key] = max(taken.get(key, -1), max(generation for generation, _ in said))

        givers = set()

        def counts(record, giving):
            if force.get(record.author) != FULL_NODE:
                return False
            who, value = giving[1]
            return value is None or (value in force if who == "operator" else value != record.thing and value in givers)

        while True:
            more = {r.thing for r in self.records.values() if r.thing[0] == PEER and counts(r, r.body["giving"])}
            if more == givers:
                break
            givers = more

        def stands(record, giving, kind, thing, detail=b""):
            return counts(record, giving) and giving[0] > taken.get((kind, thing, detail), -1)

        def owned(thing):
            return thing[1] + struct.pack(">Q", thing[2])

        def later(one, other):
            return None if one is None or other is None else max(one, other)

        peers, areas, services, tokens = {}, {}, {}, {}
        for record in self.records.values():
            thing, body = record.thing, record.body
            if thing[0] == PEER and (END, thing, b"") not in taken:
                person = (PERSON, bytes(32), 0)
                folded = body["person"].decode().casefold().encode()
                if stands(record, body["giving"], END_PERSON, person, folded):
                    peer = peers.setdefault(thing, {"name": body["name"].decode(), "until": body["until"]})
                    peer["until"] = later(peer["until"], body["until"])
            elif thing[0] == AREA and stands(record, body["giving"], WITHDRAW, thing):
                area = areas.setdefault(thing, {"name": body["name"].decode(), "enabled": False, "services": set()})
                area["enabled"] |= stands(record, body["giving"], DISABLE, thing)
                area["services"] |= {s for s, g in body["services"] if stands(record, g, CONTAIN, thing, owned(s))}
            elif thing[0] == SERVICE and stands(record, body["giving"], WITHDRAW, thing):
                services[thing] = {"name": body["name"].decode(), "url": body["url"].decode()}
            elif thing[0] == TOKEN and (WITHDRAW, thing, b"") not in taken and record.author == thing[1]:
                if counts(record, body["giving"]) and (body["until"] is None or now < body["until"]):
                    tokens[thing] = body["peer"]
        peers = {thing: peer for thing, peer in peers.items() if peer["until"] is None or now < peer["until"]}
        for record in self.records.values():
            if record.thing in peers:
                peer = peers[record.thing]
                for entry in record.body["keys"]:
                    if stands(record, entry["giving"], BLOCK, (DEVICE_KEY, entry["key"], 0)):
                        peer.setdefault("keys", {}).setdefault(entry["key"], []).append(entry["secure"])
                for entry in record.body["scopes"]:
                    if stands(record, entry["giving"], SCOPE, record.thing, entry["scope"]):
                        if entry["until"] is None or now < entry["until"]:
                            peer.setdefault("scopes", set()).add(entry["scope"].decode())
                for area, giving in record.body["areas"]:
                    if area in areas and stands(record, giving, AREA_OF_PEER, record.thing, owned(area)):
                        peer.setdefault("areas", set()).add(area)
        return {"force": force, "peers": peers, "areas": areas, "services": services,
                "tokens": {token for token, peer in tokens.items() if peer in peers}}  # fmt: skip
