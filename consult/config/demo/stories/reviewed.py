"""From raising to the Party organization's answer, as most large matters go."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from consult.intake import accepting, triage
from consult.people.models import Person

from ..clockwork import Story
from ..town import Town
from . import steps
from .raised import common, raise_
from .steps import at


def to_review(
    town: Town, code: str, *, by: str | Person, on: date, worker: str, staff: str, **wishes: bool
) -> Story:
    """Raised, accepted, and confirmed as large: it lies before the Party organization."""
    yield at(on, 19, 40)
    matter = raise_(town, code, by=by, **wishes)
    yield at(on + timedelta(days=1), 9, 20)
    accepting.accept(actor=town.actor(worker), matter=matter)
    yield at(on + timedelta(days=1), 15)
    triage.route(actor=town.actor(staff), matter=matter, route="large", owners_common=common(code))


def admitted(
    town: Town, code: str, *, on: date, forms: Sequence[str], reason: str, opinion: tuple[str, str]
) -> Story:
    yield at(on, 16)
    steps.admit(
        town,
        town.matters[code],
        opinions={opinion[0]: opinion[1]},
        reason=reason,
        forms=forms,
        needs_meeting=False,
    )
