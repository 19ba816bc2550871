"""No server: one more process beside those that run, whose events reach their rooms as any other process's do, over Redis.

python -m bench.servers.beside HALL ORIGIN
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from uuid import UUID

import django

django.setup()

from django.conf import settings  # noqa: E402  after the settings

from bench.servers.commands import obey  # noqa: E402
from consult.meeting.between import Between  # noqa: E402
from consult.meeting.stream import Committed  # noqa: E402


async def main() -> None:
    hall, origin = json.loads(Path(sys.argv[1]).read_text()), sys.argv[2]
    room, epoch = UUID(hall["room"]), UUID(hall["epoch"])
    between = Between(settings.REDIS_URL, lambda made: None)

    def publish(position: int, shared: dict[str, bytes]) -> None:
        between.tell(Committed(room, epoch, position, shared, {}, figures=False))

    obey(hall, origin, publish)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
