"""The fast write path and Daphne's own, against a real server: the same frames, whole and in order, whatever a phone reads.

The server is the bench's: ours as it is served, told on its standard input what to send.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from daphne.ws_protocol import WebSocketFactory
from twisted.internet.abstract import FileDescriptor
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin

from consult.kernel import clock
from consult.meeting import fastws, frames, pressure, tickets
from consult.meeting.tickets import Ticket
from deploy.services import free_port
from tests.meeting.conftest import Run
from tests.meeting.made import Hall
from tests.meeting.serving import ROOT, answers, environment, stop
from tests.world import World

# Around the lengths at which a frame's head changes, and up to several times what a socket's buffers hold.
SIZES = (200, 1000, 65535, 65536, 300, 200_000, 4096)


@dataclass
class Publisher:
    """The server, and what it answers to commands."""

    process: subprocess.Popen[str]
    port: int
    here: Hall

    def ask(self, command: str) -> dict[str, Any]:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()
        while not (line := self.process.stdout.readline()).startswith("{"):
            assert line, "the server is gone"
        return dict(json.loads(line))

    async def enter(self, **options: Any) -> ClientConnection:
        """A big screen's socket, greeted."""
        room = self.here.room
        base = f"127.0.0.1:{self.port}"
        made = await connect(
            f"ws://{base}/ws/rooms/{room.pk}",
            origin=Origin(f"http://{base}"),
            compression=None,
            max_size=None,
            proxy=None,
            **options,
        )
        # The server goes by the real time, not by this test's.
        with clock.at(datetime.now(UTC)):
            ticket = tickets.issue(Ticket(room.pk, "screen"))
        await made.send(json.dumps({"ticket": ticket, "epoch": str(room.epoch), "pos": 0}))
        assert "hello" in json.loads(await made.recv())
        return made


@pytest.fixture(params=["fast", "plain"])
def publisher(
    request: pytest.FixtureRequest, committed: None, here: Hall, tmp_path: Path
) -> Iterator[Publisher]:
    port, folder = free_port(), tmp_path / "server"
    folder.mkdir()
    hall = {"room": str(here.room.pk), "epoch": str(here.room.epoch), "pos": 0, "phones": []}
    (folder / "hall.json").write_text(json.dumps(hall))
    command = [sys.executable, "-m", "bench.servers.ours", str(folder / "hall.json"), str(port)]
    process = subprocess.Popen(
        [*command, "--plain-writes"] if request.param == "plain" else command,
        cwd=ROOT,
        env={**environment(folder, port), "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"]},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        while not answers(port):
            assert process.poll() is None
        yield Publisher(process, port, here)
    finally:
        stop(process)


async def events(socket: ClientConnection, count: int) -> list[tuple[int, int]]:
    """(position, length) of the next events; what carries no position is passed over."""
    found: list[tuple[int, int]] = []
    async with asyncio.timeout(30):
        while len(found) < count:
            message = await socket.recv()
            said = json.loads(message)
            for frame in said if isinstance(said, list) else [said]:
                if "p" in frame:
                    found.append(
                        (
                            frame["p"],
                            len(json.dumps(frame, ensure_ascii=False, separators=(",", ":")).encode()),
                        )
                    )
    return found


@pytest.mark.django_db(transaction=True)
def test_frames_of_all_sizes_come_whole_and_in_order_also_to_who_pauses(
    world: World, publisher: Publisher, run: Run
) -> None:
    async def follow() -> None:
        # This client reads no more than two messages ahead of who asks: until then its socket stands.
        paused = await publisher.enter(max_queue=2, ping_interval=0.05)
        steady = await publisher.enter()
        for size in SIZES * 2:
            await asyncio.to_thread(publisher.ask, f"publish 4 400 {size}")
        expected = [
            (number * 4 + each + 1, size) for number, size in enumerate(SIZES * 2) for each in range(4)
        ]
        assert await events(steady, len(expected)) == expected
        assert await events(paused, len(expected)) == expected
        for socket in (paused, steady):
            await socket.close()

    run(follow())


@pytest.mark.django_db(transaction=True)
def test_an_event_to_many_is_encoded_and_framed_once_an_audience_and_written_at_once(
    world: World, publisher: Publisher, run: Run
) -> None:
    async def crowd() -> tuple[dict[str, Any], dict[str, Any]]:
        sockets = [await publisher.enter() for _ in range(60)]
        before = publisher.ask("counters")
        for position in range(1, 21):
            # One after the other: on a busy machine two at once would go out as one message.
            await asyncio.to_thread(publisher.ask, "publish 1 1 300")
            for socket in sockets:
                assert [at for at, _ in await events(socket, 1)] == [position]
        after = publisher.ask("counters")
        for socket in sockets:
            await socket.close()
        return before, after

    before, after = run(crowd())
    grown = {name: after[name] - before[name] for name in ("sent", "direct", "queued", "cut", "queries")}
    direct = grown.pop("direct")
    assert grown == {"sent": 1200, "queued": 0, "cut": 0, "queries": 0}
    # Gauges are written the same way.
    assert direct == 0 if "--plain-writes" in publisher.process.args else direct >= 1200
    # Three audiences, twenty events; a few gauges and heartbeats besides.
    assert 60 <= after["built"] - before["built"] < 80


def test_without_what_it_relies_on_daphnes_own_writes_serve(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(WebSocketFactory, "protocol", None)
    assert fastws.usable()
    assert fastws.install()
    assert WebSocketFactory.protocol is fastws.FastWebSocketProtocol
    assert not fastws.install(fast=False)
    assert WebSocketFactory.protocol is pressure.PacedProtocol

    def another(self: FileDescriptor) -> None:
        self.buffers = []

    monkeypatch.setattr(FileDescriptor, "__init__", another)
    assert not fastws.usable()
    assert not fastws.install()
    assert WebSocketFactory.protocol is pressure.PacedProtocol


@pytest.mark.parametrize("size", [0, 1, 125, 126, 127, 65535, 65536, 200_000])
def test_a_frame_is_built_as_the_standard_says(size: int) -> None:
    body = b"x" * size
    event = frames.Event(body)
    head = event.frame[: len(event.frame) - size]
    assert head[0] == 0x81, "one whole text message"
    assert (head[1], int.from_bytes(head[2:], "big")) == (
        (size, 0) if size < 126 else (126, size) if size < 65536 else (127, size)
    )
    assert (event.body, event.text) == (body, body.decode())


class Wire:
    """What a socket was sent, and whether it was cut."""

    def __init__(self) -> None:
        self.sent: list[bytes] = []
        self.cut = False

    def write(self, frame: bytes) -> None:
        self.sent.append(frame)

    def abortConnection(self) -> None:
        self.cut = True


def test_a_phone_that_answers_no_ping_is_gone_within_fifty_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    wire = Wire()
    protocol = fastws.FastWebSocketProtocol()
    protocol.state, protocol.transport, protocol.straight = protocol.STATE_OPEN, wire, wire
    protocol.data, protocol.current_frame = b"", None
    moment = 1000.0
    monkeypatch.setattr(fastws, "time", lambda: moment)
    protocol.ping_at = moment + fastws.PING_SECONDS
    for _ in range(30):
        moment += 2
        protocol.check_timeouts()
        protocol.dataReceived(fastws.PONG + b"mask")
    assert (wire.sent, wire.cut) == ([fastws.PING] * 3, False)
    silent_since = moment
    while not wire.cut:
        moment += 2
        protocol.check_timeouts()
    assert moment - silent_since <= 50 + 2 * 2
