"""文字发言: shown at once, or held for the desk; its author is told which, and why one is not shown."""

from __future__ import annotations

from consult.kernel import clock
from consult.kernel.errors import Refusal, not_permitted
from consult.kernel.permits import Actor
from consult.kernel.text import plain
from consult.people.models import Person
from consult.people.who import person_id

from .acting import in_room
from .attending import at_the_desk
from .models import Remark, Room
from .stream import for_staff


def send(
    *,
    actor: Actor,
    room: Room,
    text: str,
    stance: str = "",
    person: Person | None = None,
    on_paper: bool = False,
) -> Remark:
    """remark.send; the recorder types in a slip of paper for `person`, whose words they are."""
    author = person.pk if person else person_id(actor)
    if author != actor.person and not at_the_desk(actor, room):
        raise not_permitted("remark.send")
    words = plain(text, field="text", limit=500)
    with in_room("remark.send", actor=actor, room=room, given={"speaker": author}) as a:
        held = a.on.remarks_held and author == actor.person
        remark = Remark.objects.create(
            room=a.on,
            person_id=author,
            text=words,
            stance=stance[:12],
            state=Remark.State.HELD if held else Remark.State.SHOWN,
            on_paper=on_paper,
            entered_by_id=actor.person if author != actor.person else None,
            at=clock.now(),
        )
        a.note(hidden={"text": words}, remark=str(remark.pk), person=str(author), held=held)
        a.touch(for_staff(f"remarks.{remark.pk}") if held else f"remarks.{remark.pk}")
        a.tell(author, **mine(remark))
    return remark


def show(*, actor: Actor, room: Room, remark: Remark) -> Remark:
    """remark.show: let a held remark appear."""
    return _settle("remark.show", actor=actor, room=room, remark=remark, state=Remark.State.SHOWN, reason="")


def refuse(*, actor: Actor, room: Room, remark: Remark, reason: str) -> Remark:
    """remark.refuse: keep it off the screens, with a reason its author reads."""
    reason = plain(reason, field="reason", limit=200)
    return _settle(
        "remark.refuse", actor=actor, room=room, remark=remark, state=Remark.State.REFUSED, reason=reason
    )


def _settle(verb: str, *, actor: Actor, room: Room, remark: Remark, state: str, reason: str) -> Remark:
    with in_room(verb, actor=actor, room=room) as a:
        kept = Remark.objects.select_for_update().get(pk=remark.pk, room=a.on)
        if kept.state == state:
            raise Refusal("already_so", "已经处理过了", "This was already settled")
        seen = Remark.State.SHOWN in (kept.state, state)
        kept.state, kept.reason = state, reason
        kept.save(update_fields=["state", "reason"])
        a.note(remark=str(kept.pk), reason=reason)
        a.touch(f"remarks.{kept.pk}" if seen else for_staff(f"remarks.{kept.pk}"))
        a.tell(kept.person_id, **mine(kept))
    return kept


def mine(remark: Remark) -> dict[str, object]:
    """What the author's own screen shows of their remark."""
    return {f"remark.{remark.pk}": {"text": remark.text, "state": remark.state, "reason": remark.reason}}
