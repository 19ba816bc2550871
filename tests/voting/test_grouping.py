"""Group commit: who arrives together is written together, and each gets an answer of their own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest

from consult.kernel.errors import Refusal
from consult.kernel.models import Head
from consult.voting import closing, grouping, preparing
from consult.voting.casting import Wish
from consult.voting.grouping import Grouper
from consult.voting.models import Cast, HiddenBallot
from consult.voting.receipts import Receipt
from tests.expect import refused
from tests.voting.crowd import at_once, representatives
from tests.voting.made import CHAIR, REPS, Vote, hall_for, opened
from tests.world import World

pytestmark = [
    pytest.mark.database,
    pytest.mark.usefixtures("committed"),
]


@pytest.fixture
def grouper(committed: None) -> Iterator[Grouper]:
    made = Grouper()
    yield made
    made.stop()


def wish(vote: Vote, actor: Any, n: int, choice: Any = "yes") -> Wish:
    return Wish(poll=vote.poll.pk, actor=actor, key=f"key-number-{n}", choice=choice)


def crowd(world: World, count: int, **how: Any) -> tuple[Vote, list[Any]]:
    made = hall_for(world)
    actors = representatives(world, count, made.room)
    poll = preparing.prepare(actor=world.actor(CHAIR), motion=made.motion, **how)
    return Vote(world, made, preparing.open_poll(actor=world.actor(CHAIR), poll=poll)), actors


@pytest.mark.parametrize("secrecy", ["named", "hidden"])
def test_two_hundred_voters_at_once_get_a_receipt_each_in_far_fewer_transactions(
    world: World, grouper: Grouper, secrecy: str
) -> None:
    vote, actors = crowd(world, 200, secrecy=secrecy)
    calls = [
        partial(grouper.cast, wish(vote, actor, n), secret=vote.poll.secret) for n, actor in enumerate(actors)
    ]
    answers = at_once(calls)
    assert all(isinstance(answer, Receipt) for answer in answers)
    assert len({answer.seq for answer in answers if isinstance(answer, Receipt)}) == 200
    assert Cast.objects.count() == 200
    assert grouper.batches < 60
    # One signed head a batch, besides that of the opening.
    assert Head.objects.filter(log=vote.poll.log).count() == grouper.batches + 1


def test_among_good_ballots_bad_ones_get_their_own_refusals(world: World, grouper: Grouper) -> None:
    vote, actors = crowd(world, 20)
    stranger = world.actor("老秦")
    calls = [
        *(partial(grouper.cast, wish(vote, actor, n), secret=False) for n, actor in enumerate(actors)),
        partial(grouper.cast, wish(vote, stranger, 100), secret=False),
        partial(grouper.cast, wish(vote, actors[0], 101), secret=False),
        partial(grouper.cast, wish(vote, actors[1], 102, {"no": "such"}), secret=False),
    ]
    told = Counter(a.code if isinstance(a, Refusal) else "receipt" for a in at_once(calls))
    # Whose second ballot comes first of the two is open; one of them is told that the right is used.
    assert told["no_right"] == 1
    assert told["receipt"] == Cast.objects.count() == 20
    assert told["already_voted"] + told["wrong_shape"] == 2


def test_a_secret_ballot_waits_for_four_others_of_its_own_poll(
    world: World, grouper: Grouper, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without company of its poll it would wait until its patience ends; four of another poll are no company."""
    monkeypatch.setattr(grouping, "SECRET_SECONDS", 3600.0)
    one = opened(world, secrecy="hidden")
    for name in ("委员老陈", "兼职委员吴校长", "小辛", "老秦", "葛阿姨"):
        world.hold(name, "council_member")
    two = opened(
        world,
        form="council",
        rule="COUNCIL_MAJ",
        secrecy="hidden",
        seated=("委员老陈", "兼职委员吴校长", "小辛", "老秦", "葛阿姨"),
    )
    alone = [grouper.submit(wish(one, world.actor(name), n), secret=True) for n, name in enumerate(REPS[:4])]
    others = [
        grouper.submit(wish(two, world.actor(name), n), secret=True)
        for n, name in enumerate(("委员老陈", "兼职委员吴校长", "小辛", "老秦"), 10)
    ]
    # The fifth of the first poll brings its five in, and nobody of the second.
    fifth = grouper.submit(wish(one, world.actor(REPS[4]), 5), secret=True)
    assert isinstance(fifth.result(timeout=30), Receipt)
    assert all(isinstance(future.result(timeout=30), Receipt) for future in alone)
    assert not any(future.done() for future in others)
    assert HiddenBallot.objects.count() == 5
    # About to close: the four that wait are written now, so that whoever pressed in time is counted.
    grouper.hurry(two.poll.pk)
    assert all(isinstance(future.result(timeout=0), Receipt) for future in others)
    assert HiddenBallot.objects.filter(poll=two.poll).count() == 4


def test_a_secret_ballot_without_company_does_not_wait_for_ever(
    world: World, grouper: Grouper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grouping, "SECRET_SECONDS", 0.01)
    vote = opened(world, secrecy="hidden")
    assert isinstance(grouper.cast(wish(vote, world.actor("王阿姨"), 1), secret=True), Receipt)


def test_stopping_writes_what_waits_and_the_next_voter_starts_anew(
    world: World, grouper: Grouper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grouping, "SECRET_SECONDS", 3600.0)
    vote = opened(world, secrecy="hidden")
    waiting = grouper.submit(wish(vote, world.actor("王阿姨"), 1), secret=True)
    grouper.stop()
    assert isinstance(waiting.result(timeout=0), Receipt)
    assert grouper.thread is None
    monkeypatch.setattr(grouping, "SECRET_SECONDS", 0.01)
    assert isinstance(grouper.cast(wish(vote, world.actor("小谷"), 2), secret=True), Receipt)


def test_a_batch_that_fails_tells_everybody_to_ask_and_spoils_no_later_one(
    world: World, grouper: Grouper, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server lost between its commit and its answer: whether the ballots are in is not known, and is not guessed."""
    vote = opened(world)
    with monkeypatch.context() as broken:

        def fail(wishes: Any) -> Any:
            raise OSError("the disk is gone")

        broken.setattr(grouping, "cast_arrived", fail)
        with refused("unconfirmed"):
            grouper.cast(wish(vote, world.actor("王阿姨"), 1), secret=False)
    assert isinstance(grouper.cast(wish(vote, world.actor("王阿姨"), 1), secret=False), Receipt)


def test_an_answer_that_does_not_come_is_unconfirmed_and_not_a_refusal(
    world: World, grouper: Grouper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grouping, "SECRET_SECONDS", 3600.0)
    monkeypatch.setattr(grouping, "ANSWER_SECONDS", 0.05)
    vote = opened(world, secrecy="hidden")
    with pytest.raises(Refusal) as caught:
        grouper.cast(wish(vote, world.actor("王阿姨"), 1), secret=True)
    assert (caught.value.code, caught.value.status) == ("unconfirmed", 503)


def test_after_the_close_those_who_wait_are_told_so(world: World, grouper: Grouper) -> None:
    vote, actors = crowd(world, 12, secrecy="hidden")
    futures = [grouper.submit(wish(vote, actor, n), secret=True) for n, actor in enumerate(actors[:2])]
    closing.close(actor=world.actor(CHAIR), poll=vote.poll)
    grouper.stop()
    told = {future.exception(timeout=0) for future in futures}
    assert {error.code for error in told if isinstance(error, Refusal)} == {"poll_closed"}
    assert Cast.objects.count() == 0
