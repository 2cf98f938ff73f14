#!/usr/bin/env python3
"""Writes peers into the store of a stopped agent: peers.py STATE COUNT. Each has a key, a token and permissions."""

import contextlib
import os
import pathlib
import random
import sqlite3
import sys
import time

state, count = pathlib.Path(sys.argv[1]), int(sys.argv[2])
now = int(time.time() * 1000)
year = 365 * 24 * 3600 * 1000

PEER = """INSERT INTO peers (id, name, name_folded, kind, person, user_agent, created_at, last_seen_at, node, seq)
    VALUES (?, ?, ?, 'mobile_ios', (SELECT min(id) FROM persons), '', ?, ?, 1, ?)"""
KEY = "INSERT INTO peer_keys (id, peer, key, origin, added_at, last_used_at) VALUES (?, ?, ?, 'plain_http', ?, ?)"
TOKEN = "INSERT INTO peer_tokens (hash, peer, key, issued_at, expires_at, node, seq) VALUES (?, ?, ?, ?, ?, 1, ?)"
GRANT = "INSERT INTO permissions (peer, scope, granted_at, node, seq) VALUES (?, 'use', ?, 1, ?)"

with contextlib.closing(sqlite3.connect(state / "kith.db")) as database, database:
    first = 1_000_000
    for number, peer in enumerate(random.sample(range(1 << 40, 1 << 62), count), first):
        name = f"peer {number}"
        database.execute(PEER, (peer, name, name, now, now, number))
        database.execute(KEY, (number, peer, os.urandom(32), now, now))
        database.execute(TOKEN, (os.urandom(32), peer, number, now, now + year, number))
        database.execute(GRANT, (peer, now, number))
