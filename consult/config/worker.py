"""The worker: settles deadlines and sends messages. A thread beside Daphne embedded, `manage.py worker` scaled."""

from __future__ import annotations

import threading

import structlog
from django.db import connection

from consult.kernel import due
from consult.kernel.connections import still_stands
from consult.notice.deliver import deliver_due

log = structlog.get_logger()
PAUSE_SECONDS = 1.0


def work_for_ever(stopping: threading.Event) -> None:
    """Until told to stop; a failure is logged and the next pass goes on, with a connection of its own."""
    while not stopping.wait(PAUSE_SECONDS):
        try:
            still_stands()
            due.settle_all()
            deliver_due()
        except Exception:
            log.exception("the worker's pass failed; trying again")
            connection.close()
    connection.close()
