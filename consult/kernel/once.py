"""Idempotency: the same key by the same actor gets the first answer again."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import IntegrityError, OperationalError, connection, transaction

from . import clock
from .errors import Refusal, invalid
from .found import only
from .models import Answer

_KEY = re.compile(r"[A-Za-z0-9_-]{8,64}")
# Of two verbs that wait for each other's rows PostgreSQL undoes one, whole; it is done again, after the other.
_DEADLOCK = "40P01"
_TRIES = 3
_PAUSE_SECONDS = 0.05


def once(
    *, actor: UUID, key: str | None, verb: str, do: Callable[[], dict[str, Any]], about: str = ""
) -> dict[str, Any]:
    """Run `do` and keep its answer in the same transaction; a repeat returns what is kept.

    `about` is what the verb is done to: under a key used for something else before, the first answer would say that it
    was done to this, and nothing would be.
    Two requests with one key at the same time: the second fails on the constraint, is undone, and reads the first's answer.
    `do` may be run again: where it was undone to end a deadlock.
    """
    if key is not None and not _KEY.fullmatch(key):
        raise invalid("Idempotency-Key", "请求的编号不合格式", "The idempotency key is malformed")
    if about:
        verb = f"{verb} {sha256(about.encode()).hexdigest()[:12]}"
    for _ in range(_TRIES - 1):
        try:
            return _do(actor, key, verb, do)
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", None) != _DEADLOCK or connection.in_atomic_block:
                raise
            # For the other to take what it waited for: whoever begins again at once may be there before it.
            time.sleep(_PAUSE_SECONDS)
    return _do(actor, key, verb, do)


def _do(actor: UUID, key: str | None, verb: str, do: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    if key is None:
        return do()
    kept = _kept(actor, key, verb)
    if kept is not None:
        return kept
    try:
        with transaction.atomic():
            answer = do()
            Answer.objects.create(
                actor=actor,
                key=key,
                verb=verb,
                body=json.dumps(answer, ensure_ascii=False, default=str),
                at=clock.now(),
            )
            return answer
    except IntegrityError:
        kept = _kept(actor, key, verb)
        if kept is None:
            raise
        return kept


def _kept(actor: UUID, key: str, verb: str) -> dict[str, Any] | None:
    row = only(Answer.objects.filter(actor=actor, key=key))
    if row is None:
        return None
    if row.verb != verb:
        raise Refusal(
            "key_reused",
            "这个请求编号已用于另一件事",
            "This idempotency key was used for another request",
            next_zh="请刷新页面后重试",
            next_en="Reload the page and try again",
        )
    answer: dict[str, Any] = json.loads(row.body)
    return answer
