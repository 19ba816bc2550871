"""Real threads, real transactions, on both databases: a right is used once, and a close counts what was acknowledged."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from consult.kernel.errors import Refusal
from consult.kernel.models import LogEntry
from consult.meeting import attending, floor
from consult.voting import closing, correcting, paper_desk, preparing
from consult.voting.casting import Wish, cast, cast_together
from consult.voting.models import Cast, HiddenBallot, Poll, VotingRight
from consult.voting.receipts import Receipt
from tests.voting.crowd import at_once, representatives
from tests.voting.made import CHAIR, DESK, REPS, Vote, hall_for, meeting, opened
from tests.world import World

pytestmark = [
    pytest.mark.database,
    pytest.mark.usefixtures("committed"),
]


def wish(vote: Vote, actor: Any, key: str, choice: str = "yes") -> Wish:
    return Wish(poll=vote.poll.pk, actor=actor, key=key, choice=choice)


def codes(answers: list[Any]) -> Counter[str]:
    return Counter(
        answer.code if isinstance(answer, Refusal) else type(answer).__name__ for answer in answers
    )


def test_fifty_casts_of_one_right_at_once_are_exactly_one(world: World) -> None:
    vote = opened(world)
    actor = vote.actor("王阿姨")
    answers = at_once([partial(cast, wish(vote, actor, f"key-{n:04d}")) for n in range(50)])
    assert codes(answers) == {"Receipt": 1, "already_voted": 49}
    assert Cast.objects.count() == 1
    assert LogEntry.objects.filter(log=vote.poll.log, verb="CAST").count() == 1


def test_one_key_pressed_fifty_times_at_once_is_one_ballot_and_one_receipt(world: World) -> None:
    vote = opened(world, secrecy="hidden")
    actor = vote.actor("王阿姨")
    answers = at_once([partial(cast, wish(vote, actor, "one-key-only", c)) for c in ("yes", "no") * 25])
    assert len(set(answers)) == 1
    assert isinstance(answers[0], Receipt)
    assert HiddenBallot.objects.count() == 1


@pytest.mark.parametrize("secrecy", ["named", "hidden"])
def test_two_hundred_casts_and_fifty_closes_agree_on_what_was_counted(world: World, secrecy: str) -> None:
    made = hall_for(world)
    actors = representatives(world, 200, made.room)
    poll = preparing.prepare(actor=world.actor(CHAIR), motion=made.motion, secrecy=secrecy)
    vote = Vote(world, made, preparing.open_poll(actor=world.actor(CHAIR), poll=poll))
    under_way, acknowledged = threading.Event(), []

    def voter(actor: Any, n: int) -> Receipt:
        receipt = cast(wish(vote, actor, f"key-{n:06d}", ("yes", "no", "abstain")[n % 3]))
        acknowledged.append(receipt)
        if len(acknowledged) >= 60:
            under_way.set()
        return receipt

    chair = world.actor(CHAIR)

    def close() -> Any:
        under_way.wait(timeout=60)
        closed = closing.close(actor=chair, poll=vote.poll)
        return (closed.verdict, closed.seed, str(closed.counts))

    calls: list[Callable[[], Any]] = [partial(voter, actor, n) for n, actor in enumerate(actors)]
    # The closes start among the voters and wait until voting is well under way.
    for n in range(50):
        calls.insert(40 + 4 * n, close)
    answers = at_once(calls, threads=48)
    closes = [answer for answer in answers if isinstance(answer, tuple)]
    assert len(closes) == 50
    assert len(set(closes)) == 1
    told = codes([answer for answer in answers if not isinstance(answer, tuple)])
    assert set(told) <= {"Receipt", "poll_closed"}
    counted = vote.fresh().counts["counts"]
    assert counted["yes"] + counted["no"] + counted["abstain"] == told["Receipt"] == len(acknowledged)
    assert Cast.objects.count() == told["Receipt"] >= 60
    assert LogEntry.objects.filter(log=vote.poll.log, verb__in=["CLOSE", "RESULT"]).count() == 2
    sequence = list(LogEntry.objects.filter(log=vote.poll.log).order_by("seq").values_list("seq", flat=True))
    assert sequence == list(range(len(sequence)))


def two_polls(world: World) -> tuple[Vote, Vote]:
    """One at the representatives' meeting, one of the Party branch; 周书记 and 委员老陈 may vote in both."""
    for name in ("周书记", "委员老陈"):
        world.hold(name, "resident_rep")
    one = opened(world, seated=(*REPS, "周书记", "委员老陈", CHAIR))
    two = opened(world, form="party_branch", rule="PARTY_BRANCH", seated=("周书记", "委员老陈"))
    return one, two


def test_one_batch_may_hold_ballots_of_two_polls(world: World) -> None:
    one, two = two_polls(world)
    answers = cast_together(
        [
            wish(one, world.actor("周书记"), "key-one-1"),
            wish(two, world.actor("周书记"), "key-two-1", "no"),
            wish(two, world.actor("王阿姨"), "key-two-2"),
            wish(one, world.actor("王阿姨"), "key-one-2"),
        ]
    )
    assert codes(list(answers)) == {"Receipt": 3, "no_right": 1}
    assert {(c.poll_id, c.choice) for c in Cast.objects.all()} == {(one.poll.pk, "yes"), (two.poll.pk, "no")}


def test_batches_that_touch_the_same_two_polls_the_other_way_round_do_not_wait_for_each_other(
    world: World,
) -> None:
    one, two = two_polls(world)

    def batch(n: int) -> list[Receipt | Refusal]:
        both = [
            wish(one, world.actor("周书记"), f"key-one-{n}"),
            wish(two, world.actor("委员老陈"), f"key-two-{n}"),
        ]
        return cast_together(both if n % 2 else both[::-1])

    answers = at_once([partial(batch, n) for n in range(16)])
    flat = [answer for answer_list in answers for answer in answer_list]  # type: ignore[union-attr]
    assert codes(flat) == {"Receipt": 2, "already_voted": 30}


def test_one_key_in_two_polls_at_once_counts_in_one(world: World) -> None:
    """The constraint refuses the second batch; its cast is then tried alone and told why."""
    one, two = two_polls(world)
    actor = world.actor("周书记")
    for n in range(10):
        key = f"shared-key-{n}"
        Cast.objects.all().delete()
        answers = at_once([partial(cast, wish(one, actor, key)), partial(cast, wish(two, actor, key))])
        assert codes(answers) == {"Receipt": 1, "key_reused": 1}


def test_a_poll_opened_by_many_at_once_is_opened_once(world: World) -> None:
    vote = meeting(world)
    chair = world.actor(CHAIR)
    answers = at_once([partial(preparing.open_poll, actor=chair, poll=vote.poll) for _ in range(8)])
    assert codes(answers) == {"Poll": 1, "wrong_stage": 7}
    assert VotingRight.objects.count() == 8


def test_a_motion_prepared_by_many_at_once_has_one_poll(world: World) -> None:
    made = hall_for(world)
    chair = world.actor(CHAIR)
    answers = at_once([partial(preparing.prepare, actor=chair, motion=made.motion) for _ in range(8)])
    assert codes(answers) == {"Poll": 1, "no_live_poll": 7}


def test_paper_and_phone_do_not_both_get_a_right(world: World) -> None:
    vote = opened(world)
    desk, right = world.actor(DESK), vote.right("王阿姨")
    calls: list[Callable[[], Any]] = [
        partial(cast, wish(vote, world.actor("王阿姨"), f"key-{n:05d}")) for n in range(6)
    ]
    calls[3:3] = [partial(paper_desk.issue, actor=desk, poll=vote.poll, rights=[right.pk]) for _ in range(3)]
    told = codes(at_once(calls))
    right.refresh_from_db()
    used = Cast.objects.filter(right=right).count()
    assert used + right.paper == 1
    assert told["Receipt"] + told["PaperBatch"] == 1


def test_a_right_is_struck_or_used_and_never_both(world: World) -> None:
    vote = opened(world)
    desk, right = world.actor(DESK), vote.right("王阿姨")
    told = codes(
        at_once(
            [
                partial(cast, wish(vote, world.actor("王阿姨"), "key-of-hers")),
                partial(correcting.strike, actor=desk, poll=vote.poll, right=right, reason="录错"),
            ]
        )
    )
    right.refresh_from_db()
    assert bool(right.struck) != Cast.objects.filter(right=right).exists()
    assert told["Receipt"] + told["VotingRight"] == 1


def test_the_question_is_put_while_people_come_and_go_and_ask_to_speak(world: World) -> None:
    """No order of these verbs waits for itself, and the roll says exactly who the stream says was there."""
    vote = meeting(world)
    room = vote.hall.fresh()
    room.motion = vote.hall.motion
    room.save()
    actors = {name: world.actor(name) for name in (*REPS, CHAIR)}
    calls: list[Callable[[], Any]] = [
        *(partial(attending.sign_out, actor=actors[name], room=room) for name in REPS[:2]),
        partial(preparing.open_poll, actor=actors[CHAIR], poll=vote.poll),
        *(
            partial(attending.sign_in, actor=world.actor(name), room=room, mode="online")
            for name in ("小辛", "老秦")
        ),
        *(partial(floor.raise_hand, actor=actors[name], room=room, stance="for") for name in REPS[2:4]),
        *(partial(attending.sign_out, actor=actors[name], room=room) for name in REPS[4:5]),
    ]
    told = codes(at_once(calls))
    poll = Poll.objects.get(pk=vote.poll.pk)
    assert told["Poll"] == (poll.stage == "open")
    if poll.stage == "open":
        marked = VotingRight.objects.filter(poll=poll, present=True).count()
        assert poll.present == marked >= 6
    else:
        assert told["quorate"] + told["debate_done"] == 1
        assert not VotingRight.objects.exists()
