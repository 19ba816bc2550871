"""Conditions of this stage's verbs, named in `flow.py`."""

from __future__ import annotations

from consult.kernel.act import Act, guard


@guard("…", "…")
def no_poll_yet(a: Act) -> bool:
    return True


@guard("…", "…")
def rule_fits(a: Act) -> bool:
    return True


@guard("…", "…")
def owners_are_asked_themselves(a: Act) -> bool:
    return True


@guard("…", "…")
def on_published_agenda(a: Act) -> bool:
    return True


@guard("…", "…")
def legality_checked(a: Act) -> bool:
    return True


@guard("…", "…")
def debate_done(a: Act) -> bool:
    return True


@guard("…", "…")
def quorate(a: Act) -> bool:
    return True


@guard("…", "…")
def secrecy_possible(a: Act) -> bool:
    return True


@guard("…", "…")
def box_ready(a: Act) -> bool:
    return True


@guard("…", "…")
def reviewer_does_not_chair(a: Act) -> bool:
    return True


@guard("…", "…")
def paper_reconciled(a: Act) -> bool:
    return True


@guard("…", "…")
def not_in_conflict(a: Act) -> bool:
    return True


@guard("…", "…")
def by_show_of_hands(a: Act) -> bool:
    return True


@guard("…", "…")
def not_by_hands(a: Act) -> bool:
    return True


@guard("…", "…")
def city_records_official(a: Act) -> bool:
    return True
