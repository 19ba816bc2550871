"""`manage.py worker`: the worker as a process of its own, for scaled deployments."""

from __future__ import annotations

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand

from consult.config.worker import work_for_ever


class Command(BaseCommand):
    help = "Settle deadlines and send messages until stopped."

    def handle(self, *args: Any, **options: Any) -> None:
        stopping = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopping.set())
        self.stdout.write("worker: running")
        work_for_ever(stopping)
