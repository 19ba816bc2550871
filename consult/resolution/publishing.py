"""公示、备案、撤下、重议: a signed resolution on the public board, and off it again."""

from __future__ import annotations

from consult.kernel import clock, due, workdays
from consult.kernel.act import act
from consult.kernel.permits import Actor
from consult.kernel.text import plain
from consult.notice.outbox import tell_all
from consult.people.models import Role

from .deadlines import await_end_of_publication
from .models import Resolution
from .reads import holders, pack_of, subdistrict_officers


def publish(*, actor: Actor, resolution: Resolution) -> Resolution:
    """resolution.publish 公示: for the pack's days (at least fifteen, §34), counted from the day after posting.

    A last day of rest is moved to the next working day (民法典 §203): posted on 3 April 2026 it runs to the 20th.
    """
    with act("resolution.publish", actor=actor, on=resolution) as a:
        today = clock.today()
        a.on.published_on = today
        a.on.publish_until = workdays.period_end(today, pack_of(a.on).number("publication_days"))
        a.carry([a.on.matter])
        a.entry(
            data={
                "number": a.on.number,
                "title": a.on.title,
                "from": today.isoformat(),
                "until": a.on.publish_until.isoformat(),
                "sha256": a.on.sha256,
            }
        )
        await_end_of_publication(a.on)
        tell_all(
            community=a.on.community_id,
            people=[a.on.matter.proposer_id, *holders(a.on.community_id, Role.SUPERVISOR)],
            template="resolution.published",
            facts={
                "title": a.on.title,
                "number": a.on.number,
                "until": a.on.publish_until.isoformat(),
            },
            about=a.on.pk,
        )
        if a.on.needs_filing:
            tell_all(
                community=a.on.community_id,
                people=subdistrict_officers(a.on.community),
                template="resolution.to_file",
                facts={"title": a.on.title, "number": a.on.number},
                about=a.on.pk,
            )
    return resolution


def file(*, actor: Actor, resolution: Resolution, filing_number: str) -> Resolution:
    """resolution.file 备案: a charter or convention filed with the subdistrict (§31), under the number it gave."""
    given = plain(filing_number, field="filing_number", limit=40)
    with act("resolution.file", actor=actor, on=resolution) as a:
        a.on.filing_number, a.on.filed_on = given, clock.today()
        a.entry(
            data={"filing_number": given, "number": a.on.number, "title": a.on.title},
            about=[a.on.matter_id],
        )
    return resolution


def take_down(*, actor: Actor, resolution: Resolution) -> Resolution:
    """resolution.take_down 撤下: the period is over and no objection stands; it is in force and stays readable."""
    with act("resolution.take_down", actor=actor, on=resolution) as a:
        a.on.taken_down_at = clock.now()
        a.entry(data={"number": a.on.number, "title": a.on.title}, about=[a.on.matter_id])
    return resolution


def reopen(*, actor: Actor, resolution: Resolution, reason: str) -> Resolution:
    """resolution.reopen 重议: an objection was upheld; the matter goes back to where it is talked over."""
    why = plain(reason, field="reason", limit=500)
    with act("resolution.reopen", actor=actor, on=resolution) as a:
        a.carry([a.on.matter])
        a.entry(data={"number": a.on.number, "title": a.on.title, "reason": why})
        due.cancel(kind="resolution.publication_over", subject=a.on.pk)
        tell_all(
            community=a.on.community_id,
            people=[
                a.on.matter.proposer_id,
                *holders(a.on.community_id, Role.PARTY_SECRETARY, Role.COMMITTEE_STAFF),
                *a.on.objections.values_list("person_id", flat=True),
            ],
            template="resolution.reopened",
            facts={"title": a.on.title, "number": a.on.number, "reason": why},
            about=a.on.pk,
        )
    return resolution
