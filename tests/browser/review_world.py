"""A proposal review that has been announced, without its call, in a folder a server can start from.

    python -m tests.browser.review_world FOLDER

Writes `things.json` as the small world does. 小谷 sits on the panel of reviewers.
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

    from consult.agenda.models import Participant, Session
    from consult.kernel import clock
    from tests import world as worlds
    from tests.meeting import reviewing

    with clock.at(START):
        world = worlds.build()
        made = reviewing.announced(world, called=False)
        Session.objects.filter(pk=made.session.pk).update(title="2026 年民生项目评议会")
        Participant.objects.create(session=made.session, part="1", person=world.people["小谷"], why="评议员")
        cookies = {name: cookie(person.account) for name, person in world.people.items() if person.account}
    ids = {"session": str(made.session.pk), "room": str(made.room.pk)}
    (folder / "things.json").write_text(json.dumps({"ids": ids, "cookies": cookies}))


if __name__ == "__main__":
    django.setup()
    build(Path(sys.argv[1]))
