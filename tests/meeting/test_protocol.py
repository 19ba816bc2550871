"""docs/protocol.md, walked: its conversations are held with a real server, its tables compared with the code."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from consult.config import wiring
from consult.meeting import client, fastws, floor, gauges, hub, hubs, ring, socket, stream, tickets
from consult.meeting.client import RoomClient
from consult.meeting.member import CLOSES
from tests.meeting.conftest import Run
from tests.meeting.made import Hall
from tests.meeting.serving import Served
from tests.world import World

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "protocol.md").read_text()
ANYTHING = "…"


def blocks(kind: str) -> list[list[str]]:
    found = re.findall(rf"^ *```{kind}\n(.*?)^ *```$", PAGE, re.M | re.S)
    return [[line.strip() for line in block.strip().splitlines()] for block in found]


def table(head: str) -> Iterator[list[str]]:
    """The rows of the table that begins with this cell, without its marks."""
    start = PAGE.index(f"| {head} |")
    for line in PAGE[start:].split("\n\n")[0].splitlines()[2:]:
        yield [cell.strip() for cell in line.strip("|").split("|")]


def bare(cell: str) -> str:
    return cell.strip("`")


def same(said: Any, written: Any) -> bool:
    """Whether what the server said is what stands on the page; … stands for anything, also within a key."""
    if written == ANYTHING:
        return True
    if isinstance(written, dict):
        if not isinstance(said, dict) or len(said) < len(written):
            return False
        rest = dict(said)
        for key, value in sorted(written.items(), key=lambda item: ANYTHING in item[0]):
            prefix = key.removesuffix(ANYTHING)
            match = [
                k
                for k in rest
                if (k.startswith(prefix) if prefix != key else k == key) and same(rest[k], value)
            ]
            if not match:
                return False
            rest.pop(match[0])
        return not rest or any(ANYTHING in key for key in written)
    if isinstance(written, list):
        return isinstance(said, list) and len(said) == len(written) and all(map(same, said, written))
    return bool(said == written)


class Conversation:
    """A socket as the page's reader would hold it: what is said and what is heard, message by message."""

    def __init__(self, phone: RoomClient, run: Run, steps: dict[str, Callable[[], Any]]) -> None:
        self.phone, self.run, self.steps = phone, run, steps
        self.heard: list[Any] = []

    def follow(self, lines: list[str]) -> None:
        for line in lines:
            what, text = line[0], line[2:]
            if what == "#":
                self.steps[text]()
            elif what == "<":
                self.say(json.loads(text))
            else:
                assert what == ">", line
                self.hear(json.loads(text))

    def say(self, frame: dict[str, Any]) -> None:
        if "ticket" in frame:
            known = self.phone.state
            frame = {key: value for key, value in frame.items() if value != ANYTHING}
            self.run(self.phone.open(first={"ticket": self.phone.ticket, "epoch": known.epoch, **frame}))
        else:
            self.run(self.phone.say(frame))

    def hear(self, written: Any) -> None:
        """One of the next messages is this; what carries no position may come in between."""
        frames = written if isinstance(written, list) else [written]
        for each in frames:
            self.run(self.phone.until(lambda each=each: any(same(one, each) for one in self.waiting())))
            self.heard.append(next(one for one in self.waiting() if same(one, each)))

    def waiting(self) -> list[Any]:
        return [frame for frame in self.phone.frames if not any(frame is one for one in self.heard)]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("lines", blocks("transcript"), ids=lambda lines: f"{len(lines)} lines")
def test_the_pages_conversations_are_held_with_a_real_server(
    world: World, here: Hall, server: Served, run: Run, lines: list[str]
) -> None:
    phone, neighbour = (server.phone(here.room, world.people[name]) for name in ("王阿姨", "小谷"))

    def away() -> None:
        for name in ("小谷", "王阿姨"):
            floor.raise_hand(actor=world.actor(name), room=here.fresh(), stance="for")

    run(phone.snapshot())
    steps: dict[str, Callable[[], Any]] = {
        "小谷 asks to speak": lambda: run(neighbour.post("/raise", stance="for")),
        "小谷 writes 先装一处灯": lambda: run(neighbour.post("/remark", text="先装一处灯")),
        "the log has grown to 2 while nobody was here": away,
    }
    Conversation(phone, run, steps).follow(lines)
    kinds = {next(iter(frame)) for frame in phone.frames}
    assert kinds <= {bare(name) for name, _ in table("frame")}, "a frame the page does not know"


def test_a_snapshot_is_as_the_page_says() -> None:
    [[written]] = blocks("json")
    assert set(json.loads(written)) == {"epoch", "pos", "shared", "mine", "audience", "ticket"}


def test_the_pages_patches_do_what_it_says() -> None:
    for before, patch, after in blocks("patch"):
        state = json.loads(before)
        client.apply(state, json.loads(patch))
        assert state == json.loads(after)


def test_the_page_knows_every_verb_part_gauge_and_audience() -> None:
    assert {bare(row[0]) for row in table("verb")} == {*wiring.SOCKET_VERBS, *wiring.TOGETHER_VERBS}
    assert {bare(row[0]) for row in table("audience")} == set(stream.AUDIENCES)
    assert {bare(row[0]) for row in table("part")} == set(stream.FOLDS)
    assert {bare(row[0]) for row in table("gauge")} == set(gauges.GAUGES)


def test_the_page_knows_every_reason_to_hang_up() -> None:
    rows = list(table("code"))
    assert {bare(bye): int(code) for code, bye, _, _ in rows} == CLOSES
    assert {bare(bye) for _, bye, _, back in rows if back == "no"} == client.FINAL


def test_the_pages_limits_are_the_codes() -> None:
    assert {label: float(value) for label, value in table("limit")} == {
        "seconds a ticket is good for": tickets.SECONDS,
        "seconds until the first frame": socket.FIRST_FRAME_SECONDS,
        "bytes of a message to the server": socket.MESSAGE_BYTES,
        "messages a second": socket.RATE,
        "messages at once": socket.BURST,
        "events kept ready": ring.RING,
        "events caught up from the log": stream.CATCH_UP,
        "bytes of a message of several frames": hub.PART_BYTES,
        "seconds between heartbeats": hub.HEARTBEAT_SECONDS,
        "seconds a socket may lag": hubs.LAGGING_SECONDS,
        "bytes a socket may hold unsent": fastws.CAP,
    }
