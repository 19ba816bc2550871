"""A community as the stories see it: its people by the names they go by, its places by their codes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from consult.agenda.models import Motion, Session
from consult.intake.models import Matter
from consult.kernel import clock
from consult.kernel.permits import Actor
from consult.meeting.models import Presence, Room
from consult.people.models import Building, Community, Grid, Holding, Household, Person, Role
from consult.people.who import actor_of
from consult.voting.models import Poll, VotingRight

COMMITTEE = (Role.COMMITTEE_DIRECTOR, Role.COMMITTEE_DEPUTY, Role.COMMITTEE_MEMBER)


@dataclass
class Town:
    """`people` are those with a part to play; everybody else is found by where they live."""

    community: Community
    people: dict[str, Person]
    matters: dict[str, Matter] = field(default_factory=dict)

    def actor(self, name: str, *, factor: bool = False) -> Actor:
        """Who acts, with today's roles; `factor` where they have just shown their second factor."""
        return self.as_actor(self.people[name], factor=factor)

    def as_actor(self, person: Person, *, factor: bool = False) -> Actor:
        return actor_of(person, factor_at=clock.now() if factor else None)

    def grid(self, code: str) -> Grid:
        return Grid.objects.get(community=self.community, code=code)

    def building(self, compound: str, name: str) -> Building:
        return Building.objects.get(community=self.community, compound__name=compound, name=name)

    def homes(self, **place: object) -> list[Household]:
        """Households in the order of their doors."""
        found = Household.objects.filter(community=self.community, **place)
        return list(found.order_by("building__number", "unit__number", "room"))

    def speakers(self, homes: Sequence[Household]) -> list[Person]:
        """The representatives of those households that have named one."""
        named = [home.representative_id for home in homes if home.representative_id]
        people = Person.objects.in_bulk(named)
        return [people[pk] for pk in named]

    def holders(self, *roles: str) -> list[Person]:
        """Everybody who holds one of the roles in this community, each once, by name."""
        today = clock.today()
        held = Holding.objects.filter(community=self.community, role__in=roles, starts__lte=today, ends=None)
        return list(Person.objects.filter(pk__in=held.values("person_id")).order_by("name", "pk"))

    def members_of_meeting(self) -> list[Person]:
        """居民代表会议: representatives and committee members."""
        return self.holders(Role.RESIDENT_REP, *COMMITTEE)

    def room(self, session: Session) -> Room:
        return Room.objects.select_related("session").get(session=session)

    def rights(self, poll: Poll) -> list[VotingRight]:
        """The rights whose holder can vote now, in roll order."""
        return list(VotingRight.objects.filter(poll=poll, struck="").order_by("number"))

    def present(self, session: Session) -> set[object]:
        room = self.room(session)
        return set(Presence.objects.filter(room=room, signed_out_at=None).values_list("person_id", flat=True))

    def motion(self, session: Session) -> Motion:
        return Motion.objects.get(session=session)
