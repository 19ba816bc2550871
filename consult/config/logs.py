"""What is written when something fails: where, and what kind of error. Never its words: a database's quote the row."""

from __future__ import annotations

import sys
from collections.abc import MutableMapping
from traceback import extract_tb
from typing import Any

import structlog


def where_it_failed(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Files, lines and functions of a traceback, the innermost last, without messages and without variables."""
    given = event.pop("exc_info", None)
    error = given if isinstance(given, BaseException) else sys.exc_info()[1] if given else None
    if error is not None:
        steps = [f"{step.filename}:{step.lineno} {step.name}" for step in extract_tb(error.__traceback__)]
        event["failed"] = "\n  ".join([type(error).__name__, *steps])
    return event


def configure() -> None:
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="%Y-%m-%d %H:%M:%S", utc=False),
            where_it_failed,
            structlog.dev.ConsoleRenderer(colors=False),
        ]
    )
