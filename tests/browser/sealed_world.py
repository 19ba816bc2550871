"""A hall of eight in which a sealed poll is prepared and nothing is done yet, in a folder a server can start from.

    python -m tests.browser.sealed_world FOLDER

Writes `things.json` as the small world does.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import django

from .small_world import START, cookie


def build(folder: Path) -> None:
    from django.core.management import call_command

    from tests import template

    template.copy(to=folder / "consult.sqlite3")
    call_command("createcachetable", verbosity=0)

    from consult.kernel import clock
    from tests import world as worlds
    from tests.voting import made

    with clock.at(START):
        world = worlds.build()
        vote = made.meeting(world, secrecy="sealed")
        cookies = {name: cookie(person.account) for name, person in world.people.items() if person.account}
    ids = {"poll": str(vote.poll.pk), "room": str(vote.hall.room.pk), "number": vote.poll.number}
    (folder / "things.json").write_text(json.dumps({"ids": ids, "cookies": cookies}))


if __name__ == "__main__":
    django.setup()
    build(Path(sys.argv[1]))
