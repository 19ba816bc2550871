"""Conditions of this stage's verbs, named in `flow.py`."""

from .casting import (
    by_show_of_hands,
    hands_entered,
    helpers_are_fit,
    not_by_hands,
    not_in_conflict,
    paper_reconciled,
)
from .opening import (
    debate_done,
    held_here,
    legality_checked,
    on_published_agenda,
    one_at_a_time,
    quorate,
    reviewer_does_not_chair,
    secrecy_possible,
    session_sits,
)
from .preparing import (
    city_records_official,
    no_live_poll,
    no_poll_yet,
    owners_are_asked_themselves,
    rule_fits,
)
from .proxies import agent_has_room, agent_is_fit, letter_checked, proxies_allowed
from .sealing import (
    box_ready,
    key_given,
    not_on_paper_alone,
    opened_by_two,
    paper_box_may_be_opened,
    two_shares_lost,
)

__all__ = [
    "agent_has_room",
    "agent_is_fit",
    "box_ready",
    "by_show_of_hands",
    "city_records_official",
    "debate_done",
    "hands_entered",
    "held_here",
    "helpers_are_fit",
    "key_given",
    "legality_checked",
    "letter_checked",
    "no_live_poll",
    "no_poll_yet",
    "not_by_hands",
    "not_in_conflict",
    "not_on_paper_alone",
    "on_published_agenda",
    "one_at_a_time",
    "opened_by_two",
    "owners_are_asked_themselves",
    "paper_box_may_be_opened",
    "paper_reconciled",
    "proxies_allowed",
    "quorate",
    "reviewer_does_not_chair",
    "rule_fits",
    "secrecy_possible",
    "session_sits",
    "two_shares_lost",
]
