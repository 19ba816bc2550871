"""A hall full of phones, as rows: an open session with its history, and a sign-in for everybody.

    python -m bench.hall FILE PHONES HISTORY

Makes the tables in the database the environment names, and a community of its own beside those there; writes to FILE what a bench needs to know: the room, its epoch
and position, (audience, person, session key) of every phone, and session keys of residents who are in the hall and may
speak. One phone in a hundred is the desk's, two are big screens.
"""

from __future__ import annotations

import json
import random
import sys
import uuid
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402  after the settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.contrib.sessions.models import Session as SignIn  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from consult.kernel import clock  # noqa: E402
from consult.meeting import floor, remarks  # noqa: E402
from consult.people.models import Account, Community, Person, Residency  # noqa: E402
from tests.meeting.made import Hall, hall, seat  # noqa: E402
from tests.world import World, build  # noqa: E402

DESK = "社工小李"
SCREENS = 2
# Their numbers begin after those of the community's named people.
RESIDENTS = 1000
SPEAKERS = ("王阿姨", "小谷", "老尹", "葛阿姨")


def residents(world: World, count: int) -> list[Person]:
    """That many more people of the community, each with an account and a home."""
    accounts = [
        Account(phone=world.phone(RESIDENTS + n), phone_verified=True, demo=True, password="!")
        for n in range(count)
    ]
    people = [
        Person(
            community=world.community,
            account=account,
            name=f"住户{n}",
            of_age_on=date(1990, 1, 1),
            demo=True,
        )
        for n, account in enumerate(accounts)
    ]
    homes = [
        Residency(
            community=world.community,
            person=person,
            household=world.homes[n % len(world.homes)],
            relation=Residency.Relation.OWNER,
            state=Residency.State.CONFIRMED,
            claimed_at=clock.now(),
            settled_at=clock.now(),
        )
        for n, person in enumerate(people)
    ]
    for table, rows in ((Account, accounts), (Person, people), (Residency, homes)):
        table.objects.bulk_create(rows, batch_size=500)
    return people


def sign_in(people: list[Person]) -> list[str]:
    """A session for each, as signing in leaves it; their keys."""
    made = [
        SignIn(
            session_key=uuid.uuid4().hex,
            session_data=SessionStore().encode(
                {
                    SESSION_KEY: str(person.account_id),
                    BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
                    HASH_SESSION_KEY: person.account.get_session_auth_hash(),
                }
            ),
            expire_date=timezone.now() + timedelta(days=1),
        )
        for person in people
        if person.account
    ]
    SignIn.objects.bulk_create(made, batch_size=500)
    return [one.session_key for one in made]


def history(world: World, here: Hall, count: int) -> None:
    """What was said so far, by the verbs themselves: mostly remarks, now and then a hand."""
    for number in range(count):
        name = SPEAKERS[number % len(SPEAKERS)]
        if number % 10 < 8:
            remarks.send(
                actor=world.actor(name),
                room=here.fresh(),
                text=f"第{number}条:自行车库改造后,充电的地方要留够",
            )
        elif number % 10 == 8:
            floor.raise_hand(actor=world.actor(name), room=here.fresh(), stance="question")
        else:
            floor.lower_hand(actor=world.actor(SPEAKERS[(number - 1) % len(SPEAKERS)]), room=here.fresh())


@transaction.atomic
def make(phones: int, items: int) -> dict[str, Any]:
    world = build(beside=Community.objects.count())
    here = hall(world)
    seat(here.room, *(world.people[name] for name in (*SPEAKERS, "孙副主任", DESK)))
    history(world, here, items)
    desks = [world.people[DESK]] * max(1, phones // 100)
    people = residents(world, phones - len(desks) - SCREENS)
    room = here.fresh()
    room.stream.refresh_from_db()
    held = [
        *(("residents", str(person.pk), key) for person, key in zip(people, sign_in(people), strict=True)),
        *(("staff", str(person.pk), key) for person, key in zip(desks, sign_in(desks), strict=True)),
        *(("screen", None, "") for _ in range(SCREENS)),
    ]
    # Any so many of them from the front are a hall of their own.
    random.Random(1).shuffle(held)
    return {
        "room": str(room.pk),
        "epoch": str(room.epoch),
        "pos": room.stream.size,
        "phones": held,
        "speakers": sign_in([world.people[name] for name in SPEAKERS]),
    }


def main() -> None:
    file, phones, items = sys.argv[1:]
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    Path(file).write_text(json.dumps(make(int(phones), int(items))))


if __name__ == "__main__":
    main()
