"""What the scaled form serves in these tests: the small community, its representatives in the hall, and an open vote.

    python -m tests.scaled.place FILE

Runs as a process of its own, once the database is there and before anything serves it. FILE gets what a test needs to
know: the room, the poll, and by name each person's phone number and session key.
"""

import json
import sys
from pathlib import Path

import django

django.setup()

from django.core.management import call_command  # noqa: E402  after the settings
from django.db import transaction  # noqa: E402

from consult.people.models import Role  # noqa: E402
from tests.meeting.made import seat  # noqa: E402
from tests.meeting.serving import signed_in  # noqa: E402
from tests.scaled.going import VOTERS  # noqa: E402
from tests.voting.made import meeting  # noqa: E402
from tests.world import build  # noqa: E402


def main() -> None:
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    with transaction.atomic():
        world = build()
        vote = meeting(world)
        for home, name in enumerate(VOTERS):
            seat(vote.hall.room, world.person(name, home=world.homes[10 + home]))
            world.hold(name, Role.RESIDENT_REP)
        vote.open()
        people = {
            name: {"id": str(person.pk), "phone": person.account.phone, "session": signed_in(person)}
            for name, person in world.people.items()
            if person.account
        }
    told = {"room": str(vote.hall.room.pk), "poll": str(vote.poll.pk), "people": people}
    Path(sys.argv[1]).write_text(json.dumps(told))


if __name__ == "__main__":
    main()
