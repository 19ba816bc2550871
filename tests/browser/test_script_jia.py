"""剧本甲 by hand: a meal point for the old, from a resident's phone to the archive, by clicking alone.

A resident on a phone, the committee's staff and the secretary on desktops and the big screen are there throughout; whoever
else has a part (the reviewer, the lawyer, the inspector …) has a screen of their own. Nothing is written but by a press of
a button; only the clock is moved from station to station, and the server's own worker settles what falls due.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from .jia import carrying, consulting, deciding, raising
from .jia.walk import Walk
from .served import Served

pytestmark = pytest.mark.browser


@pytest.fixture
def walk(browser: Browser, served: Served) -> Iterator[Walk]:
    walk = Walk(browser, served)
    yield walk
    for person in walk.seated.values():
        person.leave()


def test_a_matter_goes_from_a_phone_to_the_archive(walk: Walk, tmp_path: Path) -> None:
    raising.raised(walk)
    raising.accepted(walk)
    raising.reviewed(walk)
    consulting.convened(walk)
    consulting.invited(walk)
    consulting.heard(walk)
    deciding.agreed(walk)
    deciding.prepared(walk)
    deciding.studied(walk)
    deciding.announced(walk)
    deciding.sat(walk)
    deciding.voted(walk)
    deciding.recorded(walk)
    carrying.drafted(walk)
    carrying.signed(walk)
    carrying.posted(walk)
    carrying.carried_out(walk)
    carrying.judged(walk)
    carrying.filed(walk, tmp_path)
