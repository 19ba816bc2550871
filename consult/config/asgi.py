"""The one ASGI application: HTTP by Django, room sockets by a plain ASGI application behind an origin check."""

from __future__ import annotations

import asyncio
import os
from typing import Any

from channels.routing import ProtocolTypeRouter
from channels.security.websocket import OriginValidator
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "consult.config.settings")
django = get_asgi_application()

from django.conf import settings  # noqa: E402  settings and models are ready only after the line above

from consult.meeting.socket import application as rooms  # noqa: E402

# Requests worked on at once in a process. Django gives each a thread and a database connection of its own: a thousand
# phones arriving together would open a thousand of both. The others wait; Daphne has their bodies already, so a slow
# sender holds no place.
AT_ONCE = asyncio.Semaphore(16)


async def http(scope: dict[str, Any], receive: Any, send: Any) -> None:
    async with AT_ONCE:
        await django(scope, receive, send)


# A handshake without an Origin, or with a foreign one, is refused: browsers always send it.
application = ProtocolTypeRouter({"http": http, "websocket": OriginValidator(rooms, settings.ORIGINS)})
