"""The hall of `make bench-ballots`: 500 signed-in representatives, and a poll opened and closed for every round."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session as SignIn
from django.db import transaction
from django.utils import timezone

from consult.agenda.models import AgendaItem, Motion
from consult.meeting.tickets import Ticket, issue
from consult.people.models import Account, Community, Person
from consult.voting import closing, preparing
from consult.voting.models import Cast, Poll
from tests.meeting.made import Hall
from tests.voting.crowd import seated
from tests.voting.made import CHAIR, hall_for
from tests.world import World, build

# Their numbers begin after those of the community's named people.
SEATED = 1000


@dataclass
class Voter:
    person: Person
    cookie: str


@dataclass
class Bench:
    world: World
    hall: Hall
    voters: list[Voter]
    polls: int = 0

    def ticket(self, voter: Voter | None) -> str:
        """What opens a socket; a watcher listens as a resident and is nobody."""
        room = self.hall.room.pk
        if voter is None:
            return issue(Ticket(room=room, audience="screen"))
        return issue(Ticket(room, "residents", voter.person.pk, voter.cookie))

    def open(self) -> Poll:
        """A motion of its own and the poll on it, opened."""
        chair, motion = self.world.actor(CHAIR), Motion.objects.get(pk=self.hall.motion.pk)
        self.polls += 1
        motion.pk, motion.stage = None, "drafted"
        motion.number = f"{self.hall.matter.number}-{1 + self.polls}"
        motion._state.adding = True
        motion.save()
        AgendaItem.objects.create(
            session=self.hall.session,
            position=100 + self.polls,
            title="表决",
            matter=self.hall.matter,
            motion=motion,
        )
        poll = preparing.prepare(actor=chair, motion=motion)
        return preparing.open_poll(actor=chair, poll=poll)

    def close(self, poll: Poll) -> None:
        """Every ballot that was answered is counted, or the round is worth nothing."""
        closed = closing.close(actor=self.world.actor(CHAIR), poll=poll)
        counted = closed.counts["counts"]
        cast = Cast.objects.filter(poll=poll).count()
        assert counted["yes"] + counted["no"] + counted["abstain"] == cast == len(self.voters)


def build_hall(voters: int) -> Bench:
    with transaction.atomic():
        world = build(beside=Community.objects.count())
        hall = hall_for(world)
        hall.motion.stage = "withdrawn"
        hall.motion.save()
        return Bench(world, hall, _voters(world, hall, voters))


def _voters(world: World, hall: Hall, count: int) -> list[Voter]:
    accounts = Account.objects.bulk_create(
        [
            Account(phone=world.phone(SEATED + n), phone_verified=True, demo=True, password="!")
            for n in range(count)
        ]
    )
    people = seated(world, count, room=hall.room, accounts=accounts)
    made = []
    for account, person in zip(accounts, people, strict=True):
        sign_in = SessionStore()
        sign_in[SESSION_KEY] = str(account.pk)
        sign_in[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        sign_in[HASH_SESSION_KEY] = account.get_session_auth_hash()
        made.append(
            (
                SignIn(
                    session_key=sign_in._get_new_session_key(),
                    session_data=sign_in.encode(dict(sign_in.items())),
                    expire_date=timezone.now() + timedelta(days=1),
                ),
                person,
            )
        )
    SignIn.objects.bulk_create([row for row, _ in made])
    return [Voter(person, row.session_key) for row, person in made]
