"""`manage.py serve`: one Daphne process; embedded, its worker is a thread beside it."""

from __future__ import annotations

import gc
import resource
import threading
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from consult.config.worker import work_for_ever

# Connections the kernel keeps until they are accepted. Twisted's 50 turn a hall away that comes in at one moment, and the
# phones' kernels try again after 1, 3, 7 and 15 seconds.
AT_THE_DOOR = 4096
# Python's own; manage.py starts with more.
LOOK_FOR_GARBAGE_EVERY = (700, 10, 10)
# For the phones to be told that the server goes, and over how long to come back.
GOODBYE_SECONDS = 0.2


class Command(BaseCommand):
    help = "Serve HTTP and rooms with Daphne; embedded, deadlines and messages are worked off by a thread."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=settings.PORT)
        parser.add_argument(
            "--plain-writes", action="store_true", help="write to sockets as Daphne does, to compare with"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        # Daphne installs Twisted's reactor when it is imported: not before the command runs.
        from twisted.internet import reactor as installed
        from twisted.internet.task import deferLater

        from consult.config import bodies
        from consult.config.asgi import application
        from consult.meeting import fastws
        from consult.meeting.hubs import HUBS
        from consult.meeting.pressure import RoomServer

        # Every phone is a file; what a shell allows by default is a thousand.
        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
        bodies.install()
        fast = fastws.install(fast=not options["plain_writes"])
        stopping = threading.Event()
        if not settings.SCALED:
            threading.Thread(target=work_for_ever, args=(stopping,), name="worker", daemon=True).start()
        host, port = options["host"], options["port"]
        self.stdout.write(f"圆桌 Consult: http://localhost:{port}  (Ctrl-C stops it)")
        self.stdout.flush()
        if not fast:
            self.stdout.write("Rooms are served by Daphne's own writes, which take three times as long.")
        # What is loaded by now stays: the collector need not look through it while a hall is served.
        gc.freeze()
        gc.set_threshold(*LOOK_FOR_GARBAGE_EVERY)
        server = RoomServer(
            application,
            endpoints=[f"tcp:port={port}:interface={host}:backlog={AT_THE_DOOR}"],
            websocket_handshake_timeout=20,
            server_name="consult",
            verbosity=0,
        )
        reactor: Any = installed

        def say_goodbye() -> Any:
            HUBS.stop()
            return deferLater(reactor, GOODBYE_SECONDS, lambda: None)

        # Before Daphne's own trigger, which ends all applications without a word.
        reactor.addSystemEventTrigger("before", "shutdown", say_goodbye)
        # Once its loop runs, and before the first request: where several processes serve, others wait for what this one says.
        reactor.callLater(0, HUBS.start)
        try:
            server.run()
        finally:
            stopping.set()
