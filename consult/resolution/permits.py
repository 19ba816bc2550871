"""Predicates of this stage, named in `flow.py`."""

from __future__ import annotations

from typing import Any

from consult.kernel.permits import Actor, predicate


@predicate("resolution_drafter")
def resolution_drafter(actor: Actor, thing: Any) -> bool:
    return False


@predicate("resolution_signer")
def resolution_signer(actor: Actor, thing: Any) -> bool:
    return False


@predicate("objector")
def objector(actor: Actor, thing: Any) -> bool:
    return False
