"""Phones that do not play by the rules, against one Daphne and through nginx.

Expected exactly: two hundred readers that never read are all cut and cost at most their cap, while the others hear
everything; a message of 1 MiB closes its own socket with 1009 and nobody else's; a handshake without an Origin, or with a
foreign one, is answered 403.
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import socket
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Origin

from consult.meeting import fastws
from consult.meeting.client import RoomClient
from tests.scaled.conftest import Run, Stack
from tests.scaled.going import PATIENCE, all_as_now, floor_goes_on, vote_goes_on

pytestmark = pytest.mark.scaled
READERS = 200


def resident_bytes(stack: Stack, name: str) -> int:
    process = stack.running.servers[name].process
    assert process
    status = Path(f"/proc/{process.pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) * 1024


class Reader:
    """A big screen that shakes hands, sends its ticket, and never reads again."""

    def __init__(self, stack: Stack, ticket: str, epoch: str, position: int) -> None:
        host, port = stack.running.daphnes[0].removeprefix("http://").split(":")
        self.socket = socket.socket()
        # Little of what is sent to it hides in the kernel.
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        # On a slow machine it is not the hub that ends it but the kernel (pressure.UNACKNOWLEDGED_MS), without a word to a
        # peer that never says anything: this one's kernel asks each second whether the other end is still there.
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 1)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 1)
        self.socket.connect((host, int(port)))
        key = base64.b64encode(os.urandom(16)).decode()
        self.socket.sendall(
            f"GET /ws/rooms/{stack.told['room']} HTTP/1.1\r\nHost: {host}:{port}\r\nOrigin: {stack.running.base}\r\n"
            f"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: {key}\r\n"
            "Sec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        assert self.socket.recv(4096).startswith(b"HTTP/1.1 101")
        first = json.dumps({"ticket": ticket, "epoch": epoch, "pos": position}).encode()
        self.socket.sendall(b"\x81\xfe" + len(first).to_bytes(2, "big") + bytes(4) + first)

    def cut(self) -> bool:
        """Whether the server has ended it, as the kernel has it: what was sent before is not read here either."""
        state = self.socket.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0]
        return state != 1


def test_two_hundred_readers_that_never_read(stack: Stack, run: Run) -> None:
    here, there = (
        stack.phone(name, at=at)
        for name, at in zip(("王阿姨", "孙副主任"), stack.running.daphnes, strict=True)
    )
    screen = stack.phone(at=stack.running.daphnes[0])
    for phone in (here, there, screen):
        run(phone.enter())
    before = resident_bytes(stack, "daphne-1")
    readers = [Reader(stack, screen.ticket, screen.state.epoch, screen.state.pos) for _ in range(READERS)]
    try:
        desk = stack.phone("社工小李", at=stack.running.daphnes[0])
        slip = {"text": "一" * 500, "person": stack.told["people"]["王阿姨"]["id"], "on_paper": True}
        position = here.state.pos

        async def speak() -> None:
            """Some 400 KB of slips typed in at the desk, more than any of them may hold."""
            for _ in range(30):
                await asyncio.gather(*(desk.post("/remark", **slip) for _ in range(8)))

        run(speak())
        for phone in (here, there, screen):
            run(phone.until(lambda phone=phone: phone.state.pos == position + 240))
            assert [f["p"] for f in phone.frames if "p" in f][-240:] == list(
                range(position + 1, position + 241)
            )
        vote_goes_on(run, stack, at=stack.running.daphnes[0])

        async def all_cut() -> None:
            async with asyncio.timeout(2 * PATIENCE):
                while not all(reader.cut() for reader in readers):  # noqa: ASYNC110
                    await asyncio.sleep(0.1)

        run(all_cut())
        grown = resident_bytes(stack, "daphne-1") - before
        assert grown <= READERS * fastws.CAP, f"{grown / 2**20:.0f} MiB"
        floor_goes_on(run, here, there, screen)
        all_as_now(run, here, there, screen)
    finally:
        for reader in readers:
            reader.socket.close()


def test_messages_of_a_mebibyte(stack: Stack, run: Run) -> None:
    names = ("王阿姨", "小谷")
    bad, good = (stack.phone(name) for name in names)
    for phone in (bad, good):
        run(phone.enter())

    async def shout() -> None:
        try:
            await bad.say({"id": "a-mebibyte-of-it", "do": "remark.send", "text": "x" * 2**20})
        except ConnectionClosed:
            return

    run(shout())
    run(bad.until(lambda: bad.code is not None))
    assert bad.code in (1009, 1006), "a proxy in between may lose the close frame"
    assert good.code is None
    run(bad.come_back())
    floor_goes_on(run, bad, good)
    vote_goes_on(run, stack)
    all_as_now(run, bad, good)


@pytest.mark.parametrize(
    "origin", [None, "null", "https://evil.example", "http://localhost", "https://localhost:1"]
)
def test_a_handshake_of_another_origin(stack: Stack, run: Run, origin: str | None) -> None:
    phone: RoomClient = stack.phone("王阿姨")
    run(phone.snapshot())

    async def knock(**options: Any) -> int:
        address = f"{phone.base.replace('http', 'ws', 1)}/ws/rooms/{phone.room}"
        try:
            async with connect(address, ssl=phone.tls, proxy=None, **options):
                return 101
        except InvalidStatus as refused:
            return refused.response.status_code

    assert run(knock(origin=Origin(origin) if origin else None)) == 403
    assert run(knock(origin=Origin(stack.running.base))) == 101
