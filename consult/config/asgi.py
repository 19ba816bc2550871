"""The one ASGI application: HTTP by Django, room sockets by a plain ASGI application behind an origin check."""

from __future__ import annotations

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from asgiref.sync import ThreadSensitiveContext
from channels.routing import ProtocolTypeRouter
from channels.security.websocket import OriginValidator
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "consult.config.settings")
django = get_asgi_application()

from django.conf import settings  # noqa: E402  settings and models are ready only after the line above

from consult.meeting.door import Door  # noqa: E402
from consult.meeting.socket import application as rooms  # noqa: E402

# Requests worked on at once in a process, each in a thread that keeps its database connection. Left to itself, Django makes a
# thread and a connection for every request: on SQLite that is 15 ms, three times the request. The others wait; Daphne has
# their bodies already, so a slow sender holds no place.
AT_ONCE = 8
FREE = [ThreadPoolExecutor(max_workers=1, thread_name_prefix=f"http-{n}") for n in range(AT_ONCE)]
PLACES = asyncio.Semaphore(AT_ONCE)


DOOR = Door()


async def http(scope: dict[str, Any], receive: Any, send: Any) -> None:
    if await DOOR.answered(scope, send):
        return
    async with PLACES:
        # The one used last: a quiet server needs no more than one.
        thread = FREE.pop()
        try:
            async with ThreadSensitiveContext(executor=thread):
                await django(scope, receive, send)
        finally:
            FREE.append(thread)


# A handshake without an Origin, or with a foreign one, is refused: browsers always send it.
application = ProtocolTypeRouter({"http": http, "websocket": OriginValidator(rooms, settings.ORIGINS)})
