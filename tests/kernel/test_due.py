"""A deadline is set only where something settles it."""

from __future__ import annotations

import pytest

from consult.config import wiring
from consult.kernel import clock, due
from consult.kernel.models import Due
from tests.world import World


def test_a_deadline_of_a_kind_nobody_settles_is_refused_when_it_is_set(world: World) -> None:
    """And not by the worker, again and again, when it falls due."""
    with pytest.raises(LookupError, match=r"poll\.clos'"):
        due.schedule(
            community=world.community.pk, kind="poll.clos", subject=world.community.pk, at=clock.now()
        )
    assert not Due.objects.filter(kind="poll.clos").exists()


def test_every_kind_the_wiring_names_has_what_settles_it() -> None:
    assert set(due.HANDLERS) == set(wiring.DEADLINES)
