"""One database of `make bench-ballots`: how long putting a question to 5,000 rights takes, the roll frozen and hashed with it.

    python -m bench.ballots_opening ROUNDS

The environment says which database. The last line is JSON: the seconds of every round.
"""

from __future__ import annotations

import json
import os
import sys
import time
from datetime import timedelta

import django

RIGHTS = 5000


def main(rounds: int) -> int:
    os.environ["DJANGO_SETTINGS_MODULE"] = "consult.config.settings"
    django.setup()
    from django.core.management import call_command
    from django.db import connection, transaction

    from consult.kernel import clock
    from consult.voting import correcting, preparing
    from tests.voting.crowd import households
    from tests.voting.made import CHAIR, hall_for
    from tests.world import build

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    with transaction.atomic():
        world = build()
        households(world, RIGHTS)
        hall = hall_for(world, form="grid_session", rule="GRID_HOUSEHOLDS_MAJ")
    chair = world.actor(CHAIR)
    took = []
    for _ in range(rounds):
        poll = preparing.prepare(actor=chair, motion=hall.motion, closes_at=clock.now() + timedelta(days=3))
        began = time.perf_counter()
        poll = preparing.open_poll(actor=chair, poll=poll)
        took.append(time.perf_counter() - began)
        assert poll.entitled >= RIGHTS, poll.entitled
        correcting.void(actor=world.actor("周书记", factor=True), poll=poll, reason="量过了")
        hall.motion.refresh_from_db()
    connection.close()
    print(json.dumps(took))
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
