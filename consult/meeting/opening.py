"""session.open, session.adjourn, session.close, session.fail, session.agree: the session's course, seen from its room."""

from __future__ import annotations

from consult.agenda.forms import FORMS
from consult.agenda.models import Session
from consult.agenda.standing import matters_of, moves_matters
from consult.kernel import clock, log
from consult.kernel.act import Act, act
from consult.kernel.found import only
from consult.kernel.models import Log
from consult.kernel.packs import load
from consult.kernel.permits import Actor
from consult.kernel.text import plain
from consult.people.models import Building, Grid

from . import floor, phasing
from .acting import in_stream
from .models import Minutes, Point, Room
from .reads import counted
from .stream import for_staff


def make_room(a: Act) -> None:
    """Downstream of session.publish: the room exists from the day the agenda is public, so that links to it work."""
    session: Session = a.on
    stream = log.open_log(kind=Log.Kind.ROOM, community=session.community_id)
    pack = load(session.pack)
    Room.objects.create(
        session=session,
        stream=stream,
        chair=session.chair,
        phase=FORMS[session.form].phases[0].code,
        turn_seconds=pack.number("floor.turn_seconds"),
        turns_each=pack.number("floor.turns_each"),
    )
    Minutes.objects.create(session=session)


def open_session(*, actor: Actor, session: Session) -> Session:
    """session.open, also after an adjournment: the room is as it was left."""
    with act("session.open", actor=actor, on=session) as a:
        resumed = a.on.opened_at is not None
        a.on.opened_at = a.on.opened_at or clock.now()
        if not resumed:
            phasing.leave_call(a.on)
        if moves_matters(a.on):
            a.carry(matters_of(a.on))
        a.entry(
            data={"title": a.on.title, "form": a.on.form, "resumed": resumed},
            about=[m.pk for m in matters_of(a.on)],
        )
    return session


def adjourn(*, actor: Actor, session: Session, until: str) -> Session:
    """session.adjourn 休会: to another day, with queue, motion and minutes as they stand."""
    words = plain(until, field="until", limit=100)
    with act("session.adjourn", actor=actor, on=session) as a:
        a.entry(data={"until": words}, about=[m.pk for m in matters_of(a.on)])
    return session


def close(*, actor: Actor, session: Session) -> Session:
    """session.close 散会: the floor is emptied, the stream's root is anchored in the ledger."""
    with act("session.close", actor=actor, on=session) as a:
        room = Room.objects.select_for_update(of=("self",)).get(session=a.on)
        floor.empty(actor=actor, room=room)
        phasing.move(room, "close")
        a.on.closed_at = clock.now()
        if moves_matters(a.on):
            a.carry(matters_of(a.on))
        stream = Log.objects.get(pk=room.stream_id)
        attended = counted(room)
        a.entry(
            data={
                "title": a.on.title,
                "present": attended.count(),
                "on_site": attended.filter(mode="on_site").count(),
                "stream": {"id": str(stream.pk), "size": stream.size, "root": log.root(stream).hex()},
            },
            about=[m.pk for m in matters_of(a.on)],
        )
    return session


def agree(*, actor: Actor, session: Session) -> Session:
    """session.agree: a consultation that reached consensus without a vote; what was confirmed becomes the draft."""
    with act("session.agree", actor=actor, on=session) as a:
        points = Point.objects.filter(room__session=a.on, confirmed=True)
        a.entry(
            data={"consensus": [p.text for p in points if p.kind == Point.Kind.CONSENSUS]},
            about=[m.pk for m in matters_of(a.on)],
        )
    return session


def fail(*, actor: Actor, session: Session, reason: str, touches: Building | Grid | None = None) -> Session:
    """session.fail 未果: a grid session that reached nothing; after the pack's number of them, or when it came out that
    another grid is touched too (`touches`, T9), the matter moves up.
    """
    words = plain(reason, field="reason", limit=500)
    with act("session.fail", actor=actor, on=session, given={"touches": touches}) as a:
        matters = matters_of(a.on)
        a.carry(matters)
        a.entry(data={"reason": words, "form": a.on.form}, about=[m.pk for m in matters])
    return session


def show_session(a: Act) -> None:
    """Downstream of what is done to a session: its room shows it."""
    room = only(Room.objects.filter(session=a.on))
    if room is not None:
        in_stream(
            room,
            verb=a.verb,
            actor=a.actor,
            parts=["room", "floor", "call", "opinions", for_staff("minutes")],
            data={"stage": a.on.stage},
        )


def show_motion(a: Act) -> None:
    """Downstream of what is done to a motion: if its session has a room, the room shows it."""
    room = only(Room.objects.filter(session=a.on.session_id))
    if room is not None:
        # A motion that is split has its parts on the agenda in its place.
        parts = ["room", "agenda", "motion", "floor"]
        in_stream(room, verb=a.verb, actor=a.actor, parts=parts, data={"motion": str(a.on.pk)})
