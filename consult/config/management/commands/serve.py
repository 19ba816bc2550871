"""`manage.py serve`: one Daphne process; embedded, its worker is a thread beside it."""

from __future__ import annotations

import threading
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from consult.config.worker import work_for_ever


class Command(BaseCommand):
    help = "Serve HTTP and rooms with Daphne; embedded, deadlines and messages are worked off by a thread."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=settings.PORT)

    def handle(self, *args: Any, **options: Any) -> None:
        # Daphne installs Twisted's reactor when it is imported: not before the command runs.
        from daphne.server import Server

        from consult.config.asgi import application
        from consult.meeting import fastws

        fast = fastws.install()
        stopping = threading.Event()
        if not settings.SCALED:
            threading.Thread(target=work_for_ever, args=(stopping,), name="worker", daemon=True).start()
        host, port = options["host"], options["port"]
        self.stdout.write(f"圆桌 Consult: http://localhost:{port}  (Ctrl-C stops it)")
        if not fast:
            self.stdout.write(
                "This Twisted has no fast write path; rooms are served by Daphne's own, more slowly."
            )
        try:
            Server(
                application,
                endpoints=[f"tcp:port={port}:interface={host}"],
                websocket_handshake_timeout=20,
                server_name="consult",
                verbosity=0,
            ).run()
        finally:
            stopping.set()
