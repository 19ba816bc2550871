"""Conditions of this stage's verbs, named in `flow.py`."""

from __future__ import annotations

from consult.kernel.act import Act, guard


@guard("…", "…")
def text_complete(a: Act) -> bool:
    return True


@guard("…", "…")
def duties_complete(a: Act) -> bool:
    return True


@guard("…", "…")
def legality_favourable(a: Act) -> bool:
    return True


@guard("…", "…")
def study_recorded(a: Act) -> bool:
    return True


@guard("…", "…")
def second_factor_fresh(a: Act) -> bool:
    return True


@guard("…", "…")
def is_meeting_decision(a: Act) -> bool:
    return True


@guard("…", "…")
def needs_countersign(a: Act) -> bool:
    return True


@guard("…", "…")
def countersigned_if_needed(a: Act) -> bool:
    return True


@guard("…", "…")
def publication_running(a: Act) -> bool:
    return True


@guard("…", "…")
def needs_filing(a: Act) -> bool:
    return True


@guard("…", "…")
def objection_upheld(a: Act) -> bool:
    return True


@guard("…", "…")
def publication_over(a: Act) -> bool:
    return True


@guard("…", "…")
def objections_settled(a: Act) -> bool:
    return True


@guard("…", "…")
def answerer_is_not_signer(a: Act) -> bool:
    return True


@guard("…", "…")
def review_asked(a: Act) -> bool:
    return True
