"""Completing a draft: its words, the responsibility list 责任清单, and the lawyer's word on the final text."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Max

from consult.kernel import clock
from consult.kernel.act import act
from consult.kernel.errors import check_seen, invalid
from consult.kernel.found import only
from consult.kernel.permits import Actor
from consult.kernel.text import plain
from consult.notice.outbox import tell_all
from consult.people.models import Person, Role
from consult.people.who import person_id

from .freezing import hash_of, text_of
from .models import Duty, Resolution
from .reads import holders

LINES = 30


@dataclass(frozen=True, kw_only=True)
class Row:
    """The six columns of one row; any may still be empty in a draft. `owner` is set where the person is in the system."""

    what: str = ""
    party: str = ""
    person_name: str = ""
    owner: UUID | None = None
    deadline: date | None = None
    money: str = ""
    standard: str = ""


@dataclass(frozen=True, kw_only=True)
class Words:
    """The words of a draft that people write; the motion and the tally are not among them."""

    title: str
    consensus: list[str] = field(default_factory=list)
    reservations: list[str] = field(default_factory=list)
    supervisor_name: str = ""
    needs_filing: bool = False


def edit(*, actor: Actor, resolution: Resolution, words: Words) -> Resolution:
    """resolution.edit: what was decided (motion, tally) is not editable, only how the rest is put."""
    with act("resolution.edit", actor=actor, on=resolution) as a:
        a.on.title = plain(words.title, field="title", limit=80)
        a.on.consensus = _lines(words.consensus, "consensus")
        a.on.reservations = _lines(words.reservations, "reservations")
        a.on.supervisor_name = plain(words.supervisor_name, field="supervisor_name", limit=60, required=False)
        a.on.needs_filing = words.needs_filing
        a.entry(
            data={
                "title": a.on.title,
                "consensus": len(a.on.consensus),
                "reservations": len(a.on.reservations),
                "needs_filing": a.on.needs_filing,
            },
            about=[a.on.matter_id],
        )
    return resolution


def set_duty(*, actor: Actor, resolution: Resolution, position: int | None, row: Row) -> Duty:
    """duty.set: write a row of the responsibility list, or (with `position`) rewrite it."""
    cleaned = {
        "what": plain(row.what, field="what", limit=200, required=False),
        "person_name": plain(row.person_name, field="person_name", limit=60, required=False),
        "money": plain(row.money, field="money", limit=60, required=False),
        "standard": plain(row.standard, field="standard", limit=200, required=False),
    }
    if row.party and row.party not in Duty.Party.values:
        raise invalid(
            "party", "责任主体须是六大责任主体之一", "The party must be one of the six responsible parties"
        )
    if row.deadline is not None and row.deadline <= clock.today():
        raise invalid("deadline", "时限须在今天以后", "The deadline must lie after today")
    owner = _owner(row.owner, resolution)
    with act("duty.set", actor=actor, on=resolution) as a:
        if position is None:
            last = a.on.duties.aggregate(last=Max("position"))["last"] or 0
            duty = Duty(resolution=a.on, position=last + 1)
        else:
            found = only(a.on.duties.filter(position=position))
            if found is None:
                raise invalid("position", "责任清单没有这一行", "The responsibility list has no such row")
            duty = found
        for name, value in cleaned.items():
            setattr(duty, name, value)
        duty.party, duty.deadline, duty.owner = row.party, row.deadline, owner
        if owner is not None and not duty.person_name:
            duty.person_name = owner.name
        duty.save()
        a.entry(
            data={
                "position": duty.position,
                "what": duty.what,
                "party": duty.party,
                "deadline": duty.deadline.isoformat() if duty.deadline else "",
            },
            hidden={"person_name": duty.person_name} if duty.person_name else None,
            about=[a.on.matter_id],
        )
    return duty


def drop_duty(*, actor: Actor, resolution: Resolution, position: int) -> Resolution:
    """duty.drop: a row that should not be there."""
    with act("duty.drop", actor=actor, on=resolution) as a:
        gone, _ = a.on.duties.filter(position=position).delete()
        if not gone:
            raise invalid("position", "责任清单没有这一行", "The responsibility list has no such row")
        a.entry(data={"position": position}, about=[a.on.matter_id])
    return resolution


def check_legality(
    *, actor: Actor, resolution: Resolution, favourable: bool, opinion: str, seen: str | None = None
) -> Resolution:
    """resolution.check_legality 合法性审查: the community's lawyer on the final text (法 §31, second paragraph).

    `seen` is the hash of the text on the lawyer's screen (`text_changed`). Until it is reopened nobody edits it now.
    """
    said = plain(opinion, field="opinion", limit=1000)
    with act("resolution.check_legality", actor=actor, on=resolution) as a:
        read = hash_of(text_of(a.on))
        check_seen(seen, read)
        a.on.legality, a.on.legality_favourable = said, favourable
        a.on.legality_by_id, a.on.legality_at = person_id(actor), clock.now()
        a.entry(data={"favourable": favourable, "opinion": said, "sha256": read}, about=[a.on.matter_id])
        tell_all(
            community=a.on.community_id,
            people=holders(a.on.community_id, Role.PARTY_SECRETARY if favourable else Role.COMMITTEE_STAFF),
            template="resolution.checked" if favourable else "resolution.unlawful",
            facts={"title": a.on.title, "sign_by": a.on.sign_by.isoformat()},
            about=a.on.pk,
        )
    return resolution


def reopen_text(*, actor: Actor, resolution: Resolution, reason: str) -> Resolution:
    """resolution.reopen_text: back to a draft; the lawyer's word was on the text as it stood and goes with it."""
    why = plain(reason, field="reason", limit=500)
    with act("resolution.reopen_text", actor=actor, on=resolution) as a:
        a.on.legality, a.on.legality_favourable = "", None
        a.on.legality_by, a.on.legality_at = None, None
        a.entry(data={"reason": why}, about=[a.on.matter_id])
    return resolution


def _lines(lines: list[str], field: str) -> list[str]:
    if len(lines) > LINES:
        raise invalid(field, f"最多 {LINES} 条", f"At most {LINES} lines")
    return [plain(line, field=field, limit=500) for line in lines]


def _owner(pk: UUID | None, resolution: Resolution) -> Person | None:
    if pk is None:
        return None
    found = only(Person.objects.filter(pk=pk, community=resolution.community_id))
    if found is None:
        raise invalid("owner", "本社区没有这个人", "There is nobody of that id in this community")
    return found
