"""A matter's own page: everything one reader may know of it, in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db.models import Count

from consult.kernel.act import allowed
from consult.kernel.http import verbs_of
from consult.kernel.permits import Actor
from consult.kernel.words import say
from consult.people.naming import names, reads_full

from .drafts import place_words
from .models import Contest, Matter, Petition, Photo, Referral, ReviewOpinion, TopicReview
from .rail import rails
from .reads import REVIEWERS, tier
from .standing import sentence
from .timeline import timeline
from .touched import mark_reader

# What later stages add: functions of (matter, reader) that answer {"documents": […], "links": […]}. Wired in config.
PARTS: list[Callable[[Matter, Actor], dict[str, list[dict[str, Any]]]]] = []


def page(matter: Matter, reader: Actor) -> dict[str, Any]:
    """The whole page; `matter` as `reads.find_whole` gives it."""
    mark_reader([matter], reader)
    line = rails([matter])[matter.pk]
    said = sentence(matter, line)
    reviews = list(matter.reviews.order_by("pk"))
    contests = list(matter.contests.order_by("at"))
    opinions = list(matter.opinions.order_by("at")) if _follows_review(matter, reader) else []
    called = names(
        [
            matter.proposer_id,
            matter.entered_by_id,
            *(review.reviewer_id for review in reviews),
            *(contest.decided_by_id for contest in contests),
            *(opinion.person_id for opinion in opinions),
        ],
        reader,
        hidden={matter.proposer_id} if matter.hide_name else (),
    )
    parts = [part(matter, reader) for part in PARTS]
    handles = reads_full(reader, matter.community_id)
    return {
        "id": matter.pk,
        "number": matter.number,
        "title": matter.title,
        "text": matter.text,
        "category": matter.category,
        "place": place_words(matter),
        "grid": {"id": matter.grid.pk, "name": matter.grid.name} if matter.grid else None,
        "affected": matter.affected,
        "stage": matter.stage,
        "tier": tier(matter),
        "route": matter.route or None,
        "urgent": matter.urgent,
        "restricted": matter.restricted,
        "disputed": matter.disputed,
        "owners_common": matter.owners_common,
        "owners_decision": matter.owners_decision,
        "petition_obliged": matter.petition_obliged,
        "budget_fen": matter.budget_fen,
        "merged_into": _named(matter.merged_into),
        "raised_by": called[matter.proposer_id],
        "entered_by": called[matter.entered_by_id] if matter.entered_by_id else None,
        "raised_at": matter.raised_at,
        "sentence": said["zh"],
        "sentence_en": said["en"],
        "due": line.due,
        "rail": line.stops,
        "timeline": timeline(matter, reader),
        "endorsements": matter.endorsements.count(),
        "mine": {
            "raised": matter.proposer_id == reader.person,
            "entered": matter.entered_by_id is not None and matter.entered_by_id == reader.person,
            "endorsed": matter.endorsements.filter(person=reader.person).exists(),
            "touched": getattr(matter, "touches_reader", False),
        },
        "photos": [shown(photo) for photo in matter.photos.order_by("uploaded_at", "pk")],
        "documents": [document for part in parts for document in part.get("documents", [])],
        "links": [link for part in parts for link in part.get("links", [])],
        "suggestion": _suggestion(matter) if handles else None,
        "reviews": [_review(review, called) for review in reviews],
        "opinions": [_opinion(opinion, called) for opinion in opinions],
        "referrals": [_referral(referral) for referral in matter.referrals.order_by("at")],
        "contests": [_contest(contest, called) for contest in contests],
        "petitions": _petitions(matter, reader),
        **verbs_of(matter, reader),
    }


def shown(photo: Photo) -> dict[str, Any]:
    return {
        "id": photo.pk,
        "url": f"/api/v1/photos/{photo.pk}",
        "thumb_url": f"/api/v1/photos/{photo.pk}/thumb",
        "purpose": photo.purpose,
    }


def _follows_review(matter: Matter, reader: Actor) -> bool:
    return any(held.role in REVIEWERS and held.community == matter.community_id for held in reader.held)


def _named(other: Matter | None) -> dict[str, Any] | None:
    return {"id": other.pk, "name": other.number} if other else None


def _suggestion(matter: Matter) -> dict[str, Any] | None:
    """What the table said when somebody last asked it: for those who route."""
    last = matter.triages.exclude(rule="").order_by("-pk").first()
    if last is None:
        return None
    return {"route": last.suggested, "rule": last.rule, "why": last.why, "why_en": last.why_en}


def _review(review: TopicReview, called: dict[UUID, str]) -> dict[str, Any]:
    return {
        "conclusion": review.conclusion,
        "reason": review.reason,
        "checks": review.checks,
        "forms": review.forms,
        "needs_meeting": review.needs_meeting,
        "needs_lawyer": review.needs_lawyer,
        "reviewer": called[review.reviewer_id],
        "at": review.at,
    }


def _opinion(opinion: ReviewOpinion, called: dict[UUID, str]) -> dict[str, Any]:
    return {
        "person": called[opinion.person_id],
        "favours": opinion.favours,
        "text": opinion.text,
        "at": opinion.at,
    }


def _referral(referral: Referral) -> dict[str, Any]:
    return {
        "to": referral.to,
        "due": referral.due,
        "at": referral.at,
        "answer": referral.answer or None,
        "answered_at": referral.answered_at,
    }


def _contest(contest: Contest, called: dict[UUID, str]) -> dict[str, Any]:
    return {
        "kind": contest.kind,
        "reason": contest.reason,
        "at": contest.at,
        "upheld": contest.upheld,
        "decision": contest.decision or None,
        "decided_by": called[contest.decided_by_id] if contest.decided_by_id else None,
        "decided_at": contest.decided_at,
    }


def _petitions(matter: Matter, reader: Actor) -> list[dict[str, Any]]:
    """Petitions with how many have signed; never who."""
    found = (
        Petition.objects.filter(matter=matter)
        .select_related("community")
        .annotate(signed=Count("signatures"))
        .order_by("started_at")
    )
    return [
        {
            "id": petition.pk,
            "kind": petition.kind,
            "by": say(f"petition.{petition.kind}", "zh"),
            "by_en": say(f"petition.{petition.kind}", "en"),
            "stage": petition.stage,
            "text": petition.text,
            "base": petition.base,
            "needed": petition.needed,
            "signed": petition.signed,
            "started_at": petition.started_at,
            "allowed": allowed(petition, reader),
        }
        for petition in found
    ]
