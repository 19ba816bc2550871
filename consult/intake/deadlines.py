"""This stage's clocks: the first answer, the review, a referral's answer, the day a refused text is erased.

Each is set by a verb and settled by a handler named in `config/wiring.py`. A missed deadline is said in the ledger, where
everybody reads it, and to those who missed it; nothing is decided by the passing of time.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from consult.kernel import clock, due, packs
from consult.kernel.act import act
from consult.kernel.found import only
from consult.kernel.log import parsed
from consult.kernel.models import Due, Gram, LogEntry, Plaintext
from consult.kernel.permits import SYSTEM
from consult.kernel.workdays import add_workdays
from consult.notice.models import Message

from . import pictures
from .desks import GRID, PARTY, SECRETARY, STAFF, at_desk, tell_desk
from .models import Matter, Photo

FIRST_ANSWER = "matter.first_answer"
REVIEW = "topic.review"
REFERRAL = "matter.referral"
ERASE = "matter.erase"

# Stage → the clock that runs in it.
CLOCKS = {"submitted": FIRST_ANSWER, "in_review": REVIEW, "referred": REFERRAL, "transferred": REFERRAL}
ERASED_TITLE = "（原文已按期删除）"


def end_of(day: date) -> datetime:
    """The last minute of a day in the communities' own time: what is due "by the 9th" may be done on the 9th."""
    return clock.beijing(day.year, day.month, day.day, 23, 59)


def await_first_answer(matter: Matter) -> None:
    """受理首次答复, in hours from when the matter counts (rules.md §2.8)."""
    hours = packs.load(matter.pack).number("first_answer_hours")
    _set(matter, FIRST_ANSWER, clock.now() + timedelta(hours=hours))


def await_review(matter: Matter) -> None:
    """审题, in working days (rules.md §2.8)."""
    days = packs.load(matter.pack).number("review_workdays")
    _set(matter, REVIEW, end_of(add_workdays(clock.today(), days)))


def await_referral(matter: Matter, day: date | None) -> None:
    due.cancel(kind=REFERRAL, subject=matter.pk)
    if day is not None:
        _set(matter, REFERRAL, end_of(day))


def await_erasure(matter: Matter) -> None:
    """What is on the negative list is kept no longer than the pack says (PIPL §19)."""
    days = packs.load(matter.pack).number("triage.restricted_keep_days")
    _set(matter, ERASE, end_of(clock.today() + timedelta(days=days)))


def stop(matter: Matter, *kinds: str) -> None:
    for kind in kinds:
        due.cancel(kind=kind, subject=matter.pk)


def _set(matter: Matter, kind: str, at: datetime) -> None:
    due.schedule(community=matter.community_id, kind=kind, subject=matter.pk, at=at)


def first_answer_overdue(row: Due) -> None:
    _remind(row, GRID + STAFF + SECRETARY)


def review_overdue(row: Due) -> None:
    _remind(row, PARTY)


def referral_overdue(row: Due) -> None:
    _remind(row, STAFF)


def _remind(row: Due, roles: tuple[str, ...]) -> None:
    """Say that the deadline was missed. A matter that has meanwhile moved on has met it."""
    matter = Matter.objects.select_related("community").get(pk=row.subject)
    if CLOCKS.get(matter.stage) != row.kind:
        return
    with act("matter.remind", actor=SYSTEM, on=matter) as a:
        a.entry(
            data={
                "to": row.kind.rsplit(".", 1)[-1],
                "due": row.at.astimezone(clock.BEIJING).date().isoformat(),
            }
        )
    grid = at_desk(matter, GRID) if GRID[0] in roles and matter.grid_id else []
    others = tuple(role for role in roles if role not in GRID)
    tell_desk(matter, [*grid, *at_desk(matter, others)], f"{row.kind}_overdue")


def erase_text(row: Due) -> None:
    """Erase a refused text, its photos and what stands behind its commitments; the ledger stays whole.

    While the refusal is contested the text is needed to hear it: `matter.contest` stops this clock, `matter.rehear`
    sets it again.
    """
    matter = Matter.objects.select_related("community").get(pk=row.subject)
    if matter.stage not in ("rejected", "archived") or matter.erased_at is not None:
        return
    with act(ERASE, actor=SYSTEM, on=matter) as a:
        for photo in Photo.objects.filter(matter=a.on):
            pictures.remove(photo)
        Gram.objects.filter(document=a.on.pk).delete()
        Plaintext.objects.filter(commitment__in=_commitments(a.on)).delete()
        # Messages named it by its number; what they quoted of it goes too.
        Message.objects.filter(about=a.on.pk).update(facts={"number": a.on.number})
        a.on.title, a.on.text, a.on.place_note = ERASED_TITLE, "", ""
        a.on.erased_at = clock.now()
        a.entry()


def _commitments(matter: Matter) -> list[str]:
    entries = LogEntry.objects.filter(abouts__subject=matter.pk)
    return [digest for entry in entries for digest in parsed(entry).get("hidden", {}).values()]


def discard_photo(row: Due) -> None:
    photo = only(Photo.objects.filter(pk=row.subject, matter__isnull=True))
    if photo is not None:
        pictures.remove(photo)
