"""Orders and evaluations as the API answers them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from consult.intake.models import Matter, Photo
from consult.kernel import clock, ledger
from consult.kernel.act import allowed
from consult.kernel.http import verbs_of
from consult.kernel.permits import Actor
from consult.kernel.words import say
from consult.people.naming import names

from . import reads, rules
from .models import ArchiveFile, Evaluation, Order, Rectification, Round


def rows(orders: list[Order], reader: Actor) -> list[dict[str, Any]]:
    """One statement (or two, for residents) beyond those that fetched them."""
    called = names({order.owner_id for order in orders}, reader)
    return [_row(order, reader, called) for order in orders]


def _row(order: Order, reader: Actor, called: dict[UUID, str]) -> dict[str, Any]:
    level = (
        rules.overdue_level(deadline=order.deadline, today=clock.today())
        if order.stage in ("issued", "under_way")
        else ""
    )
    said = f"overdue.{level}" if level else f"state.order.{order.stage}"
    return {
        "id": order.pk,
        "number": order.number,
        "title": order.title,
        "stage": order.stage,
        "matter": matter_name(order.matter),
        "owner_name": _owner(order, reader, called),
        "deadline": order.deadline,
        "overdue": level,
        "zh": say(said, "zh", deadline=order.deadline.isoformat()),
        "en": say(said, "en", deadline=order.deadline.isoformat()),
        "issued_at": order.issued_at,
        "allowed": allowed(order, reader),
    }


def page(order: Order, reader: Actor) -> dict[str, Any]:
    progress = list(order.progress.prefetch_related("photos").order_by("at"))
    extensions = list(order.extensions.order_by("asked_at"))
    inspections = list(order.inspections.prefetch_related("photos").order_by("at"))
    called = names(
        {
            order.owner_id,
            order.issued_by_id,
            order.verified_by_id,
            order.closed_by_id,
            *(step.by_id for step in progress),
            *(asked.decided_by_id for asked in extensions),
            *(found.inspector_id for found in inspections),
        },
        reader,
    )
    duty = order.duty
    return {
        **_row(order, reader, called),
        **verbs_of(order, reader),
        "resolution": order.resolution_id,
        "resolution_number": order.resolution.number if order.resolution else "",
        "rectification": order.rectification_id,
        "party": duty.party if duty else "",
        "money": duty.money if duty else "",
        "standard": order.standard,
        "issued_by": called[order.issued_by_id],
        "verified_by": _called(called, order.verified_by_id),
        "closed_by": _called(called, order.closed_by_id),
        "progress": [
            {"at": step.at, "by": called[step.by_id], "text": step.text, "photos": _photos(step.photos.all())}
            for step in progress
        ],
        "extensions": [
            {
                "asked_at": asked.asked_at,
                "until": asked.until,
                "reason": asked.reason,
                "granted": asked.granted,
                "decided_by": _called(called, asked.decided_by_id),
                "decided_at": asked.decided_at,
            }
            for asked in extensions
        ],
        "inspections": [
            {
                "at": found.at,
                "inspector": called[found.inspector_id],
                "finding": found.finding,
                "passed": found.passed,
                "photos": _photos(found.photos.all()),
            }
            for found in inspections
        ],
    }


def matter_name(matter: Matter) -> dict[str, Any]:
    return {"id": matter.pk, "number": matter.number, "title": matter.title}


def evaluation(matter: Matter, reader: Actor) -> dict[str, Any]:
    """Every round with its three rates and five dimensions. Reasons are read by those who oversee the matter."""
    rounds = list(Round.objects.filter(matter=matter).order_by("number").prefetch_related("evaluations"))
    opened = Rectification.objects.filter(matter=matter).select_related("round").prefetch_related("orders")
    oversees = reads.follows(reader, matter)
    last = rounds[-1] if rounds else None
    return {
        "matter": matter_name(matter),
        "stage": matter.stage,
        "threshold": reads.percent_of(matter),
        "rounds": [_round(round_, open_book=oversees) for round_ in rounds],
        "rectifications": [
            {
                "id": one.pk,
                "round": one.round.number,
                "trigger": one.trigger,
                "opened_at": one.opened_at,
                "closed_at": one.closed_at,
                "outcome": one.outcome,
                "orders": [order.number for order in one.orders.all()],
            }
            for one in opened.order_by("opened_at")
        ],
        "answered": last is not None and any(e.person_id == reader.person for e in last.evaluations.all()),
        **verbs_of(matter, reader),
    }


def _round(round_: Round, *, open_book: bool) -> dict[str, Any]:
    given = list(round_.evaluations.all())
    counted = [answer for answer in given if answer.by != Evaluation.By.THIRD_PARTY]
    figures = rules.count(counted)
    shown = open_book or round_.judged_at is not None
    return {
        "number": round_.number,
        "opened_at": round_.opened_at,
        "until": round_.until,
        "judged": round_.judged_at is not None,
        "asked": round_.asked,
        "answers": figures.answers,
        "rates": figures.permille() if shown else None,
        "levels": list(figures.levels) if shown else [],
        "dimensions": [
            {
                "key": name,
                "answers": answers,
                "mean": points * 10 // answers if answers else 0,
            }
            for name, (points, answers) in figures.dimensions.items()
        ]
        if shown
        else [],
        "third_party": len(given) - len(counted),
        "reasons": list(figures.reasons) if open_book else [],
    }


def archive(kept: ArchiveFile, reader: Actor) -> dict[str, Any]:
    return {
        "sha256": kept.sha256,
        "bytes": kept.file.size,
        "at": kept.at,
        "by": names([kept.by_id], reader)[kept.by_id],
        "key": ledger.public_key_hex(),
        "url": f"/api/v1/matters/{kept.matter_id}/archive/file",
    }


def _owner(order: Order, reader: Actor, called: dict[UUID, str]) -> str:
    """Who carries it out: by the reader's own rules where it is a person known here; a name typed in, to overseers."""
    if order.owner_id is not None:
        return called[order.owner_id]
    return order.owner_name if reads.follows(reader, order.matter) else ""


def _called(called: dict[UUID, str], person: UUID | None) -> str | None:
    return called[person] if person else None


def _photos(photos: Iterable[Photo]) -> list[dict[str, Any]]:
    return [
        {"id": photo.pk, "url": f"/api/v1/photos/{photo.pk}", "thumb_url": f"/api/v1/photos/{photo.pk}/thumb"}
        for photo in photos
    ]
