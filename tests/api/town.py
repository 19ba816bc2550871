"""A community in which everything goes on at once, and which grows: one more of each thing, one more child of each.

`Town(world).grow()` is called as often as a test wants it large. What the API's addresses name is in `things`, by the
collection an address begins with, or by that and its last word where only one of the things has it. Matters, sessions,
polls and orders come from the stages' own verbs; what only makes a page longer (one more endorsement, one more letter)
is inserted.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from itertools import count
from typing import Any

from consult.agenda.models import Participant
from consult.intake import petitions, powers, raising
from consult.kernel import clock, ledger
from consult.meeting import concerns
from consult.notice.models import Message
from consult.notice.outbox import tell
from consult.people import rolls
from consult.people.models import (
    Body,
    Building,
    BuildingUnit,
    Community,
    Delegation,
    ExclusiveUnit,
    Grid,
    Holding,
    Household,
    OwnershipParty,
    Person,
    Residency,
    ResidentialCompound,
    Role,
)
from consult.resolution import objecting
from consult.supervision.models import Order
from consult.voting import closing
from tests.agenda import scene
from tests.api import longer
from tests.intake import steps
from tests.meeting import reviewing
from tests.meeting.made import Hall, hall, seat
from tests.people.test_roll_import import file_of, row
from tests.resolution import made as resolved
from tests.supervision import made as supervised
from tests.voting import sealed_made
from tests.voting.made import opened
from tests.world import World

_names = count(1)


class Town:
    """`things`: by the collection of the API's addresses, the thing whose own page grows, and others of its kind."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.things: dict[str, list[Any]] = defaultdict(list)
        self.times = 0
        self._places()
        self._session()
        self._hall()
        self._votes()
        self._carried_out()

    # What has a page of its own.

    def _places(self) -> None:
        world = self.world
        self.things["grids"] = world.grids
        self.things["compounds"] = [world.compound]
        self.things["households"] = [world.homes[0]]
        self.things["people"] = [world.people["小谷"]]
        self.things["holdings"] = [Holding.objects.filter(person=world.people["楼长刘姐"])[0]]
        seen = rolls.preview(
            actor=world.actor("社工小李"),
            community=world.community,
            data=file_of([row("901", "甲")]),
            filename="名册.csv",
        )
        self.things["rolls"] = [seen.roll]

    def _session(self) -> None:
        """A published round table whose letters went out, on a matter with everything beside it."""
        world = self.world
        matter = steps.listed(world, title="把闲置自行车库改作老年助餐点")
        session = scene.published(world, it=matter)
        Participant.objects.create(session=session, part="O", person=world.people["王阿姨"], why="提出人")
        self.main = matter
        self.things["matters"].append(matter)
        self.things["petitions/start"].append(matter)
        petition = petitions.start(
            actor=world.actor("小谷"), matter=steps.declined(world), kind="adults", text="请召集居民会议"
        )
        self.things["petitions"].append(petition)
        self.things["sessions"].append(session)
        self.things["materials"].append(session.materials.get())
        self.things["invitations"].append(scene.letter(session, household=world.homes[0]))

    def _hall(self) -> None:
        """An open representatives' meeting with people, turns, remarks and points in its room."""
        world = self.world
        made: Hall = hall(world)
        seat(made.room, *(world.people[name] for name in ("社工小李", "孙副主任")))
        self.hall = made
        self.things["rooms"].append(made.room)
        self.things["kiosk"].append(made.room)
        for part in ("concerns", "minutes", "photos"):
            self.things[f"sessions/{part}"].append(made.session)
        self.things["sessions/photos"].append(made.session)
        self.things["motions"].append(made.motion)
        # A review whose call is open, with somebody's proposal.
        review = reviewing.announced(world)
        self.review = review.session
        self.things["sessions/proposals"].append(review.session)
        self.things["proposals"].append(reviewing.bring(world, review, "王阿姨"))
        for part in ("concerns", "minutes", "photos"):
            self.things[f"sessions/{part}"].append(made.session)
        told = concerns.note(
            actor=world.actor("社工小李"), community=world.community, text="电梯老是停", person_name="冯师傅"
        )
        self.things["concerns"].append(told)

    def _votes(self) -> None:
        """A named vote that is over, a sealed one that was opened, and an open one."""
        world = self.world
        over = opened(world)
        over.cast("王阿姨", "yes")
        closing.close(actor=world.actor("孙副主任"), poll=over.poll)
        box = sealed_made.opened(world)
        box.cast_all({"王阿姨": "yes"})
        box.shut()
        box.unseal()
        running = opened(world)
        self.over, self.box = over.poll, box.poll
        self.things["polls"] += [over.fresh(), running.fresh(), box.poll]
        self.things["polls/opened"].append(box.poll)
        self.things["polls/key_request"].append(sealed_made.prepared(world).poll)
        self.things["polls/opening_request"].append(box.poll)
        self.things["evidence"].append(over.fresh())

    def _carried_out(self) -> None:
        """A decision on the board with objections, an order under way, a matter being judged."""
        world = self.world
        resolution = supervised.posted(world, supervised.row(world))
        objecting.raise_objection(actor=world.actor("老尹"), resolution=resolution, reason="担心油烟")
        self.posted = resolution
        order = supervised.under_way(world)
        judged = supervised.evaluating_matter(world)
        supervised.give(world, "王阿姨", judged)
        self.order, self.judged = order, judged
        self.things["resolutions"].append(resolution)
        self.things["board"].append(resolution)
        self.things["objections"].append(resolution.objections.get())
        self.things["orders"].append(order)
        self.things["matters"] += [judged, resolution.matter]
        self.things["matters/evaluation"].append(judged)

    # One more of everything.

    def grow(self) -> None:
        self.times += 1
        self._more_people()
        self._more_matters()
        self._more_sessions()
        longer.matters(self)
        longer.sessions(self)
        longer.rooms(self)
        longer.votes(self)
        longer.board(self)
        longer.orders(self)

    def somebody(self, *, home: Household | None = None, role: Role | None = None, **scope: Any) -> Person:
        name = f"新来的人{next(_names)}"
        person = self.world.person(name, home=home)
        if role:
            self.world.hold(name, role, **scope)
        return person

    def _more_people(self) -> None:
        """Places, who lives there, who claims to, who owns, who holds what; a message; another community's neighbour."""
        world, n = self.world, self.times
        building = Building.objects.create(
            community=world.community,
            compound=world.compound,
            grid=world.grids[0],
            name=f"{100 + n}号楼",
            number=100 + n,
            x=10,
            y=10,
        )
        unit = BuildingUnit.objects.create(building=building, number=1)
        BuildingUnit.objects.create(building=world.buildings[0], number=100 + n)
        home = Household.objects.create(
            community=world.community, grid=world.grids[0], building=building, unit=unit, room="101"
        )
        party = OwnershipParty.objects.create(compound=world.compound, name=f"产权人{n}")
        ExclusiveUnit.objects.create(compound=world.compound, household=home, party=party, area_cm2=620_000)
        other = Household.objects.create(
            community=world.community, grid=world.grids[0], building=building, unit=unit, room="102"
        )
        owned = world.homes[0].exclusive_unit.party
        ExclusiveUnit.objects.create(compound=world.compound, household=other, party=owned, area_cm2=100_000)
        ResidentialCompound.objects.create(community=world.community, name=f"新小区{n}")
        Grid.objects.create(
            community=world.community, code=f"9{n}", name=f"新网格{n}", office_phone="", hours=""
        )
        self.somebody(home=world.homes[0])
        body = Body.objects.create(
            subdistrict=world.community.subdistrict,
            community=world.community,
            kind=Body.Kind.UNIT,
            name=f"驻区单位{n}",
        )
        self.somebody(home=home, role=Role.ORG_REP, body=body)
        self.somebody(role=Role.PARTY_MEMBER, body=world.bodies["party"])
        self.somebody(role=Role.GRID_WORKER, grid=world.grids[0])
        world.hold("王阿姨", Role.COUNCIL_MEMBER, body=body)
        world.hold("社工小李", Role.ORG_REP, body=body)
        for person in (self.somebody(), world.people["王阿姨"]):
            claim = Residency.objects.create(
                community=world.community,
                person=person,
                household=other,
                relation=Residency.Relation.FAMILY,
                claimed_at=clock.now(),
            )
            self.things["residencies"].append(claim)
        Delegation.objects.create(
            community=world.community,
            subjects=["便民服务"],
            decided_on=clock.today(),
            valid_until=clock.today() + timedelta(days=300),
            record=f"居民会议第{n}次决定",
        )
        another = Community.objects.create(
            subdistrict=world.community.subdistrict,
            code=f"{world.community.code}{n}",
            name=f"新社区{n}",
            short=f"新{n}",
            city="云州市",
        )
        ledger.found(community=another.pk, demo=True, data={"name": another.name})
        for name in ("王阿姨", "社工小李", "周书记", "老尹"):
            tell(
                community=world.community.pk,
                person=world.people[name].pk,
                template="matter.accepted",
                facts={"number": self.main.number, "title": self.main.title},
                about=self.main.pk,
            )
        self.things["notices"] = list(Message.objects.filter(person=world.people["王阿姨"].pk))

    def _more_matters(self) -> None:
        """One at each stop of the way in."""
        world = self.world
        for make in (
            steps.raised,
            steps.accepted,
            steps.with_grid,
            steps.in_review,
            steps.returned,
            steps.declined,
            steps.listed,
            steps.contested,
        ):
            make(world)
        steps.routed(world, "government")
        powers.appeal(actor=world.actor("王阿姨"), matter=steps.declined(world), reason="这是公共的事")
        twice = steps.raised(world)
        raising.endorse(actor=world.actor("小谷"), matter=twice)

    def _more_sessions(self) -> None:
        """One being prepared, one announced, one open, a draft and a signed resolution, an order of each kind."""
        world = self.world
        scene.drafted(world)
        self.things["motions"].append(scene.moved(world, scene.ready(world)))
        scene.published(
            world, it=scene.matter(world, affected={"kind": "unit", "ids": [str(world.units[0].pk)]})
        )
        hall(world, form="round_table", rule="CONSENSUS")
        opened(world)
        resolved.decision(world)
        resolved.signed(world, resolved.decision(world))
        supervised.posted(world)
        supervised.settled_small(world, supervised.row(world))
        supervised.issued(world)
        supervised.reported(world)
        late = supervised.issued(world)
        Order.objects.filter(pk=late.pk).update(
            deadline=clock.today() - timedelta(days=3), owner=world.people["社工小李"]
        )
