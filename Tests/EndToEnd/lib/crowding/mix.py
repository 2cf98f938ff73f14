"""Every kind of client at once, coming and going by chance: an act is one of them from its coming to its going."""

import asyncio
import collections
import random
import ssl
import time

from .server import connect, neighbour, request, reset, trusting_anybody
from .streams import CLOSE, PING, Cutter, opening


class Mix:
    """Acts over and over until the time is over, and what was seen. Half of them over TLS, if it is mixed."""

    CROWD = {"keep_alive": 6, "pipelined": 4, "each_anew": 6, "half_a_request": 4, "stream": 60, "slow_stream": 10}

    def __init__(self, server, seconds, seed, is_mixed=False):
        self.is_mixed = is_mixed
        self.server, self.deadline = server, time.monotonic() + seconds
        self.random = random.Random(seed)
        self.seen = collections.Counter()
        # What any client found that must not be.
        self.faults = []

    @property
    def goes_on(self):
        return time.monotonic() < self.deadline and not self.faults

    async def run(self, *others):
        crowd = [self.repeat(getattr(self, name)) for name, count in self.CROWD.items() for _ in range(count)]
        await asyncio.gather(*crowd, self.post(), *others)

    async def repeat(self, act):
        while self.goes_on:
            try:
                await asyncio.wait_for(act(), 60)
                self.seen[act.__name__] += 1
            except Exception as error:
                self.faults.append(f"{act.__name__}: {type(error).__name__} {error}")

    def source(self):
        return neighbour(self.random.randrange(200))

    def request(self, *parts):
        return request(self.server.port, *parts)

    def layer(self):
        """TLS for the next connection, or none."""
        if not self.is_mixed or self.random.random() < 0.5:
            return {}
        self.seen["over TLS"] += 1
        return {"ssl": trusting_anybody(), "server_hostname": "localhost"}

    async def open(self):
        return await asyncio.open_connection("127.0.0.1", self.server.port, local_addr=(self.source(), 0), **self.layer())

    async def answer(self, reader, status=b"200"):
        head = await reader.readuntil(b"\r\n\r\n")
        if head[9:12] != status:
            self.faults.append(f"answered with {head[:40]!r}")
        self.seen["answers"] += 1

    async def keep_alive(self):
        reader, writer = await self.open()
        for _ in range(self.random.randrange(1, 50)):
            writer.write(self.request("/"))
            await self.answer(reader)
        await close(writer)

    async def pipelined(self):
        reader, writer = await self.open()
        count = self.random.randrange(2, 100)
        writer.write(self.request("/") * count)
        for _ in range(count):
            await self.answer(reader)
        await close(writer)

    async def each_anew(self):
        reader, writer = await self.open()
        writer.write(self.request("/", "POST", b"x" * self.random.randrange(30_000), "Connection: close"))
        await self.answer(reader)
        if await reader.read() != b"":
            self.faults.append("more came than the answer")
        await close(writer)

    async def half_a_request(self):
        """Left in the middle, with a reset or without."""
        reader, writer = await self.open()
        whole = self.request("/", "POST", b"x" * 5_000)
        writer.write(whole[: self.random.randrange(1, len(whole))])
        await asyncio.sleep(self.random.random() / 10)
        await self.leave(writer)

    async def leave(self, writer):
        if self.random.random() < 0.5:
            writer.transport.abort()  # With bytes unread this is a reset,
            return
        await close(writer)

    async def stream(self):
        """Messages are numbered: whichever was the first, none of the next is missing or comes again."""
        is_socket = self.random.random() < 0.5
        reader, writer = await self.open()
        writer.write(opening(self.server.port, is_socket))
        cutter, last = Cutter(is_socket), None
        until = time.monotonic() + self.random.random() * 3
        while (left := until - time.monotonic()) > 0:
            try:
                data = await asyncio.wait_for(reader.read(1 << 18), left)
            except asyncio.TimeoutError:
                break
            if not data:
                raise ConnectionError("the stream was ended")
            for kind, content in cutter.take(data):
                last = self.hear(kind, content, last)
            if is_socket and self.random.random() < 0.2:
                writer.write(PING)
        if is_socket and self.random.random() < 0.5:
            writer.write(CLOSE)
            while await reader.read(1 << 18):
                pass
        await self.leave(writer)

    def hear(self, kind, content, last):
        self.seen[kind] += 1
        if kind == "end":
            self.faults.append(f"a stream was ended: {content!r}")
        if kind != "text":
            return last
        number = int(content.split(b":")[0])
        if last is not None and number != last + 1:
            self.faults.append(f"message {number} came after {last}")
        return number

    async def slow_stream(self):
        """Takes nothing for a while, and then what there is, or goes."""
        loop = asyncio.get_running_loop()
        connection = connect(self.server.port, self.source(), narrow=True)
        connection.setblocking(False)
        if layer := self.layer():
            return await self.slow_stream_over(layer, connection)
        await loop.sock_sendall(connection, opening(self.server.port, self.random.random() < 0.5))
        await asyncio.sleep(self.random.random() * 5)
        try:
            for _ in range(self.random.randrange(20)):
                if not await asyncio.wait_for(loop.sock_recv(connection, 1 << 16), 1):
                    break
        except (asyncio.TimeoutError, ConnectionError):
            pass
        reset(connection) if self.random.random() < 0.5 else connection.close()

    async def slow_stream_over(self, layer, connection):
        """asyncio stops reading when it holds twice the limit."""
        reader, writer = await asyncio.open_connection(sock=connection, limit=1_024, **layer)
        writer.write(opening(self.server.port, self.random.random() < 0.5))
        await asyncio.sleep(self.random.random() * 5)
        try:
            for _ in range(self.random.randrange(20)):
                if not await asyncio.wait_for(reader.read(1 << 16), 1):
                    break
        except (asyncio.TimeoutError, ConnectionError, ssl.SSLError):
            pass
        writer.transport.abort()

    async def post(self):
        """Small messages to all, now and then many large ones, so that the slow fall behind."""
        reader, writer = await self.open()
        number = 0
        while self.goes_on:
            count = 150 if number % 100 == 99 else 1
            for _ in range(count):
                number += 1
                writer.write(self.request("/send", "POST", b"%d:%s" % (number, b"x" * (20 if count == 1 else 4_096))))
                await self.answer(reader, b"204")
            await asyncio.sleep(0.02)
        self.seen["posts"] = number
        await close(writer)


async def close(writer):
    writer.close()
    try:
        await writer.wait_closed()
    except OSError:
        pass
