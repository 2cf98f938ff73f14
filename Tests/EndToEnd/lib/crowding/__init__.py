"""What the tests of crowds share.

With KITH_SOAK=1 the counts are the full ones. Each test prints a line of figures, which scripts/soak shows.
"""

from .rude import Rude, be_rude
from .server import (
    connect, counts, ask, DRIVER, is_over, is_served, need_descriptors, neighbour, program, request, reset, sample_or,
    secure, Server, SOAK, start_agent_on_any_port, start_driver,
)  # fmt: skip
from .slow import slow_crowd, wait_for_the_end
from .streams import PING, PONG, Cutter, opening
from .watch import Watch
