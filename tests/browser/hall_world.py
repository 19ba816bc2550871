"""A representatives' meeting in mid-debate, with a poll prepared on its motion, in a folder a server can start from.

    python -m tests.browser.hall_world FOLDER

Writes `things.json` as the small world does. Four sit in the hall; the other four come by their pages.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import django

from .small_world import START, cookie

THERE = ("丁奶奶", "小范", "孙副主任", "何主任")


def build(folder: Path) -> None:
    from django.core.management import call_command

    from tests import template

    template.copy(to=folder / "consult.sqlite3")
    call_command("createcachetable", verbosity=0)

    from consult.kernel import clock
    from consult.meeting import chairing
    from consult.meeting.models import Room
    from tests import world as worlds
    from tests.voting import made

    with clock.at(START):
        world = worlds.build()
        vote = made.meeting(world, seated=THERE)
        Room.objects.filter(pk=vote.hall.room.pk).update(phase="debate", item=vote.hall.items[1])
        chairing.take_up_motion(actor=world.actor(made.CHAIR), motion=vote.hall.motion)
        cookies = {name: cookie(person.account) for name, person in world.people.items() if person.account}
    ids = {"poll": str(vote.poll.pk), "room": str(vote.hall.room.pk)}
    (folder / "things.json").write_text(json.dumps({"ids": ids, "cookies": cookies}))


if __name__ == "__main__":
    django.setup()
    build(Path(sys.argv[1]))
