"""Conditions of this stage's verbs, named in `flow.py`."""

from __future__ import annotations

from consult.kernel.act import Act, guard


@guard("…", "…")
def notice_day_reached(a: Act) -> bool:
    return True


@guard("…", "…")
def no_poll_open(a: Act) -> bool:
    return True


@guard("…", "…")
def minutes_unfrozen(a: Act) -> bool:
    return True


@guard("…", "…")
def minutes_written(a: Act) -> bool:
    return True


@guard("…", "…")
def grid_session_without_outcome(a: Act) -> bool:
    return True


@guard("…", "…")
def consensus_recorded(a: Act) -> bool:
    return True


@guard("…", "…")
def session_open(a: Act) -> bool:
    return True


@guard("…", "…")
def nothing_pending(a: Act) -> bool:
    return True


@guard("…", "…")
def agenda_published(a: Act) -> bool:
    return True
