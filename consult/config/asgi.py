"""The one ASGI application: HTTP by Django, room sockets by a plain ASGI application behind an origin check."""

from __future__ import annotations

import os

from channels.routing import ProtocolTypeRouter
from channels.security.websocket import OriginValidator
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "consult.config.settings")
http = get_asgi_application()

from django.conf import settings  # noqa: E402  settings and models are ready only after the line above

from consult.meeting.socket import application as rooms  # noqa: E402

# A handshake without an Origin, or with a foreign one, is refused: browsers always send it.
application = ProtocolTypeRouter({"http": http, "websocket": OriginValidator(rooms, settings.ORIGINS)})
