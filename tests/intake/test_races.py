"""Two people at the same moment: the lock lets one of them be second."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection, transaction

from consult.intake import accepting, petitions, raising, triage
from consult.intake.models import Matter
from consult.kernel import clock
from consult.kernel.errors import Refusal
from consult.kernel.models import LogEntry
from tests.intake import steps
from tests.world import START, World, build

pytestmark = [pytest.mark.database, pytest.mark.usefixtures("committed")]


@pytest.fixture
def world(committed: None) -> Iterator[World]:
    """The small community, committed, so that other threads read it."""
    with clock.at(START):
        with transaction.atomic():
            made = build()
        yield made


def together(*acts: Callable[[], object]) -> list[str]:
    """Run them at once; what each came to: "done", or the code it was refused with."""
    came: list[str] = []
    start = threading.Barrier(len(acts))

    def run(do: Callable[[], object]) -> None:
        try:
            with clock.at(START):
                start.wait()
                do()
            came.append("done")
        except Refusal as refusal:
            came.append(refusal.code)
        except BaseException as error:
            came.append(repr(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(came)


def fresh(matter: Matter) -> Matter:
    return Matter.objects.select_related("community").get(pk=matter.pk)


def test_a_matter_is_accepted_once(world: World) -> None:
    matter = steps.raised(world)
    came = together(
        lambda: accepting.accept(actor=world.actor("网格员小唐"), matter=fresh(matter)),
        lambda: accepting.accept(actor=world.actor("社工小李"), matter=fresh(matter)),
    )
    assert came == ["done", "wrong_stage"]
    assert LogEntry.objects.filter(verb="matter.accept").count() == 1


def test_one_person_endorses_once(world: World) -> None:
    matter = steps.raised(world)
    came = together(*[lambda: raising.endorse(actor=world.actor("老尹"), matter=fresh(matter))] * 2)
    assert came == ["done", "not_endorsed"]


def test_the_last_two_endorsements_send_it_up_once(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps.own_pack(world, monkeypatch, tmp_path, endorsements_to_review=2)
    matter = steps.raised(world)
    came = together(
        lambda: raising.endorse(actor=world.actor("老尹"), matter=fresh(matter)),
        lambda: raising.endorse(actor=world.actor("小谷"), matter=fresh(matter)),
    )
    assert came == ["done", "done"]
    assert fresh(matter).stage == "in_review"
    assert LogEntry.objects.filter(verb="matter.promote").count() == 1


def test_two_matters_are_not_merged_into_each_other(world: World) -> None:
    first, second = steps.accepted(world), steps.accepted(world, "老尹")

    def merge(one: Matter, other: Matter) -> Matter:
        return triage.route(
            actor=world.actor("社工小李"),
            matter=fresh(one),
            route="merge",
            reason="一样",
            merge_into=fresh(other),
        )

    came = together(lambda: merge(first, second), lambda: merge(second, first))
    assert came == ["done", "invalid"]
    assert {fresh(first).stage, fresh(second).stage} == {"accepted", "merged"}


def test_the_last_two_signatures_oblige_once(world: World) -> None:
    matter = steps.declined(world)
    petition = petitions.start(
        actor=world.actor("王阿姨"), matter=matter, kind="households", text="请召集会议"
    )
    petitions.sign(actor=world.actor("丁奶奶"), petition=petition)
    came = together(
        lambda: petitions.sign(actor=world.actor("小谷"), petition=petition),
        lambda: petitions.sign(actor=world.actor("小范"), petition=petition),
    )
    assert came == ["done", "done"]
    assert fresh(matter).stage == "listed"
    assert LogEntry.objects.filter(verb="petition.oblige").count() == 1
