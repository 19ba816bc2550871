"""签到、签退: who is present, by act."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from consult.kernel import clock
from consult.kernel.errors import Refusal, not_permitted
from consult.kernel.found import only
from consult.kernel.permits import Actor
from consult.people.models import Household, Person
from consult.people.who import person_id

from . import floor
from .acting import in_room
from .models import Presence, Room
from .permits import at_the_desk


def sign_in(
    *, actor: Actor, room: Room, mode: str, person: Person | None = None, household: Household | None = None
) -> Presence:
    """Sign in oneself, or (staff) somebody in the hall who has no phone; `household` is whom they stand for."""
    who = person.pk if person else person_id(actor)
    if who != actor.person and not at_the_desk(actor, room):
        raise not_permitted("presence.sign_in")
    with in_room("presence.sign_in", actor=actor, room=room, given={"speaker": who}) as a:
        already = only(Presence.objects.filter(room=a.on, person_id=who, signed_out_at__isnull=True))
        if already:
            # Somebody who signed in on the phone and then walks in is on site from now on.
            if already.mode != mode:
                already.mode = mode
                already.save(update_fields=["mode"])
            found = already
        else:
            try:
                with transaction.atomic():
                    found = Presence.objects.create(
                        room=a.on,
                        person_id=who,
                        household=household,
                        mode=mode,
                        signed_in_at=clock.now(),
                        signed_in_by_id=actor.person if who != actor.person else None,
                    )
            except IntegrityError as twice:
                raise Refusal("already_here", "已经签到", "Already signed in") from twice
        a.note(person=str(who), mode=mode)
        a.tell(who, presence=mode, removed="", warned=found.warned)
    return found


def sign_out(*, actor: Actor, room: Room, person: Person | None = None) -> None:
    """Leave: presence ends, what was asked for is withdrawn, a turn is over. A ballot already cast stays."""
    who = person.pk if person else person_id(actor)
    if who != actor.person and not at_the_desk(actor, room):
        raise not_permitted("presence.sign_out")
    with in_room("presence.sign_out", actor=actor, room=room) as a:
        Presence.objects.filter(room=a.on, person_id=who, signed_out_at__isnull=True).update(
            signed_out_at=clock.now()
        )
        a.note(person=str(who))
        floor.leave(a, who)
        a.tell(who, presence=None, removed="", warned="")
