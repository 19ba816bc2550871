"""Concerns as they are shown: in a room, at the studio's desk, and to whoever told them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from consult.intake.models import Matter
from consult.intake.visible import visible as matter_visible
from consult.kernel.act import allowed
from consult.kernel.found import only
from consult.kernel.log import stamp
from consult.kernel.permits import Actor
from consult.kernel.search import grams, similarity
from consult.people.naming import names

from .models import Concern
from .permits import STUDIO
from .rules_concerns import groups

MOST = 300


def studio(actor: Actor) -> QuerySet[Concern]:
    """What was told at the walk-in desks of the communities the actor listens in."""
    here = {held.community for held in actor.held if held.role in STUDIO and held.community}
    return _with(Concern.objects.filter(community__in=here, room=None))


def of_session(session: UUID) -> QuerySet[Concern]:
    return _with(Concern.objects.filter(room__session=session))


def own(actor: Actor) -> QuerySet[Concern]:
    return _with(Concern.objects.filter(person=actor.person))


def _with(found: QuerySet[Concern]) -> QuerySet[Concern]:
    return found.select_related("community", "room__session").order_by("-at", "pk")


def find(actor: Actor, concern: UUID) -> Concern | None:
    """One the actor may see: their own, one of the studio they listen in, or one told in a session of their community."""
    seen = (
        Q(person=actor.person)
        | Q(pk__in=studio(actor).values("pk"))
        | Q(room__isnull=False, community=actor.community)
    )
    return only(_with(Concern.objects.filter(seen)).filter(pk=concern)) if actor.person else None


def shown(rows: Sequence[Concern], reader: Actor) -> list[dict[str, Any]]:
    """As lists show them: who told it as the reader may know, and what may be done."""
    named = names({row.person_id for row in rows}, reader)
    seen = Matter.objects.filter(matter_visible(reader), pk__in=[row.matter_id for row in rows])
    matters = dict(seen.values_list("pk", "number"))
    return [
        {
            **concern_out(row, named.get(row.person_id, "")),
            "session": row.room.session_id if row.room else None,
            "session_title": row.room.session.title if row.room else "",
            "is_mine": row.person_id == reader.person,
            "matter": {"id": row.matter_id, "number": matters[row.matter_id]}
            if row.matter_id in matters
            else None,
            "reason": row.reason,
            "allowed": allowed(row, reader),
        }
        for row in rows
    ]


def concern_out(concern: Concern, name: str) -> dict[str, Any]:
    return {
        "id": str(concern.pk),
        "name": name,
        "text": concern.text,
        "label": concern.label,
        "category": concern.category,
        "stage": concern.stage,
        "at": stamp(concern.at),
    }


def grouped(rows: Sequence[Concern]) -> list[list[UUID]]:
    """The ids in groups of likeness (rules_concerns), the oldest first; what people labelled outweighs it."""
    oldest = sorted(rows, key=lambda row: (row.at, row.pk))
    return [list(group) for group in _groups(tuple((row.pk, row.text, row.label) for row in oldest))]


@lru_cache(maxsize=64)
def _groups(told: tuple[tuple[UUID, str, str], ...]) -> tuple[tuple[UUID, ...], ...]:
    """Reckoned once for all audiences: some 45,000 comparisons where three hundred were told."""
    texts = {str(pk): grams(text) for pk, text, _ in told}
    labels = {str(pk): label for pk, _, label in told}
    found = groups(list(texts), labels, lambda one, other: similarity(texts[one], texts[other]))
    return tuple(tuple(UUID(one) for one in group) for group in found)
