"""Conditions of this stage's verbs, named in `flow.py`."""

from __future__ import annotations

from consult.kernel.act import Act, guard


@guard("…", "…")
def confirmation_shown(a: Act) -> bool:
    return True


@guard("…", "…")
def not_proposer(a: Act) -> bool:
    return True


@guard("…", "…")
def not_endorsed(a: Act) -> bool:
    return True


@guard("…", "…")
def route_is_yours(a: Act) -> bool:
    return True


@guard("…", "…")
def common_property_asked(a: Act) -> bool:
    return True


@guard("…", "…")
def override_has_reason(a: Act) -> bool:
    return True


@guard("…", "…")
def not_in_dispute(a: Act) -> bool:
    return True


@guard("…", "…")
def secretary_must_decide(a: Act) -> bool:
    return True


@guard("…", "…")
def reassignments_left(a: Act) -> bool:
    return True


@guard("…", "…")
def handled_on_the_spot(a: Act) -> bool:
    return True


@guard("…", "…")
def beyond_one_grid(a: Act) -> bool:
    return True


@guard("…", "…")
def within_one_grid(a: Act) -> bool:
    return True


@guard("…", "…")
def not_opined(a: Act) -> bool:
    return True


@guard("…", "…")
def no_open_contest(a: Act) -> bool:
    return True


@guard("…", "…")
def not_petitioned(a: Act) -> bool:
    return True


@guard("…", "…")
def new_ground(a: Act) -> bool:
    return True


@guard("…", "…")
def not_contested_before(a: Act) -> bool:
    return True


@guard("…", "…")
def contest_open(a: Act) -> bool:
    return True


@guard("…", "…")
def another_person(a: Act) -> bool:
    return True


@guard("…", "…")
def not_appealed_before(a: Act) -> bool:
    return True


@guard("…", "…")
def appeal_open(a: Act) -> bool:
    return True


@guard("…", "…")
def no_petition_yet(a: Act) -> bool:
    return True


@guard("…", "…")
def not_signed_yet(a: Act) -> bool:
    return True
