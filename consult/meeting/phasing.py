"""phase.enter and round.begin: how a session of this form goes on, and speaking in turn round the table.

What a phase allows is data (agenda/phases.py). The chair moves from one to the next; taking something up, putting a
question and closing the session move by themselves, so that nobody has to press twice.
"""

from __future__ import annotations

from uuid import UUID

from consult.agenda.forms import FORMS
from consult.agenda.models import Session
from consult.agenda.phases import speaks
from consult.kernel import clock
from consult.kernel.act import Act
from consult.kernel.errors import Refusal, invalid
from consult.kernel.found import only
from consult.kernel.models import Log
from consult.kernel.permits import Actor

from . import floor
from .acting import RoomAct, in_room
from .models import FloorEntry, Proposal, Room
from .reads import does, is_party, phase_of, present, stances_open, turn_seconds, unheard
from .rules import INTERJECTIONS, PRESENT, ROUND

# A table at which everybody speaks in turn; beyond it a round outlasts the evening.
MOST_AT_A_TABLE = 60


def enter(*, actor: Actor, room: Room, phase: str) -> Room:
    """phase.enter: go to a phase of the form. Who asked for something it has no place for withdraws, and is told."""
    if FORMS[room.session.form].phase(phase) is None:
        raise invalid("phase", "这种会议没有这个环节", "This form of session has no such phase")
    with in_room("phase.enter", actor=actor, room=room) as a:
        if a.on.phase == phase:
            raise Refusal("already_so", "已经在这个环节", "The room is in this phase already")
        move(a.on, phase)
        _clear(a)
        a.note(phase=phase)
        a.touch("room", "floor")
    return room


def move(room: Room, phase: str) -> None:
    """Go to a phase, in the transaction of the verb that led there."""
    if room.phase and room.phase != phase:
        room.phase = phase
        room.save(update_fields=["phase"])


def move_to_debate(room: Room) -> None:
    """Something was taken up: if the phase is one in which nobody speaks to it, on to the first in which they do."""
    phase = phase_of(room)
    if phase is None or speaks(phase):
        return
    onward = next((each for each in FORMS[room.session.form].phases if speaks(each)), None)
    if onward is not None:
        move(room, onward.code)


def leave_call(session: Session) -> None:
    """The session opens: proposals were called for until then."""
    room = only(
        Room.objects.select_for_update(of=("self",)).select_related("session").filter(session=session)
    )
    phase = phase_of(room) if room else None
    if room is not None and phase is not None and "propose" in phase.does:
        move(room, FORMS[session.form].phases[1].code)


def follow_poll(a: Act) -> None:
    """Downstream of poll.open, poll.close and poll.unseal: a form with phases for the vote and its result goes to them.

    A sealed box that is shut has no result yet.
    """
    room = only(
        Room.objects.select_for_update(of=("self",))
        .select_related("session")
        .filter(session_id=a.on.session_id)
    )
    if room is None or a.on.over_days or a.on.stage == "shut":
        return
    onward = "vote" if a.verb == "poll.open" else "result"
    if FORMS[room.session.form].phase(onward) is not None:
        move(room, onward)


def begin_round(*, actor: Actor, room: Room) -> int:
    """round.begin 轮流发言: everybody at the table asks to speak, in the order in which they sat down; who wants to pass
    withdraws. Where the floor is the proposers', they are called by the numbers of their proposals; where it is the
    parties', they alone. The number of the round."""
    with in_room("round.begin", actor=actor, room=room) as a:
        turns = _turns(a.on)
        if not turns:
            raise Refusal("nobody_to_call", "没有可以请的人", "There is nobody to call")
        if len(turns) > MOST_AT_A_TABLE:
            raise Refusal(
                "table_too_large",
                f"在座 {len(turns)} 人，轮流发言最多 {MOST_AT_A_TABLE} 人",
                f"{len(turns)} are at the table; a round takes {MOST_AT_A_TABLE} at most",
                next_zh="请分组讨论，或由想发言的人举手",
                next_en="Talk in groups, or let those who wish raise their hands",
            )
        number: int = a.on.round + 1
        a.on.round = number
        a.on.save(update_fields=["round"])
        size = Log.objects.values_list("size", flat=True).get(pk=a.on.stream_id)
        made = FloorEntry.objects.bulk_create(
            FloorEntry(
                room=a.on,
                item_id=a.on.item_id,
                motion_id=a.on.motion_id,
                person_id=person,
                proposal=proposal,
                stance=PRESENT if proposal else ROUND,
                asked_at=clock.now(),
                place=floor.place_of(size, seat),
                allotted=turn_seconds(a.on),
            )
            for seat, (person, proposal) in enumerate(turns, 1)
        )
        for entry in made:
            a.tell(entry.person_id, waiting=str(entry.pk), cut="")
        a.note(round=number, seats=len(made))
        a.touch("room", "floor")
    return number


def _turns(room: Room) -> list[tuple[UUID, Proposal | None]]:
    """Whom a round calls, in order, and what each is to present. Who waits already keeps their place."""
    waiting = FloorEntry.objects.filter(room=room, state=FloorEntry.State.WAITING).values("person")
    seated = present(room).exclude(person__in=waiting)
    phase = phase_of(room)
    if phase is not None and phase.speakers == "proposers":
        here = unheard(room).filter(proposer__in=seated.values("person"))
        # One waiting entry a person: a second proposal of theirs follows when the first was heard.
        firsts = {proposal.proposer_id: proposal for proposal in reversed(here)}
        return [(person, firsts[person]) for person in sorted(firsts, key=lambda one: firsts[one].number)]
    people = list(
        seated.exclude(person=room.chair_id)
        .order_by("signed_in_at", "pk")
        .values_list("person_id", flat=True)
    )
    parties = phase is not None and phase.speakers == "parties"
    return [(person, None) for person in people if not parties or is_party(room, person)]


def _clear(a: RoomAct) -> None:
    """Withdraw what waits and has no place in the new phase."""
    allowed = {*stances_open(a.on), *INTERJECTIONS}
    if does(a.on, "round"):
        allowed.add(ROUND)
    for entry in FloorEntry.objects.filter(room=a.on, state=FloorEntry.State.WAITING).exclude(
        stance__in=allowed
    ):
        floor.withdraw(entry)
        a.tell(entry.person_id, waiting=None)
