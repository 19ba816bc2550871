"""Conditions of this stage's verbs, named in `flow.py`."""

from .agenda import agenda_unlocked, chair_appointed, chair_is_neutral, topic_listed
from .letters import invitation_is_yours, may_delegate, obliged_elsewhere
from .powers import authorized, form_fits_matter, may_be_voted, not_reserved_or_authorized
from .publishing import (
    composed_lawfully,
    has_items,
    has_materials,
    notice_long_enough,
    pages_written,
    stakeholders_present,
    studied_first,
)

__all__ = [
    "agenda_unlocked",
    "authorized",
    "chair_appointed",
    "chair_is_neutral",
    "composed_lawfully",
    "form_fits_matter",
    "has_items",
    "has_materials",
    "invitation_is_yours",
    "may_be_voted",
    "may_delegate",
    "not_reserved_or_authorized",
    "notice_long_enough",
    "obliged_elsewhere",
    "pages_written",
    "stakeholders_present",
    "studied_first",
    "topic_listed",
]
