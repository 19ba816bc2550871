"""文字发言: written remarks in a column beside the floor; held, shown, refused, and reported."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.conf import settings

from consult.kernel import clock, packs
from consult.kernel.errors import Refusal, not_permitted
from consult.kernel.permits import Actor
from consult.kernel.text import plain
from consult.people import limits
from consult.people.models import Person
from consult.people.who import person_id

from . import reads
from .acting import in_room
from .models import Remark, RemarkReport, Room
from .permits import at_the_desk
from .rules import uncivil
from .stream import for_staff

State, HeldFor = Remark.State, Remark.HeldFor


def take_turn(actor: Actor, person: Person | None) -> None:
    """Use one of the remarks a person may write in a while, by whatever way it came; the desk types in slips unhindered.
    Raises Refusal `too_often`.
    """
    if person is None and not limits.take_all("remark.send", str(actor.person), settings.REMARKS_A_PERSON):
        raise Refusal(
            "too_often",
            "您发得太快了",
            "You are writing too fast",
            next_zh="请过一分钟再发，或举手发言",
            next_en="Write again in a minute, or ask to speak",
            status=429,
        )


def send(
    *,
    actor: Actor,
    room: Room,
    text: str,
    stance: str = "",
    person: Person | None = None,
    on_paper: bool = False,
) -> Remark:
    """remark.send; the recorder types in a slip of paper for `person`, whose words they are.

    Held where the room is so arranged, or where the words attack somebody or question motives (principle 10); its author
    reads which. What the desk types in has been looked at.
    """
    author = person.pk if person else person_id(actor)
    if author != actor.person and not at_the_desk(actor, room):
        raise not_permitted("remark.send")
    words = plain(text, field="text", limit=500)
    with in_room("remark.send", actor=actor, room=room, given={"speaker": author}) as a:
        held_for, reason = _held(a.on, words) if author == actor.person else ("", "")
        remark = Remark.objects.create(
            room=a.on,
            person_id=author,
            text=words,
            stance=stance[:12],
            state=State.HELD if held_for else State.SHOWN,
            held_for=held_for,
            reason=reason,
            on_paper=on_paper,
            entered_by_id=actor.person if author != actor.person else None,
            at=clock.now(),
        )
        a.note(
            hidden={"text": words},
            remark=str(remark.pk),
            person=str(author),
            held_for=held_for,
            on_paper=on_paper,
        )
        a.touch(for_staff(f"remarks.{remark.pk}") if held_for else f"remarks.{remark.pk}")
        a.touch(*(for_staff(part) for part in _nth(a.on, reads.REMARKS, held=True)))
        if not held_for:
            a.touch(*_nth(a.on, reads.REMARKS, held=False))
        a.tell(author, **mine(remark))
    return remark


def _held(room: Room, words: str) -> tuple[str, str]:
    """Why a remark waits for the desk, and the words it waits for; empty where it does not."""
    pack = packs.load(room.session.pack)
    found = uncivil(words, (*pack.names("triage.words.attack"), *pack.names("floor.uncivil")))
    if found:
        return HeldFor.WORDS, "、".join(found)[:200]
    return (HeldFor.ARRANGED, "") if room.remarks_held else ("", "")


def show(*, actor: Actor, room: Room, remark: Remark) -> Remark:
    """remark.show: let a held remark appear, or leave one standing that was reported."""
    return _settle("remark.show", actor=actor, room=room, remark=remark, state=State.SHOWN, reason="")


def refuse(*, actor: Actor, room: Room, remark: Remark, reason: str) -> Remark:
    """remark.refuse: keep it off the screens, with a reason its author reads."""
    reason = plain(reason, field="reason", limit=200)
    return _settle("remark.refuse", actor=actor, room=room, remark=remark, state=State.REFUSED, reason=reason)


def report(*, actor: Actor, room: Room, remark: Remark, reason: str) -> Remark:
    """remark.report 举报: the desk is asked to look at a shown remark. Who reported stays with the record."""
    reason = plain(reason, field="reason", limit=200)
    with in_room("remark.report", actor=actor, room=room, given={"remark": remark}) as a:
        kept = Remark.objects.select_for_update().get(pk=remark.pk, room=a.on)
        _, made = RemarkReport.objects.get_or_create(
            remark=kept, person_id=person_id(actor), defaults={"reason": reason, "at": clock.now()}
        )
        if not made:
            raise Refusal("already_reported", "您已经举报过这条发言", "You have already reported this remark")
        a.note(remark=str(kept.pk), hidden={"reason": reason})
        a.touch(for_staff(f"remarks.{kept.pk}"))
    return kept


def _settle(verb: str, *, actor: Actor, room: Room, remark: Remark, state: str, reason: str) -> Remark:
    with in_room(verb, actor=actor, room=room) as a:
        kept = Remark.objects.select_for_update().get(pk=remark.pk, room=a.on)
        settled = kept.reports.filter(settled=False).update(settled=True)
        if kept.state == state and not settled:
            raise Refusal("already_so", "已经处理过了", "This was already settled")
        seen = State.SHOWN in (kept.state, state) and kept.state != state
        kept.state, kept.reason, kept.held_for = state, reason, ""
        kept.save(update_fields=["state", "reason", "held_for"])
        a.note(remark=str(kept.pk), reason=reason)
        a.touch(f"remarks.{kept.pk}" if seen else for_staff(f"remarks.{kept.pk}"))
        if seen:
            # One more is shown, and the oldest goes; or one less, and an older one is back.
            shown = state == Remark.State.SHOWN
            a.touch(*_nth(a.on, reads.REMARKS if shown else reads.REMARKS - 1, held=False))
        a.tell(kept.person_id, **mine(kept))
    return kept


def _nth(room: Room, place: int, *, held: bool) -> list[str]:
    """The part of the remark at this place from the newest, if there is one: a room shows the last hundred only."""
    found = reads.remarks_of(room, held=held).values_list("pk", flat=True)[place : place + 1]
    return [f"remarks.{pk}" for pk in found]


def mine(remark: Remark) -> dict[str, object]:
    """What the author's own screen shows of their remark."""
    return {
        f"remark.{remark.pk}": {
            "text": remark.text,
            "state": remark.state,
            "held_for": remark.held_for,
            "reason": remark.reason,
        }
    }


def open_reports(remarks: Sequence[Remark]) -> dict[UUID, list[str]]:
    """The reasons of the reports the desk has not looked at yet, by remark."""
    found: dict[UUID, list[str]] = {}
    for report in RemarkReport.objects.filter(remark__in=remarks, settled=False).order_by("at"):
        found.setdefault(report.remark_id, []).append(report.reason)
    return found
