"""What the database is asked to do: statements, which other work on the machine does not change."""

from __future__ import annotations

import sys

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consult.kernel import clock
from consult.voting import closing, preparing
from consult.voting.casting import Wish, cast_together
from consult.voting.models import Poll, VotingRight
from consult.voting.receipts import Receipt
from tests.voting.crowd import households, representatives
from tests.voting.made import CHAIR, Vote, hall_for
from tests.world import World


def told(capsys: pytest.CaptureFixture[str], figures: str) -> None:
    """What was measured, on the terminal of whoever runs this."""
    with capsys.disabled():
        sys.stdout.write(f"\n  {figures}\n")


@pytest.mark.database
def test_opening_a_poll_takes_few_statements_however_many_the_rights(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    households(world, 2464)
    made = hall_for(world, form="grid_session", rule="GRID_HOUSEHOLDS_MAJ")
    poll = preparing.prepare(
        actor=world.actor(CHAIR),
        motion=made.motion,
        scope={"kind": "community"},
        closes_at=clock.beijing(2026, 3, 5),
    )
    with CaptureQueriesContext(connection) as seen:
        preparing.open_poll(actor=world.actor(CHAIR), poll=poll)
    told(capsys, f"2500 rights opened on {connection.vendor}: {len(seen)} statements")
    assert VotingRight.objects.filter(poll=poll).count() == 2500
    assert len(seen) < 150


@pytest.mark.database
def test_a_batch_of_a_hundred_takes_the_statements_of_a_batch_of_one(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    made = hall_for(world)
    actors = representatives(world, 121, made.room)
    poll = preparing.prepare(actor=world.actor(CHAIR), motion=made.motion)
    vote = Vote(world, made, preparing.open_poll(actor=world.actor(CHAIR), poll=poll))

    def statements(batch: slice) -> int:
        wishes = [
            Wish(poll=vote.poll.pk, actor=actor, key=f"key-{actor.name}", choice="yes")
            for actor in actors[batch]
        ]
        with CaptureQueriesContext(connection) as seen:
            answers = cast_together(wishes)
        assert all(isinstance(answer, Receipt) for answer in answers)
        return len(seen)

    one, twenty, hundred = statements(slice(1)), statements(slice(1, 21)), statements(slice(21, 121))
    told(capsys, f"statements a batch on {connection.vendor}: 1 → {one}, 20 → {twenty}, 100 → {hundred}")
    # A hundred rows of ten columns are more than SQLite takes in one statement: one more for the register.
    assert one == twenty
    assert hundred - one <= 2


def test_a_count_reads_and_never_asks_ballot_by_ballot(world: World) -> None:
    made = hall_for(world)
    actors = representatives(world, 60, made.room)
    counts: list[int] = []
    for number in (5, 55):
        Poll.objects.filter(motion=made.motion).update(stage="void")
        made.motion.refresh_from_db()
        made.motion.stage = "drafted"
        made.motion.save()
        made.matter.stage = "discussing"
        made.matter.save()
        poll = preparing.prepare(actor=world.actor(CHAIR), motion=made.motion, secrecy="hidden")
        vote = Vote(world, made, preparing.open_poll(actor=world.actor(CHAIR), poll=poll))
        cast_together(
            [
                Wish(poll=vote.poll.pk, actor=actor, key=f"key-{number}-{n:04d}", choice="no")
                for n, actor in enumerate(actors[:number])
            ]
        )
        with CaptureQueriesContext(connection) as seen:
            closing.close(actor=world.actor(CHAIR), poll=vote.poll)
        counts.append(len(seen))
    assert counts[0] == counts[1]
