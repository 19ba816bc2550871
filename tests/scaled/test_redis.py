"""Redis killed, emptied and frozen: the floor and the vote go on, and nobody needs a snapshot.

Expected exactly: while Redis is away every verb is answered as always; the phones of the process that did it are told at
once, those of the other after two looks at the database, a second apart. When Redis is back events come as themselves again.
An emptied Redis is not noticed at all: it keeps nothing. (That an idle connection which ended with the old Redis loses not
even the first event said to the new one is tests/meeting/test_between.py's.)
"""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest
import redis

from consult.meeting.client import RoomClient
from tests.scaled.conftest import Run, Stack
from tests.scaled.going import all_as_now, floor_goes_on, redis_carries, vote_goes_on

pytestmark = pytest.mark.scaled


@pytest.fixture
def here_and_there(stack: Stack, run: Run) -> Iterator[list[RoomClient]]:
    """A phone on each Daphne; afterwards Redis runs again."""
    phones = [
        stack.phone(name, at=at)
        for name, at in zip(("王阿姨", "孙副主任"), stack.running.daphnes, strict=True)
    ]
    for phone in phones:
        run(phone.enter())
    yield phones
    server = stack.running.services.redis
    assert server
    if server.running():
        server.send(signal.SIGCONT)
    else:
        server.start()


def test_killed(stack: Stack, run: Run, here_and_there: list[RoomClient]) -> None:
    server = stack.running.services.redis
    assert server
    redis_carries(run, *here_and_there)
    server.kill()
    floor_goes_on(run, *here_and_there)
    vote_goes_on(run, stack)
    all_as_now(run, *here_and_there)
    server.start()
    redis_carries(run, *here_and_there)
    all_as_now(run, *here_and_there)


def test_emptied(stack: Stack, run: Run, here_and_there: list[RoomClient]) -> None:
    assert stack.running.services.redis_url
    redis_carries(run, *here_and_there)
    said = len(stack.said.read_text())
    redis.Redis.from_url(stack.running.services.redis_url).flushall()
    redis_carries(run, *here_and_there)
    assert not [line for line in stack.said.read_text()[said:].splitlines() if "other processes" in line]
    vote_goes_on(run, stack)
    all_as_now(run, *here_and_there)


def test_frozen(stack: Stack, run: Run, here_and_there: list[RoomClient]) -> None:
    """Frozen for longer than a process waits before it gives its subscription up (twice five seconds)."""
    server = stack.running.services.redis
    assert server
    server.send(signal.SIGSTOP)
    said = len(stack.said.read_text())
    floor_goes_on(run, *here_and_there)
    vote_goes_on(run, stack)
    while stack.said.read_text()[said:].count("is not heard") < len(stack.running.daphnes):
        floor_goes_on(run, *here_and_there)
    all_as_now(run, *here_and_there)
    server.send(signal.SIGCONT)
    redis_carries(run, *here_and_there)
    all_as_now(run, *here_and_there)
