"""Predicates of this stage, named in `flow.py`."""

from __future__ import annotations

from typing import Any

from consult.kernel.permits import Actor, predicate


@predicate("order_owner")
def order_owner(actor: Actor, thing: Any) -> bool:
    return False
