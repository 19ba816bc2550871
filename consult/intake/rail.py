"""The rail: where on the one line a matter stands, which stations lie behind it, and which it passes by, and why.

Read from the ledger's entries about the matter and its clocks: two statements for a whole page of matters.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Q

from consult import flow
from consult.kernel.models import About, Due
from consult.kernel.words import say

from .deadlines import CLOCKS, ERASE
from .models import Matter, Route

STATION_OF = {stage: name for name, stages in flow.STATIONS for stage in stages.split()}
NAMES = tuple(name for name, _ in flow.STATIONS)
# Where each moving verb leads; one that may lead to several says which in its entry ("to").
_LEADS = {row.verb: row.to[0] for row in reversed(flow.MATTER) if row.to}
# With somebody outside, or at an end, a matter goes no further along the line.
_NO_FURTHER = (flow.ENDED - {"closed", "archived"}) | {"referred", "transferred"}


@dataclass
class Rail:
    """`stops` as the API answers them; `since` when the present stage was reached; `due` the clock that runs now."""

    stops: list[dict[str, Any]] = field(default_factory=list)
    since: datetime | None = None
    due: datetime | None = None


def rails(matters: Iterable[Matter]) -> dict[UUID, Rail]:
    """The rail of each matter. Two statements."""
    standing = {matter.pk: matter for matter in matters}
    reached = _reached(standing)
    dues = _dues(standing)
    return {pk: _rail(matter, reached[pk], dues.get(pk)) for pk, matter in standing.items()}


def _reached(matters: dict[UUID, Matter]) -> dict[UUID, dict[str, datetime]]:
    """Station → when it was last entered."""
    found: dict[UUID, dict[str, datetime]] = {pk: {} for pk in matters}
    entries = (
        About.objects.filter(subject__in=matters, entry__verb__in=_LEADS)
        .order_by("entry_id")
        .values_list("subject", "entry__verb", "entry__at", "entry__body")
    )
    for subject, verb, at, body in entries:
        said = json.loads(body)
        if verb.startswith(("matter.", "topic.")) and said["about"][0] != str(subject):
            # Done to another matter that was merged into this one.
            continue
        stage = said["data"].get("to") or _LEADS[verb]
        if stage in STATION_OF:
            found[subject][STATION_OF[stage]] = at
    return found


def _dues(matters: dict[UUID, Matter]) -> dict[UUID, datetime]:
    """The clock of each matter's present stage. One that was stopped in time is over; one that ran out still shows."""
    found: dict[UUID, datetime] = {}
    rows = (
        Due.objects.filter(subject__in=matters)
        .filter(Q(settled_at__isnull=True) | Q(settled_at__gte=F("at")))
        .exclude(kind=ERASE)
        .order_by("at")
        .values_list("subject", "kind", "at", "settled_at")
    )
    for subject, kind, at, settled in rows:
        own = CLOCKS.get(matters[subject].stage)
        if kind == own or (own is None and settled is None and kind not in CLOCKS.values()):
            found[subject] = at if kind == own else found.get(subject, at)
    return found


def _rail(matter: Matter, reached: dict[str, datetime], due: datetime | None) -> Rail:
    here = NAMES.index(STATION_OF[matter.stage])
    stops = []
    for position, name in enumerate(NAMES):
        state = _state(matter, name, position, here, reached)
        why = _why(matter, name, position > here) if state == "passed_by" else ""
        stops.append(
            {
                "station": name,
                "state": state,
                "at": reached.get(name) if state in ("done", "current") else None,
                "due": due if state == "current" else None,
                "reason": say(why, "zh") if why else None,
                "reason_en": say(why, "en") if why else None,
            }
        )
    return Rail(stops=stops, since=reached.get(NAMES[here], matter.raised_at), due=due)


def _state(matter: Matter, name: str, position: int, here: int, reached: dict[str, datetime]) -> str:
    if position == here:
        return "current"
    if position < here:
        return "done" if name in reached else "passed_by"
    if matter.stage in _NO_FURTHER or (matter.route == Route.SMALL and name in ("review", "vote")):
        return "passed_by"
    return "to_come"


def _why(matter: Matter, name: str, ahead: bool) -> str:
    """The key of the sentence that says why a station is passed by."""
    if ahead and matter.stage in _NO_FURTHER:
        return f"rail.{matter.stage}"
    if matter.route in (Route.PRIVATE, Route.GOVERNMENT, Route.REJECT, Route.MERGE):
        return "rail.elsewhere"
    if matter.petition_obliged and name in ("accept", "review"):
        return "rail.petitioned"
    if name == "accept":
        return "rail.promoted"
    if name == "vote":
        return "rail.small_vote" if matter.route == Route.SMALL else "rail.agreed"
    if matter.route == Route.SMALL:
        return "rail.small_review" if name == "review" else "rail.on_the_spot"
    return "rail.not_needed"
