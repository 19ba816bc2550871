"""The small community of `tests/world.py` with something on every page, in a folder a server can start from.

    python -m tests.browser.small_world FOLDER

Writes `things.json`: the ids the pages are opened with, and a session's cookie for each person, since these pages are
looked at and not signed in to.
"""

from __future__ import annotations

import json
import sys
from datetime import datetime, timedelta
from pathlib import Path

import django

START = datetime.fromisoformat("2026-03-02T09:00:00+08:00")


def build(folder: Path) -> None:
    from django.core.management import call_command

    from tests import template

    template.copy(to=folder / "consult.sqlite3")
    call_command("createcachetable", verbosity=0)

    from consult.kernel import clock
    from tests import world as worlds

    with clock.at(START):
        things = fill(worlds.build())
    (folder / "things.json").write_text(json.dumps(things))


def fill(world: object) -> dict[str, dict[str, str]]:
    from consult.intake.models import Matter
    from consult.kernel import clock
    from consult.people import introducing, residing
    from consult.people.models import Account, Household, Residency
    from consult.resolution import objecting
    from tests.intake import steps
    from tests.meeting import reviewing
    from tests.meeting.made import seat
    from tests.resolution import made as resolutions
    from tests.supervision import archived
    from tests.supervision import made as orders
    from tests.voting import made as votes
    from tests.world import World

    assert isinstance(world, World)
    ids: dict[str, str] = {}

    # A vote in an open room; those who sit there have their ballot.
    vote = votes.opened(world)
    seat(vote.hall.room, world.people["老秦"], mode="online")
    ids |= {"session": str(vote.hall.session.pk), "room": str(vote.hall.room.pk), "poll": str(vote.poll.pk)}

    # Proposals: one call that is open, and a review whose room is scoring.
    called = reviewing.announced(world)
    ids["call"] = str(called.session.pk)
    reviewing.bring(world, called, "王阿姨")
    reviewed, _brought = reviewing.sitting(world, "score")
    ids["review_room"] = str(reviewed.room.pk)

    # Matters at the beginning: one to accept, one in review, one that was returned to its proposer.
    number_of(Matter)
    ids["matter"] = str(steps.raised(world, title="公告栏换一块玻璃").pk)
    ids["accepted"] = str(steps.accepted(world, title="三号楼门前路灯不亮", building=world.buildings[2]).pk)
    ids["topic"] = str(steps.in_review(world, title="院里增设晾衣架").pk)
    steps.returned(world, by="小谷", title="给二号楼装雨棚")

    # Decisions: one on the board that somebody objects to, one still a draft; an order under way, one judged.
    posted = orders.posted(world)
    objecting.raise_objection(actor=world.actor("老尹"), resolution=posted, reason="担心油烟和人流")
    ids["notice"] = str(posted.pk)
    ids["resolution"] = str(resolutions.decision(world, about=resolutions.matter(world)).pk)
    order = orders.under_way(world)
    ids["order"] = str(order.pk)
    ids["judged"] = str(orders.evaluating_matter(world).pk)

    # One that is over, with its file.
    done = archived.small(world)
    archived.archive(world, done)
    ids["filed"] = str(done.pk)

    # Somebody who has just come: the same number for two people, and a home that waits to be confirmed.
    newcomer = Account.objects.create_user("+8619900000999", demo=True, phone_verified=True)
    first = introducing.introduce(account=newcomer, community=world.community, name="新邻居", of_age=True)
    introducing.introduce(account=newcomer, community=world.community, name="新邻居的母亲", of_age=True)
    world.people["新邻居"] = first
    home = Household.objects.filter(unit=world.units[1]).order_by("room").first()
    assert home is not None
    residing.claim(
        actor=world.actor("新邻居"), unit=world.units[1], room=home.room, relation=Residency.Relation.TENANT
    )
    stranger = Account.objects.create_user("+8619900000998", demo=True, phone_verified=True)

    ids["grid"] = str(world.grids[0].pk)
    ids["person"] = str(world.people["王阿姨"].pk)
    with clock.at(START + timedelta(minutes=1)):
        cookies = {name: cookie(person.account) for name, person in world.people.items() if person.account}
        cookies["陌生人"] = cookie(stranger)
    return {"ids": ids, "cookies": cookies}


def number_of(matters: object) -> None:
    """What was made as rows keeps out of the numbers the verbs give."""
    for nth, matter in enumerate(matters.objects.all()):  # type: ignore[attr-defined]
        matter.number = f"QY-HA-2025-{9000 + nth}"
        matter.save(update_fields=["number"])


def cookie(account: object) -> str:
    from django.conf import settings
    from django.test import Client

    browser = Client()
    browser.force_login(account)  # type: ignore[arg-type]
    return str(browser.cookies[settings.SESSION_COOKIE_NAME].value)


if __name__ == "__main__":
    django.setup()
    build(Path(sys.argv[1]))
