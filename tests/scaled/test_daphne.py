"""One of two Daphnes killed in the middle of a session.

Expected exactly: its phones lose their connection without a word, come back by themselves through nginx to the other one
from where they were, and miss nothing; the phones of the other notice nothing; no verb sent meanwhile is lost or done twice.
"""

from __future__ import annotations

import asyncio

import pytest

from consult.meeting.client import RoomClient
from tests.scaled.conftest import Run, Stack
from tests.scaled.going import all_as_now, all_back, floor_goes_on, vote_goes_on
from tests.scaled.test_start import sockets_at

pytestmark = pytest.mark.scaled


def test_killed(stack: Stack, run: Run) -> None:
    names = ("王阿姨", "小谷", "小范", "老尹", "葛阿姨", "孙副主任")
    phones = [stack.phone(name) for name in names]
    victim = stack.running.servers["daphne-2"]

    async def staying() -> list[asyncio.Task[None]]:
        tasks = [asyncio.create_task(phone.stay()) for phone in phones]
        await all_back(phones, seconds=20)
        return tasks

    tasks = run(staying())
    assert all(sockets_at(daphne) for daphne in stack.running.daphnes)
    victim.kill()
    try:
        run(lost_and_back(phones))
        floor_goes_on(run, phones[0], *phones[1:])
        vote_goes_on(run, stack)
        all_as_now(run, *phones)
        assert [phone.snapshots for phone in phones] == [1] * len(phones), (
            "they came back from where they were"
        )
        run(phones[1].post("/remark", text="还在吗"))
    finally:
        victim.start()
        for task in tasks:
            task.cancel()


async def lost_and_back(phones: list[RoomClient]) -> None:
    """Some lose their connection, not all; then everybody is in the room again."""
    async with asyncio.timeout(30):
        while not (lost := [phone for phone in phones if phone.code is not None]):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    assert {phone.code for phone in lost} == {1006}
    assert 0 < len(lost) < len(phones)
    await all_back(phones, seconds=30)
