"""session.appoint 指定主持人、记录人、监票人: duties within one session, on record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from consult.kernel.act import act
from consult.kernel.errors import invalid, not_found
from consult.kernel.permits import Actor
from consult.notice.outbox import tell_all
from consult.people.models import Person
from consult.people.who import actor_of

from .models import Session
from .permits import holds_here
from .standing import form_of

MOST_SCRUTINEERS = 9


def appoint(
    *,
    actor: Actor,
    session: Session,
    chair: Person | None = None,
    recorder: Person | None = None,
    scrutineers: Sequence[Person] | None = None,
) -> Session:
    """Whoever is given replaces who was appointed before; the others stay.

    The chair holds one of the offices the form names, where the session takes place, and is neutral (a guard). One person
    does not chair and record at once.
    """
    named = [person for person in (chair, recorder, *(scrutineers or ())) if person is not None]
    if not named and scrutineers is None:
        raise invalid("chair", "请选择要指定的人", "Choose whom to appoint")
    if any(person.community_id != session.community_id for person in named):
        raise not_found()
    if scrutineers is not None and len(scrutineers) > MOST_SCRUTINEERS:
        raise invalid(
            "scrutineers", f"监票人最多 {MOST_SCRUTINEERS} 名", f"At most {MOST_SCRUTINEERS} scrutineers"
        )
    given: dict[str, Any] = {"chair": chair, "scrutineers": scrutineers}
    with act("session.appoint", actor=actor, on=session, given=given) as a:
        if chair is not None:
            if not holds_here(actor_of(chair), a.on, form_of(a.on).chairs):
                raise invalid(
                    "chair",
                    f"{form_of(a.on).zh}由居委会、网格或本会规定的人员主持，这个人没有相应职务",
                    f"A {form_of(a.on).en.lower()} is chaired by somebody in one of its offices; this person holds none",
                )
            a.on.chair = chair
        if recorder is not None:
            a.on.recorder = recorder
        if a.on.chair_id is not None and a.on.chair_id == a.on.recorder_id:
            raise invalid("recorder", "主持人不能兼任记录人", "The chair does not keep the record too")
        if scrutineers is not None:
            a.on.scrutineers.set(scrutineers)
        a.entry(
            data={
                "chair": str(a.on.chair_id) if a.on.chair_id else None,
                "recorder": str(a.on.recorder_id) if a.on.recorder_id else None,
                "scrutineers": [
                    str(pk) for pk in a.on.scrutineers.order_by("pk").values_list("pk", flat=True)
                ],
            }
        )
        tell_all(
            community=a.on.community_id,
            people=[person.pk for person in named if person.pk != actor.person],
            template="session.appointed",
            facts={"title": a.on.title},
            about=a.on.pk,
        )
    return session
