"""No partial result exists for anybody: while a poll is open nothing that anyone can read depends on what was chosen.

The same people cast the same minute, once one way and once another, and everything is read both times: every address of
the API that answers a GET, as every role and as nobody, and every socket's snapshot, own part and gauges. The comparison
is shown to bite: once the poll is closed the two differ.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from consult.kernel import clock
from consult.meeting import gauges, stream
from consult.meeting.models import Room
from consult.voting import closing, unsealing
from consult.voting.casting import Wish, cast_together
from consult.voting.models import Poll
from consult.voting.receipts import Receipt
from consult.voting.rules_sealed import new_code
from tests.api.addresses import SCHEMA
from tests.paper.reading import text
from tests.resolution.asking import client
from tests.voting import sealed_made
from tests.voting.made import CHAIR, OTHER_DESK, REPS, Vote, opened
from tests.voting.sealed_made import Sealed, dumped
from tests.world import STAFF, World

# What a vote touches is asked at every level and by everybody, all the rest at one and by a few.
TOUCHED = ("polls", "evidence", "rooms", "sessions", "matters", "motions", "home", "desk", "board")
# One of each role, two who vote, one who does not, and nobody.
ROLES = tuple({role: name for name, role, _ in STAFF}.values())
PEOPLE: tuple[str | None, ...] = (*ROLES, CHAIR, *REPS[:2], "小辛", None)
FEW: tuple[str | None, ...] = (CHAIR, "社工小李", "吕监督", "周书记", REPS[0], "小辛", None)
PRINTS, PAPERS = (CHAIR, REPS[0]), (".pdf", "_sheets", "_sheet", "/export")
VOTERS = (*REPS, CHAIR, OTHER_DESK)
ONE_WAY = ("yes", "yes", "yes", "yes", "yes", "yes", "no", "abstain")
ANOTHER = ("no", "abstain", "no", "no", "no", "no", "yes", "no")


class Open:
    """An open poll of one level, and how the eight of its hall cast."""

    def __init__(self, world: World, secrecy: str) -> None:
        self.box: Sealed | None = sealed_made.opened(world) if secrecy == "sealed" else None
        self.vote: Vote = self.box.vote if self.box else opened(world, secrecy=secrecy)
        self.world = world
        self.codes = {name: new_code() for name in VOTERS}

    def cast(self, choices: tuple[str, ...]) -> None:
        wishes = [
            Wish(
                poll=self.vote.poll.pk,
                actor=self.vote.actor(name),
                key=f"the-key-of-{number}",
                choice=None if self.box else choice,
                envelope=self.box.seal(choice, self.codes[name]) if self.box else None,
            )
            for number, (name, choice) in enumerate(zip(VOTERS, choices, strict=True))
        ]
        assert all(isinstance(answer, Receipt) for answer in cast_together(wishes))

    def close(self) -> None:
        closing.close(actor=self.vote.actor(CHAIR), poll=self.vote.fresh())
        if self.box is not None:
            file = dumped(self.box.opened_by(0, 1))
            unsealing.unseal(actor=self.vote.actor(CHAIR), poll=self.vote.fresh(), file=file)


@contextmanager
def undone() -> Iterator[None]:
    """What is done here is undone after it: the two votes start from the same."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def addresses(vote: Vote) -> list[str]:
    """Every GET of the API, about this poll, its session, room, motion and matter where it asks for one."""
    poll, hall = vote.poll, vote.hall
    ids = {
        "poll_id": poll.pk,
        "room_id": hall.room.pk,
        "session_id": hall.session.pk,
        "seq": 1,
        # There is none of this hall: whoever asks is told so.
        "photo_id": poll.pk,
        "proxy_id": poll.pk,
        "id": None,
    }
    about = {"sessions": hall.session.pk, "motions": hall.motion.pk, "matters": hall.matter.pk}
    found = []
    for path, methods in SCHEMA["paths"].items():
        # A blank form for lists of residents says when it was made, and nothing else.
        if "get" in methods and "{name}" not in path and not path.endswith("/rolls/blank"):
            stage = path.split("/")[3]
            if poll.secrecy != "named" and stage not in TOUCHED:
                continue
            values = {**ids, "id": about.get(stage, poll.pk)}
            found.append(re.sub(r"\{(\w+)\}", lambda m, v=values: str(v[m[1]]), path))  # type: ignore[misc]
    files = f"/api/v1/evidence/{poll.pk}/files"
    return [
        *found,
        *(f"{files}/{name}" for name in ("leaves.txt", "log.jsonl", "ballots.jsonl", "roll.jsonl")),
    ]


def everything(poll: Open, people: tuple[str | None, ...], *, of: tuple[str, ...] = ()) -> dict[str, str]:
    """{who and where: what was answered}, hashes and signatures left out: of a named poll they cover the choice. `of`: only
    what these stages answer."""
    seen: dict[str, str] = {}
    every = [address for address in addresses(poll.vote) if not of or address.split("/")[3] in of]
    for name in people:
        browser = client(poll.world, name) if name else Client()
        for address in every:
            # Setting a page for print takes long; who sees one sees what the desk does.
            if name not in PRINTS and address.endswith(PAPERS):
                continue
            if name not in FEW and address.split("/")[3] not in TOUCHED:
                continue
            answered = browser.get(address)
            seen[f"{name} {address}"] = f"{answered.status_code} {_read(answered)}"
        if name is not None:
            room = Room.objects.select_related("session").get(pk=poll.vote.hall.room.pk)
            seen[f"{name} socket"] = _plain(stream.encode(stream.mine(room, poll.vote.actor(name))))
    for audience in stream.AUDIENCES:
        room = Room.objects.select_related("session").get(pk=poll.vote.hall.room.pk)
        seen[f"socket of {audience}"] = _plain(stream.encode(stream.snapshot(room, audience)[1]))
    seen["gauges"] = _plain(gauges.gauges(poll.vote.hall.room.pk))
    return seen


def _read(answered: Any) -> str:
    content = b"".join(answered.streaming_content) if answered.streaming else answered.content
    if content.startswith(b"%PDF"):
        return _plain(text(content).encode())
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            return "".join(f"{name}: {_plain(packed.read(name))}" for name in packed.namelist())
    return _plain(content)


def _plain(content: bytes | str | dict[str, Any]) -> str:
    said = (
        content
        if isinstance(content, str)
        else content.decode("utf-8", "replace")
        if isinstance(content, bytes)
        else json.dumps(content)
    )
    said = re.sub(r'"ticket": ?"[^"]*"', "", said)
    said = re.sub(r"(?<![0-9a-f])[0-9a-f]{64,}(?![0-9a-f])", "#", said)
    return re.sub(r"(?<![A-Z2-7])[A-Z2-7]{16,}(?![A-Z2-7])", "#", said)


@pytest.mark.parametrize("secrecy", ["named", "hidden", "sealed"])
def test_nothing_anybody_can_read_depends_on_what_was_chosen(world: World, secrecy: str) -> None:
    poll, people = Open(world, secrecy), PEOPLE if secrecy == "named" else FEW
    seen = []
    for choices in (ONE_WAY, ANOTHER):
        with undone():
            poll.cast(choices)
            # Past the minute, so that what is told late is told.
            with clock.at(clock.now() + timedelta(minutes=3)):
                seen.append(everything(poll, people))
    differing = [where for where in seen[0] if seen[0][where] != seen[1][where]]
    assert differing == []
    answered = [where for where, said in seen[0].items() if said.startswith("200")]
    assert len(answered) > 10 * len(people), "the addresses are answered, not refused"


@pytest.mark.parametrize("secrecy", ["named", "hidden", "sealed"])
def test_the_comparison_sees_a_result_where_there_is_one(world: World, secrecy: str) -> None:
    """The broken model: a poll that tells how it stands is one that is closed already."""
    poll = Open(world, secrecy)
    seen = []
    for choices in (ONE_WAY, ANOTHER):
        with undone():
            poll.cast(choices)
            poll.close()
            seen.append(everything(poll, (None, REPS[0]), of=("evidence", "polls")))
    differing = {where for where in seen[0] if seen[0][where] != seen[1][where]}
    assert f"None /api/v1/evidence/{poll.vote.poll.pk}" in differing
    assert f"{REPS[0]} /api/v1/polls/{poll.vote.poll.pk}" in differing
    assert any(where.startswith("socket of") for where in differing)


def test_turnout_is_told_late_and_in_fives_to_everybody_alike(world: World) -> None:
    poll = Open(world, "named")
    with clock.at(clock.now() + timedelta(seconds=10)):
        for number, name in enumerate(VOTERS[:4]):
            poll.vote.cast(name, "yes", key=f"early-key-{number}")
    assert _turnout(poll, 90) == {0}, "fewer than five are none, however long ago"
    with clock.at(clock.now() + timedelta(seconds=10)):
        poll.vote.cast(VOTERS[4], "yes", key="the-fifth-key")
    assert _turnout(poll, 20) == {0}, "not before the minute is over"
    with clock.at(clock.now() + timedelta(seconds=40)):
        poll.vote.cast(VOTERS[5], "no", key="the-sixth-key")
    assert _turnout(poll, 90) == {5}


def _turnout(poll: Open, after: int) -> set[int]:
    """What everybody is told that many seconds from now; the roll of the desk, which lists who has voted, apart."""
    found = set()
    with clock.at(clock.now() + timedelta(seconds=after)):
        for name in FEW:
            answered = client(poll.world, name).get(f"/api/v1/polls/{poll.vote.poll.pk}")
            if answered.status_code == 200:
                found.add(answered.json()["turnout"])
        found.add(Client().get(f"/api/v1/evidence/{poll.vote.poll.pk}").json()["turnout"])
        shown = json.loads(gauges.gauges(poll.vote.hall.room.pk))
        found |= {
            each["cast"] for each in shown.get("turnout", shown.get("g", {}).get("turnout", {})).values()
        }
    return found


def test_there_is_no_figure_of_an_open_poll_in_its_own_row(world: World) -> None:
    poll = Open(world, "named")
    poll.cast(ONE_WAY)
    kept = Poll.objects.get(pk=poll.vote.poll.pk)
    assert (kept.counts, kept.verdict, kept.sentence, kept.seed) == ({}, "", "", "")
