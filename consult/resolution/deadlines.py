"""What happens when a resolution's or an objection's time is up: people are told, and the ledger says so.

The states themselves (未签发, publication over, answer overdue) are computed from dates wherever they are read, so
they are true whether or not a worker has run.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from consult.kernel import clock, due, ledger, log
from consult.kernel.models import Due
from consult.notice.outbox import tell_all
from consult.people.models import Role

from . import rules
from .models import Objection, Resolution
from .reads import holders, subdistrict_officers


def morning_after(day: date) -> datetime:
    """Midnight in Beijing at the end of a day: from then on the day is over."""
    following = day + timedelta(days=1)
    return clock.beijing(following.year, following.month, following.day, 0, 0)


def await_signature(resolution: Resolution) -> None:
    due.schedule(
        community=resolution.community_id,
        kind="resolution.unsigned",
        subject=resolution.pk,
        at=morning_after(resolution.sign_by),
    )


def await_end_of_publication(resolution: Resolution) -> None:
    assert resolution.publish_until is not None
    due.schedule(
        community=resolution.community_id,
        kind="resolution.publication_over",
        subject=resolution.pk,
        at=morning_after(resolution.publish_until),
    )


def await_answer(objection: Objection) -> None:
    due.schedule(
        community=objection.community_id,
        kind="objection.overdue",
        subject=objection.pk,
        at=morning_after(objection.answer_by),
    )


def on_unsigned(row: Due) -> None:
    """不许搁置: the system publishes 未签发, with the column for the reason left blank (rules.md §2.17)."""
    resolution = Resolution.objects.select_related("community").get(pk=row.subject)
    if not rules.unsigned(stage=resolution.stage, sign_by=resolution.sign_by, today=clock.today()):
        return
    ledger.write(
        community=resolution.community_id,
        draft=log.Draft(
            verb="resolution.unsigned",
            data={"title": resolution.title, "sign_by": resolution.sign_by.isoformat()},
            about=[resolution.pk, resolution.matter_id],
        ),
    )
    tell_all(
        community=resolution.community_id,
        people=[
            *holders(resolution.community_id, Role.PARTY_SECRETARY, Role.COMMITTEE_DIRECTOR, Role.SUPERVISOR),
            *subdistrict_officers(resolution.community),
        ],
        template="resolution.unsigned",
        facts={"title": resolution.title, "sign_by": resolution.sign_by.isoformat()},
        about=resolution.pk,
    )


def on_publication_over(row: Due) -> None:
    resolution = Resolution.objects.get(pk=row.subject)
    if resolution.stage != "published":
        return
    tell_all(
        community=resolution.community_id,
        people=holders(resolution.community_id, Role.COMMITTEE_STAFF, Role.PARTY_SECRETARY),
        template="resolution.publication_over",
        facts={"title": resolution.title, "number": resolution.number},
        about=resolution.pk,
    )


def on_objection_overdue(row: Due) -> None:
    objection = Objection.objects.select_related("resolution", "community").get(pk=row.subject)
    if objection.stage != "raised":
        return
    tell_all(
        community=objection.community_id,
        people=[
            *holders(objection.community_id, Role.PARTY_SECRETARY, Role.SUPERVISOR, Role.COMMITTEE_STAFF),
            *subdistrict_officers(objection.community),
        ],
        template="objection.overdue",
        facts={"title": objection.resolution.title, "answer_by": objection.answer_by.isoformat()},
        about=objection.pk,
    )
