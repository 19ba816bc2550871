"""The one ASGI application: HTTP by Django, room sockets by a plain ASGI application behind an origin check."""

from __future__ import annotations

import os

from channels.routing import ProtocolTypeRouter
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "consult.config.settings")
http = get_asgi_application()

application = ProtocolTypeRouter({"http": http})
