"""Conditions of this stage's verbs, named in `flow.py`."""

from __future__ import annotations

from consult.kernel.act import Act, guard


@guard("…", "…")
def form_fits_matter(a: Act) -> bool:
    return True


@guard("…", "…")
def authorized(a: Act) -> bool:
    return True


@guard("…", "…")
def agenda_unlocked(a: Act) -> bool:
    return True


@guard("…", "…")
def topic_listed(a: Act) -> bool:
    return True


@guard("…", "…")
def chair_is_neutral(a: Act) -> bool:
    return True


@guard("…", "…")
def has_items(a: Act) -> bool:
    return True


@guard("…", "…")
def stakeholders_present(a: Act) -> bool:
    return True


@guard("…", "…")
def pages_written(a: Act) -> bool:
    return True


@guard("…", "…")
def chair_appointed(a: Act) -> bool:
    return True


@guard("…", "…")
def notice_long_enough(a: Act) -> bool:
    return True


@guard("…", "…")
def studied_first(a: Act) -> bool:
    return True


@guard("…", "…")
def not_reserved_or_authorized(a: Act) -> bool:
    return True


@guard("…", "…")
def may_be_voted(a: Act) -> bool:
    return True
