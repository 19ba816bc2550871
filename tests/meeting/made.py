"""An open session with its room, made as rows: the agenda's own tests show how one comes about."""

from __future__ import annotations

from dataclasses import dataclass

from consult.agenda.models import AgendaItem, Consultation, Motion, Session, StatutoryMeeting
from consult.intake.models import Matter
from consult.intake.numbering import next_number
from consult.kernel import clock, log
from consult.kernel.models import Log
from consult.meeting.models import Minutes, Presence, Room
from tests.again import arranged
from tests.world import World


@dataclass
class Hall:
    session: Session
    room: Room
    items: list[AgendaItem]
    motion: Motion
    matter: Matter

    def fresh(self) -> Room:
        return Room.objects.select_related("session").get(pk=self.room.pk)


@arranged
def hall(
    world: World, *, form: str = "representatives_meeting", stage: str = "open", rule: str = "REP_MEETING_MAJ"
) -> Hall:
    """One session with two items and a drafted motion; 孙副主任 chairs, 社工小李 records."""
    statutory = form in ("representatives_meeting", "residents_meeting")
    matter = Matter.objects.create(
        community=world.community,
        number=next_number(world.community),
        stage="discussing",
        title="用社区闲置用房开设老年助餐点",
        text="六十岁以上居民做饭困难。",
        category="养老助残托幼",
        affected={"kind": "community", "ids": []},
        proposer=world.people["王阿姨"],
        raised_at=clock.now(),
        pack="cn-2026",
    )
    session = Session.objects.create(
        community=world.community,
        form=form,
        stage=stage,
        title="居民代表会议",
        starts_at=clock.now(),
        place="社区议事厅",
        convener=world.people["何主任"],
        chair=world.people["孙副主任"],
        recorder=world.people["社工小李"],
        pack="cn-2026",
        published_at=clock.now(),
        opened_at=clock.now() if stage == "open" else None,
    )
    (StatutoryMeeting if statutory else Consultation).objects.create(session=session)
    motion = Motion.objects.create(
        community=world.community,
        matter=matter,
        session=session,
        mover=world.people["王阿姨"],
        number=f"{matter.number}-1",
        title="开设助餐点",
        who="居委会",
        when="六月前",
        what="把原自行车库改为助餐点，由中央厨房配送",
        rule=rule,
        legality="合法",
        legality_favourable=True,
        legality_by=world.people["石律师"],
        legality_at=clock.now(),
    )
    items = [
        AgendaItem.objects.create(session=session, position=1, title="情况说明", matter=matter),
        AgendaItem.objects.create(session=session, position=2, title="表决", matter=matter, motion=motion),
    ]
    room = Room.objects.create(
        session=session,
        stream=log.open_log(kind=Log.Kind.ROOM, community=world.community.pk),
        chair=session.chair,
        item=items[0],
    )
    Minutes.objects.create(session=session)
    return Hall(session, room, items, motion, matter)


def seat(room: Room, *people: object, mode: str = "on_site") -> None:
    """People who are in the hall."""
    for person in people:
        Presence.objects.create(room=room, person=person, mode=mode, signed_in_at=clock.now())


def gathered(world: World) -> Hall:
    """An open room with three residents, the chair and the recorder in the hall."""
    made = hall(world)
    seat(made.room, *(world.people[name] for name in ("王阿姨", "小谷", "老尹", "孙副主任", "社工小李")))
    return made
