"""Matters like this one, by bigrams (kernel/search.py): while somebody types, and when the table asks.

What neighbours may not see is not indexed at all, so it can never turn up here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count

from consult import flow
from consult.kernel import packs
from consult.kernel.models import Gram
from consult.kernel.permits import Actor
from consult.kernel.search import coverage, grams, similarity
from consult.people.models import Community

from .models import Matter
from .visible import visible

OPEN = frozenset(flow.OPEN.split())
# What was settled and would be raised again: not what was merged, withdrawn or never taken up.
SETTLED = frozenset({"answered", "not_listed", "failed", "closed", "archived"})
SHOWN = 5
# How many of the documents that share most bigrams are weighed.
WEIGHED = 50
# Four in ten of the pairs typed found in a matter are worth showing, however long it is: of the demonstration's titles
# only two, both about charging, share more than that with another matter (the next 363 ‰).
COVERED = 400
_BATCH = 500


@dataclass(frozen=True)
class Like:
    """A matter, how like it is in thousandths, and how many endorse it."""

    matter: Matter
    permille: int
    endorsements: int = 0


def index(matter: Matter) -> None:
    """Make the matter findable as it now reads; out of the index where neighbours may not see it."""
    Gram.objects.filter(document=matter.pk).delete()
    if matter.restricted or matter.erased_at is not None:
        return
    Gram.objects.bulk_create(
        [
            Gram(community=matter.community_id, document=matter.pk, gram=gram)
            for gram in sorted(grams(f"{matter.title} {matter.text}"))
        ],
        batch_size=_BATCH,
    )


def while_typing(*, actor: Actor, community: Community, typed: str) -> list[Like]:
    """Open matters like what is being typed, likest first. Three statements, whatever is found."""
    asked = grams(typed)
    if not asked:
        return []
    seen = Matter.objects.filter(visible(actor), community=community, stage__in=OPEN, restricted=False)
    weights = _weights(asked, community.pk, documents=seen.values("pk"))
    least = packs.load(community.pack).number("similar_permille")
    scores = {
        pk: max(dice, covered)
        for pk, (dice, covered) in weights.items()
        if dice >= least or covered >= COVERED
    }
    best = sorted(scores, key=lambda pk: (-scores[pk], str(pk)))[:SHOWN]
    found = Matter.objects.filter(pk__in=best).select_related("community")
    matters = {matter.pk: matter for matter in found.annotate(endorsed=Count("endorsements"))}
    return [Like(matters[pk], scores[pk], matters[pk].endorsed) for pk in best if pk in matters]


def likest(matter: Matter) -> tuple[Like | None, Like | None]:
    """The likest open and the likest settled matter of the community that reach the pack's similarity. Three
    statements."""
    weights = _weights(grams(f"{matter.title} {matter.text}"), matter.community_id)
    least = packs.load(matter.pack).number("similar_permille")
    alike = {pk: dice for pk, (dice, _) in weights.items() if dice >= least and pk != matter.pk}
    found = [
        Like(other, alike[other.pk])
        for other in Matter.objects.filter(pk__in=alike, restricted=False)
        if other.merged_into_id != matter.pk
    ]
    found.sort(key=lambda like: (-like.permille, like.matter.number))
    return (
        next((like for like in found if like.matter.stage in OPEN), None),
        next((like for like in found if like.matter.stage in SETTLED), None),
    )


def _weights(
    asked: frozenset[str], community: UUID, documents: Iterable[Any] | None = None
) -> dict[UUID, tuple[int, int]]:
    """(similarity, coverage) of the documents that share most bigrams with what is asked. Two statements."""
    sharing = Gram.objects.filter(community=community, gram__in=asked)
    if documents is not None:
        sharing = sharing.filter(document__in=documents)
    counts = sharing.values("document").annotate(n=Count("id")).order_by("-n", "document")[:WEIGHED]
    shared = {row["document"]: row["n"] for row in counts}
    texts: dict[UUID, set[str]] = {}
    for document, gram in Gram.objects.filter(document__in=shared).values_list("document", "gram"):
        texts.setdefault(document, set()).add(gram)
    return {
        document: (similarity(asked, frozenset(text)), coverage(asked, frozenset(text)))
        for document, text in texts.items()
    }
