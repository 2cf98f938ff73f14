"""Requests that two programs may read differently, each with a marker inside that must not become a request."""

from .chunks import chunked
from .encodings import encodings
from .hosts_and_bodies import bodies, hosts
from .lengths import lengths
from .lines import lines

ATTACKS = [*encodings(), *lengths(), *chunked(), *lines(), *hosts(), *bodies()]
