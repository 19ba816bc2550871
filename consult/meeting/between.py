"""Between processes: what one of them committed reaches the others' rooms over Redis.

Redis carries finished frames and nothing else, to one subscription a process. Nothing waits for it and nothing is decided
by it: what it loses the hubs find missing in the stream's head and read from the database within seconds.
"""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from secrets import token_hex
from typing import Any
from uuid import UUID

import structlog
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError

from .stream import Committed

log = structlog.get_logger()

CHANNEL = "consult:rooms"
# A Redis that takes longer than this to answer is as good as gone.
ANSWER_SECONDS = 0.5
RETRY_SECONDS = 0.5
# A subscription that hears nothing for this long asks whether Redis is there, and connects anew without an answer.
SILENT_SECONDS = 5.0
# Frames that wait for Redis. What is older has been read from the database meanwhile.
WAITING = 1000

# Called on the loop.
Deliver = Callable[[Committed], None]


@dataclass
class Counters:
    """What tests assert on."""

    said: int = 0
    heard: int = 0
    dropped: int = 0


class Between:
    """This process's one publisher and one subscription; both for as long as the loop runs."""

    def __init__(self, url: str, deliver: Deliver) -> None:
        self.url, self.deliver = url, deliver
        self.me = token_hex(8)
        self.counters = Counters()
        self.loop = asyncio.get_running_loop()
        self.waiting: deque[bytes] = deque()
        self.woken = asyncio.Event()
        # Set while the subscription stands.
        self.listening = asyncio.Event()
        self.tasks = [asyncio.create_task(self._say()), asyncio.create_task(self._hear())]

    def stop(self) -> None:
        for task in self.tasks:
            task.cancel()

    def tell(self, made: Committed) -> None:
        """Send what was committed here to the other processes, from any thread; it never waits and never fails."""
        body = json.dumps(
            {
                "from": self.me,
                "room": str(made.room),
                "epoch": str(made.epoch),
                "pos": made.position,
                "shared": {audience: frame.decode() for audience, frame in made.shared.items()},
                "persons": {str(person): frame.decode() for person, frame in made.persons.items()},
                "figures": made.figures,
            },
            ensure_ascii=False,
        ).encode()
        self.loop.call_soon_threadsafe(self._queue, body)

    def _queue(self, body: bytes) -> None:
        if len(self.waiting) >= WAITING:
            self.waiting.popleft()
            self.counters.dropped += 1
        self.waiting.append(body)
        self.woken.set()

    async def _say(self) -> None:
        async with self._client() as redis:
            while True:
                await self.woken.wait()
                self.woken.clear()
                bodies = list(self.waiting)
                self.waiting.clear()
                try:
                    await self._publish(redis, bodies)
                    self.counters.said += len(bodies)
                except (RedisError, OSError) as error:
                    # The others will have read it from the database before another attempt came through.
                    self.counters.dropped += len(bodies)
                    log.warning("rooms of other processes could not be told", kind=type(error).__name__)
                    await asyncio.sleep(RETRY_SECONDS)

    async def _publish(self, redis: Redis, bodies: list[bytes]) -> None:
        """All that waits, in one exchange; twice where the connection is gone: it may have ended while there was nothing
        to say, with a Redis that is back by now. Who is told twice passes it over."""
        try:
            await self._exchange(redis, bodies)
        except (RedisConnectionError, ConnectionError):
            await self._exchange(redis, bodies)

    async def _exchange(self, redis: Redis, bodies: list[bytes]) -> None:
        pipe = redis.pipeline(transaction=False)
        for body in bodies:
            pipe.publish(CHANNEL, body)
        await pipe.execute()

    async def _hear(self) -> None:
        while True:
            try:
                async with self._client() as redis, redis.pubsub() as subscription:
                    await subscription.subscribe(CHANNEL)
                    await self._follow(subscription)
            except Exception as error:
                # Whatever it was, the process goes on listening.
                log.warning("what other processes say is not heard", kind=type(error).__name__)
            finally:
                self.listening.clear()
            await asyncio.sleep(RETRY_SECONDS)

    async def _follow(self, subscription: Any) -> None:
        silent = False
        while True:
            message = await subscription.get_message(timeout=SILENT_SECONDS)
            if message is None:
                if silent:
                    raise ConnectionError("Redis does not answer")
                silent = True
                await subscription.ping()
                continue
            silent = False
            self.listening.set()
            if message["type"] == "message":
                try:
                    self._take(json.loads(message["data"]))
                except (ValueError, KeyError, TypeError, AttributeError):
                    log.warning("Redis carries something on our channel that is not ours")

    def _take(self, said: dict[str, Any]) -> None:
        if said["from"] == self.me:
            return
        self.deliver(
            Committed(
                room=UUID(said["room"]),
                epoch=UUID(said["epoch"]),
                position=int(said["pos"]),
                shared={audience: frame.encode() for audience, frame in said["shared"].items()},
                persons={UUID(person): frame.encode() for person, frame in said["persons"].items()},
                figures=bool(said["figures"]),
            )
        )
        self.counters.heard += 1

    def _client(self) -> Redis:
        return Redis.from_url(
            self.url,
            socket_timeout=ANSWER_SECONDS,
            socket_connect_timeout=ANSWER_SECONDS,
            # Trying again is ours to do, at our own pace.
            retry=Retry(NoBackoff(), 0),
        )
