"""Predicates of this stage, named in `flow.py`."""

from __future__ import annotations

from typing import Any

from consult.kernel.permits import PREDICATES, Actor, predicate

from .holding import held, own
from .models import Proxy


@predicate("voter")
def voter(actor: Actor, thing: Any) -> bool:
    """Whoever may use a right on this poll's frozen roll now."""
    return actor.person is not None and any(not right.struck for right in held(thing, actor.person))


@predicate("sealed_poll_staff")
def sealed_poll_staff(actor: Actor, thing: Any) -> bool:
    """The session's staff, of a poll with a sealed box: no other has a key to be made."""
    return bool(thing.sealed) and PREDICATES["session_staff"](actor, thing)


@predicate("grantor")
def grantor(actor: Actor, thing: Any) -> bool:
    """Whose right a written proxy stands on."""
    if actor.person is None or not thing.rule_text.get("proxies"):
        return False
    live = Proxy.objects.filter(poll=thing, revoked_at__isnull=True)
    return live.filter(right__in=[right.pk for right in own(thing, actor.person)]).exists()
