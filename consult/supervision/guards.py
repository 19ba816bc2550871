"""Conditions of this stage's verbs, named in `flow.py`."""

from __future__ import annotations

from consult.kernel.act import Act, guard


@guard("…", "…")
def not_evaluated_yet(a: Act) -> bool:
    return True


@guard("…", "…")
def publication_over(a: Act) -> bool:
    return True


@guard("…", "…")
def objections_answered(a: Act) -> bool:
    return True


@guard("…", "…")
def all_verified(a: Act) -> bool:
    return True


@guard("…", "…")
def closer_is_not_inspector(a: Act) -> bool:
    return True


@guard("…", "…")
def evaluated_well_enough(a: Act) -> bool:
    return True


@guard("…", "…")
def no_open_rectification(a: Act) -> bool:
    return True


@guard("…", "…")
def feedback_given(a: Act) -> bool:
    return True


@guard("…", "…")
def may_be_carried_out(a: Act) -> bool:
    return True


@guard("…", "…")
def no_extension_pending(a: Act) -> bool:
    return True


@guard("…", "…")
def extension_pending(a: Act) -> bool:
    return True


@guard("…", "…")
def progress_shown(a: Act) -> bool:
    return True


@guard("…", "…")
def inspector_is_not_owner(a: Act) -> bool:
    return True


@guard("…", "…")
def closer_is_not_inspector_of_order(a: Act) -> bool:
    return True
