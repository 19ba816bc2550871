"""A hall in which something is voted: rows as the agenda and the meeting would have left them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from consult.agenda.forms import FORMS
from consult.agenda.models import Consultation, Participant, StatutoryMeeting
from consult.kernel import log
from consult.kernel.models import Log, LogEntry
from consult.kernel.permits import Actor
from consult.people.models import Role
from consult.voting import preparing
from consult.voting.casting import Wish, cast
from consult.voting.models import Poll, VotingRight
from consult.voting.receipts import Receipt
from tests.again import arranged
from tests.meeting.made import Hall, hall, seat
from tests.world import World

CHAIR, RECORDER, DESK, OTHER_DESK = "孙副主任", "社工小李", "社工小郑", "何主任"
# Six residents with a home of their own whom a meeting knows as representatives.
REPS = ("王阿姨", "丁奶奶", "小谷", "小范", "老尹", "葛阿姨")


@dataclass
class Vote:
    """A hall, and the poll prepared or opened in it."""

    world: World
    hall: Hall
    poll: Poll
    counted: list[Receipt] = field(default_factory=list)

    def fresh(self) -> Poll:
        return Poll.objects.get(pk=self.poll.pk)

    def actor(self, name: str) -> Actor:
        return self.world.actor(name)

    def open(self) -> Poll:
        self.poll = preparing.open_poll(actor=self.actor(CHAIR), poll=self.poll)
        return self.poll

    def cast(self, name: str, choice: Any, *, key: str = "", **more: Any) -> Receipt:
        receipt = cast(
            Wish(
                poll=self.poll.pk,
                actor=self.actor(name),
                key=key or f"key-{name}-{len(self.counted)}",
                choice=choice,
                **more,
            )
        )
        self.counted.append(receipt)
        return receipt

    def right(self, name: str) -> VotingRight:
        """The right of a person, or of their household, or of what they own."""
        person = self.world.people[name]
        for how in ("person", "household__representative", "party__voter"):
            found = VotingRight.objects.filter(poll=self.poll, **{how: person}).first()
            if found:
                return found
        raise AssertionError(f"{name} holds nothing in this poll")


def representatives(world: World, names: tuple[str, ...] = REPS) -> None:
    for name in names:
        world.hold(name, Role.RESIDENT_REP)


@arranged
def hall_for(
    world: World, *, form: str = "representatives_meeting", rule: str = "REP_MEETING_MAJ", options: Any = ()
) -> Hall:
    """A hall of any form."""
    made = hall(world, form=form, rule=rule)
    made.motion.options = list(options)
    made.motion.save()
    if FORMS[form].statutory:
        Consultation.objects.filter(session=made.session).delete()
        StatutoryMeeting.objects.get_or_create(session=made.session)
    if FORMS[form].level != "community":
        made.session.grid = world.grids[0]
        made.session.save()
        made.matter.affected = {"kind": "grid", "ids": [str(world.grids[0].pk)]}
        made.matter.save()
    return made


@arranged
def meeting(
    world: World,
    *,
    form: str = "representatives_meeting",
    rule: str = "REP_MEETING_MAJ",
    seated: tuple[str, ...] = (*REPS, CHAIR, OTHER_DESK),
    options: Any = (),
    **prepared: Any,
) -> Vote:
    """A representatives' meeting of eight (six representatives, two of the committee), all of them in the hall.

    `prepared` is handed to poll.prepare. Another form or rule is set up the same way.
    """
    if form == "representatives_meeting":
        representatives(world)
    made = hall_for(world, form=form, rule=rule, options=options)
    seat(made.room, *(world.people[name] for name in seated))
    if prepared.get("scope", {}).get("kind") in ("grid", "building", "unit"):
        # Where it is voted is where it touches.
        made.matter.affected = prepared["scope"]
        made.matter.save()
    poll = preparing.prepare(actor=world.actor(CHAIR), motion=made.motion, **prepared)
    return Vote(world, made, poll)


@arranged
def opened(world: World, **how: Any) -> Vote:
    vote = meeting(world, **how)
    vote.open()
    return vote


def stakeholders(world: World, vote_hall: Hall, count: int) -> list[Participant]:
    """X: the first doors of the first building."""
    return [
        Participant.objects.create(
            session=vote_hall.session, part=Participant.Part.X, household=home, why="利益相关方"
        )
        for home in world.homes[:count]
    ]


def entries(verb: str) -> list[dict[str, Any]]:
    """What the community's ledger says under this verb."""
    rows = LogEntry.objects.filter(verb=verb, log__kind=Log.Kind.LEDGER).order_by("seq")
    return [log.parsed(row) for row in rows]


def young(world: World, name: str) -> None:
    person = world.people[name]
    person.of_age_on = date(2030, 1, 1)
    person.save()
