"""Ours, as `manage.py serve` runs it, with events handed to the rooms where a committed verb hands them.

    python -m bench.servers.ours HALL PORT [--plain-writes]

The verb itself (permit, transaction, rendering) costs the same whatever the number of phones, and is not what is measured.
"""

from __future__ import annotations

import asyncio
import json
import sys
from dataclasses import asdict
from pathlib import Path
from uuid import UUID

import django

django.setup()

from django.core.management import call_command  # noqa: E402  after the settings

from bench.servers.commands import obey  # noqa: E402
from consult.meeting import fastws, frames  # noqa: E402
from consult.meeting.hubs import HUBS  # noqa: E402
from consult.meeting.stream import Committed  # noqa: E402


def main() -> None:
    hall, port = json.loads(Path(sys.argv[1]).read_text()), int(sys.argv[2])
    room, epoch = UUID(hall["room"]), UUID(hall["epoch"])

    def publish(position: int, shared: dict[str, bytes]) -> None:
        HUBS.publish(Committed(room, epoch, position, shared, {}, figures=False))

    def counters() -> dict[str, int]:
        """As of between two of the loop's turns: in the middle of one, what was sent is not all counted yet."""
        if HUBS.loop is None:
            return asyncio.run(counted())
        return asyncio.run_coroutine_threadsafe(counted(), HUBS.loop).result()

    async def counted() -> dict[str, int]:
        hub = HUBS.hubs.get(room)
        return {
            **asdict(fastws.COUNTERS),
            **(asdict(hub.counters) if hub else {}),
            "encoded": frames.Counters.encoded,
            "built": frames.Counters.built,
        }

    obey(hall, f"http://127.0.0.1:{port}", publish, counters)
    call_command("serve", *sys.argv[3:], port=port)


if __name__ == "__main__":
    main()
