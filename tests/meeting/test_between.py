"""Two processes' rooms over a Redis of their own: what crosses, and what happens while it is killed, emptied or frozen."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Callable, Iterator
from time import monotonic
from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio
import redis

from consult.meeting import between
from consult.meeting.between import Between
from consult.meeting.stream import Committed
from deploy.services import Services, throwaway

# Where REDIS_URL is set, the program to start another is there too.
pytestmark = pytest.mark.redis

ROOM, EPOCH, PERSON = uuid4(), uuid4(), uuid4()
SHARED = {"residents": b'{"p":1}', "staff": '{"p":1,"d":"张"}'.encode()}
OWN = {PERSON: b'{"mine":{"waiting":"x"}}'}


def made(position: int) -> Committed:
    return Committed(ROOM, EPOCH, position, SHARED, OWN, figures=position % 2 == 0)


class Process:
    """A process's end of it, and what it was told by others."""

    def __init__(self, url: str) -> None:
        self.heard: list[Committed] = []
        self.between = Between(url, self.heard.append)

    def tell(self, position: int) -> None:
        self.between.tell(made(position))

    def positions(self) -> list[int]:
        return [said.position for said in self.heard]


async def until(true: Callable[[], Any]) -> None:
    async with asyncio.timeout(20):
        while not true():  # noqa: ASYNC110  what is waited for happens in Redis, not in an event of ours
            await asyncio.sleep(0.01)


@pytest.fixture
def services(monkeypatch: pytest.MonkeyPatch) -> Iterator[Services]:
    monkeypatch.setattr(between, "SILENT_SECONDS", 1.0)
    with throwaway(postgres=False) as started:
        yield started


@pytest_asyncio.fixture
async def pair(services: Services) -> AsyncIterator[tuple[Process, Process]]:
    assert services.redis_url
    made = Process(services.redis_url), Process(services.redis_url)
    for one in made:
        await asyncio.wait_for(one.between.listening.wait(), 20)
    yield made
    for one in made:
        one.between.stop()


async def test_what_one_process_commits_the_other_is_told_byte_for_byte(
    pair: tuple[Process, Process],
) -> None:
    here, there = pair
    here.tell(1)
    await until(lambda: there.heard)
    assert there.heard == [made(1)]
    there.tell(2)
    await until(lambda: here.heard)
    assert here.positions() == [2]
    assert there.positions() == [1], "nobody is told what they said"


async def test_what_is_no_frame_of_ours_is_passed_over(
    services: Services, pair: tuple[Process, Process]
) -> None:
    here, there = pair
    assert services.redis_url
    stranger = redis.Redis.from_url(services.redis_url)
    for junk in (b"", b"\xff\x00", b"[]", b'{"from":"me"}', b'{"from":"me","room":"no"}'):
        stranger.publish(between.CHANNEL, junk)
    here.tell(1)
    await until(lambda: there.heard)
    assert there.positions() == [1]


async def test_an_emptied_redis_is_not_noticed(services: Services, pair: tuple[Process, Process]) -> None:
    here, there = pair
    assert services.redis_url
    redis.Redis.from_url(services.redis_url).flushall()
    here.tell(1)
    await until(lambda: there.positions() == [1])


async def test_a_killed_redis_costs_what_was_said_meanwhile_and_nothing_else(
    services: Services, pair: tuple[Process, Process]
) -> None:
    here, there = pair
    assert services.redis
    services.redis.kill()
    here.tell(1)
    await until(lambda: here.between.counters.dropped == 1)
    # Before it has noticed, it would seem to be listening still.
    await until(lambda: not there.between.listening.is_set())
    services.redis.start()
    await until(lambda: there.between.listening.is_set())
    here.tell(2)
    await until(lambda: there.positions() == [2])


async def test_a_redis_that_was_away_while_nothing_was_said_costs_nothing(
    services: Services, pair: tuple[Process, Process]
) -> None:
    here, there = pair
    assert services.redis
    here.tell(1)
    await until(lambda: there.positions() == [1])
    services.redis.kill()
    await until(lambda: not there.between.listening.is_set())
    services.redis.start()
    await until(lambda: there.between.listening.is_set())
    # Over a connection that ended with the Redis before.
    here.tell(2)
    await until(lambda: there.positions() == [1, 2])
    assert here.between.counters.dropped == 0


async def test_a_frozen_redis_holds_nobody_up_and_is_found_again(
    services: Services, pair: tuple[Process, Process]
) -> None:
    here, there = pair
    assert services.redis
    services.redis.send(signal.SIGSTOP)
    began = monotonic()
    for position in range(1, between.WAITING + 500):
        here.tell(position)
    assert monotonic() - began < between.ANSWER_SECONDS, "telling never waits for an answer"
    await until(lambda: not there.between.listening.is_set())
    assert len(here.between.waiting) <= between.WAITING
    services.redis.send(signal.SIGCONT)
    await until(lambda: there.between.listening.is_set())
    here.tell(9999)
    await until(lambda: there.positions()[-1:] == [9999])
