"""That the floor and the vote go on: what every fault is held against."""

from __future__ import annotations

import asyncio
from typing import Any

from consult.meeting.client import RoomClient
from tests.scaled.conftest import Run, Stack

# One for each time that somebody votes in these tests, and some to spare.
VOTERS = [f"代表{n}" for n in range(1, 21)]
_voters = iter(VOTERS)
# Not how long it takes: how long until it counts as never, on a machine that has other things to do.
PATIENCE = 30


def floor_goes_on(run: Run, asker: RoomClient, *watching: RoomClient) -> None:
    """A hand is raised and lowered again, each over the socket; everybody sees both, without taking a snapshot.

    As themselves, or healed where the way between the processes was broken or slower than a look at the database.
    """
    everybody = (asker, *watching)
    taken = [one.snapshots for one in everybody]
    position = asker.state.pos
    for verb, body in (("floor.raise", {"stance": "question"}), ("floor.lower", {})):
        run(asker.do(verb, **body))
        position += 1
        for one in everybody:
            run(one.until(lambda one=one, position=position: one.state.pos >= position, seconds=PATIENCE))
    assert [one.snapshots for one in everybody] == taken


def redis_carries(run: Run, here: RoomClient, there: RoomClient) -> None:
    """From either process hands are raised until one reaches the other as itself; on a busy machine not the first."""
    for asker, watcher in ((here, there), (there, here)):
        for _ in range(30):
            heard = len(watcher.frames)
            floor_goes_on(run, asker, watcher)
            if [f.get("t") for f in watcher.frames[heard:] if "p" in f] == ["floor.raise", "floor.lower"]:
                break
        else:
            raise AssertionError("events do not come by Redis")


def vote_goes_on(run: Run, stack: Stack, *, at: str = "") -> None:
    """One more representative votes from a phone of their own, and the same key is the same ballot over HTTP."""
    phone = stack.phone(next(_voters), at=at)
    run(phone.enter())
    key = f"ballot-{phone.state.mine['presence']}-{id(phone)}"
    answer = run(phone.do("ballot.cast", key=key, poll=stack.poll, choice="yes"))
    assert answer["receipt"]["code"]
    again = run(
        phone.http.post(
            f"{phone.base}/api/v1/polls/{stack.poll}/cast",
            json={"choice": "no"},
            headers={"Idempotency-Key": key},
        )
    )
    assert again.json() == answer
    run(phone.leave())
    stack.phones.remove(phone)


def all_as_now(run: Run, *phones: RoomClient) -> None:
    """What each knows is what a fresh snapshot says: the position, the room, and what is its own."""

    async def fresh(phone: RoomClient) -> dict[str, Any]:
        answer = await phone.http.get(phone.address + ("/screen" if phone.screen else ""))
        return dict(answer.json())

    for phone in phones:
        told = run(fresh(phone))
        run(phone.until(lambda phone=phone, told=told: phone.state.pos == told["pos"], seconds=PATIENCE))
        assert phone.state.shared == told["shared"]
        # One's own ballot comes as the answer to casting it: a cast has no event.
        own = {name: value for name, value in told["mine"].items() if not name.startswith("poll.")}
        assert {name: phone.state.mine.get(name) for name in own} == own


async def all_back(phones: list[RoomClient], *, seconds: float) -> None:
    async with asyncio.timeout(seconds):
        for phone in phones:
            await phone.until(
                lambda phone=phone: phone.hello is not None and phone.code is None, seconds=None
            )
