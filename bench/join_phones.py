"""A thousand reference clients in one process, for `bench/join.py`: each keeps the whole room, and comes back by itself.

    python -m bench.join_phones HALL ADDRESS

Commands on standard input, each answered by a line of JSON:
    enter      let everybody in: how many are inside, after how many seconds, and how many of these this process calculated
    lost       wait until everybody has lost the server
    back SECONDS   wait until everybody is in the room again, at most so long: when each came, on this machine's clock
    exact      how many know exactly what a fresh snapshot of their audience says
From `lost` on somebody in the hall raises and lowers a hand, twice a second, wherever the server can be reached.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
from pathlib import Path
from time import monotonic, process_time
from typing import Any

import httpx

from bench import machine
from consult.meeting.client import Refused, RoomClient

LOOK_SECONDS = 0.02


def lines(hall: dict[str, Any], origin: str) -> list[str]:
    """The same phones for wsload: each with the address of its snapshot and its sign-in."""
    room, found = hall["room"], []
    for audience, _, key in hall["phones"]:
        address = f"/api/v1/rooms/{room}{'/screen' if audience == 'screen' else ''}"
        found.append(f"{address}\tsessionid={key}\t/ws/rooms/{room}\t{origin}\t-\n")
    return found


class Crowd:
    def __init__(self, hall: dict[str, Any], base: str) -> None:
        self.phones = [RoomClient(base, hall["room"], cookie=key) for _, _, key in hall["phones"]]
        self.audiences = [audience for audience, *_ in hall["phones"]]
        self.speaker = RoomClient(base, hall["room"], cookie=hall["speakers"][0])
        self.greetings: list[Any] = []
        self.tasks: list[asyncio.Task[None]] = []

    async def enter(self) -> dict[str, Any]:
        began, busy = monotonic(), process_time()
        self.tasks = [asyncio.create_task(phone.stay()) for phone in self.phones]
        while not all(phone.hello for phone in self.phones):
            await asyncio.sleep(LOOK_SECONDS)
        return {
            "inside": len(self.phones),
            "seconds": monotonic() - began,
            "busy_seconds": process_time() - busy,
        }

    async def lost(self) -> dict[str, Any]:
        self.greetings = [phone.hello for phone in self.phones]
        while any(phone.code is None for phone in self.phones):
            await asyncio.sleep(LOOK_SECONDS)
        self.tasks.append(asyncio.create_task(self.speak()))
        return {}

    async def speak(self) -> None:
        """What is refused or lost is asked again: half of these find the hand already up, or already down."""
        while True:
            for verb, body in (("/raise", {"stance": "question"}), ("/lower", {})):
                with contextlib.suppress(Refused, httpx.HTTPError):
                    await self.speaker.post(verb, **body)
                await asyncio.sleep(0.5)

    async def back(self, seconds: float) -> dict[str, Any]:
        """Back: greeted anew, and told everything up to the position it was greeted with."""
        came: dict[int, float] = {}
        until = monotonic() + seconds
        while len(came) < len(self.phones) and monotonic() < until:
            for number, phone in enumerate(self.phones):
                if number in came or phone.hello is None or phone.hello is self.greetings[number]:
                    continue
                if phone.state.epoch == phone.hello["epoch"] and phone.state.pos >= phone.hello["pos"]:
                    came[number] = monotonic()
            await asyncio.sleep(LOOK_SECONDS)
        return {"came": sorted(came.values())}

    async def exact(self) -> dict[str, Any]:
        self.tasks.pop().cancel()
        fresh: dict[str, RoomClient] = {}
        for audience, phone in zip(self.audiences, self.phones, strict=True):
            if audience not in fresh:
                fresh[audience] = RoomClient(phone.base, phone.room, cookie=phone.cookie)
                await fresh[audience].snapshot()
        await asyncio.sleep(1)
        same = [
            phone.state.pos == fresh[audience].state.pos
            and phone.state.shared == fresh[audience].state.shared
            for audience, phone in zip(self.audiences, self.phones, strict=True)
        ]
        moved = fresh["residents"].state.pos - self.greetings[0]["pos"]
        return {"exact": sum(same), "of": len(same), "moved": moved}


async def obey(hall: dict[str, Any], base: str) -> None:
    crowd = Crowd(hall, base)
    while line := await asyncio.to_thread(sys.stdin.readline):
        name, *rest = line.split()
        print(json.dumps(await getattr(crowd, name)(*map(float, rest))), flush=True)


if __name__ == "__main__":
    machine.raise_file_limit()
    asyncio.run(obey(json.loads(Path(sys.argv[1]).read_text()), sys.argv[2]))
