"""普通无记名: what the register, the log and the box of a hidden poll hold, and what they do not give away."""

from __future__ import annotations

import json

import pytest
from django.db import connection, transaction

from consult.kernel import log
from consult.kernel.errors import Refusal
from consult.voting import closing, correcting, reads
from consult.voting.casting import Wish, cast_together
from consult.voting.models import Cast, HiddenBallot
from consult.voting.receipts import Receipt
from tests.voting.made import CHAIR, DESK, OTHER_DESK, REPS, Vote, opened
from tests.world import World

VOTERS = (*REPS, CHAIR, OTHER_DESK)


def together(vote: Vote, names: tuple[str, ...], choices: list[str]) -> None:
    wishes = [
        Wish(poll=vote.poll.pk, actor=vote.actor(name), key=f"key-of-{name}", choice=choice)
        for name, choice in zip(names, choices, strict=True)
    ]
    assert all(isinstance(answer, Receipt) for answer in cast_together(wishes))


def test_the_register_knows_that_and_the_box_knows_what(world: World) -> None:
    vote = opened(world, secrecy="hidden")
    together(vote, VOTERS, ["yes", "no", "yes", "abstain", "yes", "no", "yes", "yes"])
    assert set(Cast.objects.values_list("choice", flat=True)) == {None}
    fields = {field.name for field in HiddenBallot._meta.get_fields()}
    assert fields == {"key", "poll", "choice"}
    assert vote.poll.log is not None
    for entry in vote.poll.log.entries.filter(verb="CAST"):
        assert set(log.parsed(entry)["data"]) == {"right", "channel"}


def test_no_choice_stands_in_the_log_of_a_hidden_poll_before_or_after(world: World) -> None:
    vote = opened(world, secrecy="hidden")
    together(vote, VOTERS, ["yes"] * 8)
    closing.close(actor=vote.actor(CHAIR), poll=vote.poll)
    assert vote.poll.log is not None
    for entry in vote.poll.log.entries.exclude(verb__in=["OPEN", "RESULT"]):
        assert "yes" not in entry.body


@pytest.mark.database
def test_the_box_has_no_order_of_its_own(world: World) -> None:
    """The attack of the study: read both tables in the order the database keeps its rows.

    Against a box with a text key it links every ballot on SQLite; here the order of rows is the order of random keys.
    """
    vote = opened(world, secrecy="hidden")
    together(vote, VOTERS, ["yes", "no"] * 4)
    order = "rowid" if connection.vendor == "sqlite" else "ctid"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT key FROM voting_hiddenballot ORDER BY {order}")  # noqa: S608
        physical = [key for (key,) in cursor.fetchall()]
    assert physical == sorted(physical)


@pytest.mark.database
def test_the_attack_works_on_a_box_that_keeps_the_order_of_insertion(world: World) -> None:
    """The same reading against a table as one would first write it: the order of the rows is the order of the voters."""
    text_key = "TEXT PRIMARY KEY"
    with connection.cursor() as cursor, transaction.atomic():
        cursor.execute(f"CREATE TABLE broken_box (key {text_key}, choice TEXT)")
        choices = ["yes", "no", "no", "abstain", "yes"]
        for number, choice in enumerate(choices):
            cursor.execute("INSERT INTO broken_box VALUES (%s, %s)", [f"{(number * 37) % 101:03d}", choice])
        order = "rowid" if connection.vendor == "sqlite" else "ctid"
        cursor.execute(f"SELECT choice FROM broken_box ORDER BY {order}")  # noqa: S608
        assert [choice for (choice,) in cursor.fetchall()] == choices
        cursor.execute("DROP TABLE broken_box")


def test_closing_writes_the_box_anew_under_other_keys_in_their_order(world: World) -> None:
    vote = opened(world, secrecy="hidden")
    together(vote, VOTERS[:5], ["yes", "no", "yes", "abstain", "yes"])
    together(vote, VOTERS[5:], ["no", "yes", "yes"])
    before = set(HiddenBallot.objects.values_list("key", flat=True))
    closing.close(actor=vote.actor(CHAIR), poll=vote.poll)
    after = list(HiddenBallot.objects.values_list("key", "choice"))
    assert not before & {key for key, _ in after}
    assert sorted(choice for _, choice in after) == ["abstain", "no", "no", "yes", "yes", "yes", "yes", "yes"]


def test_a_voided_hidden_poll_leaves_no_order_either(world: World) -> None:
    vote = opened(world, secrecy="hidden")
    together(vote, VOTERS, ["yes"] * 8)
    before = set(HiddenBallot.objects.values_list("key", flat=True))
    correcting.void(actor=vote.actor(DESK), poll=vote.poll, reason="动议文字有误")
    assert not before & set(HiddenBallot.objects.values_list("key", flat=True))


def test_a_box_that_does_not_match_its_register_is_not_counted(world: World) -> None:
    """Election Law art. 44, taken over: more (or fewer) ballots than voters."""
    vote = opened(world, secrecy="hidden")
    together(vote, VOTERS, ["yes"] * 8)
    HiddenBallot.objects.create(poll=vote.poll, choice="yes")
    with pytest.raises(Refusal) as caught:
        closing.close(actor=vote.actor(CHAIR), poll=vote.poll)
    assert caught.value.code == "box_and_register_differ"
    assert vote.fresh().stage == "open"


def test_what_the_desk_is_shown_says_nothing_of_choices(world: World) -> None:
    vote = opened(world, secrecy="hidden")
    together(vote, VOTERS, ["no"] * 8)
    desk = vote.actor(DESK)
    rows, _ = reads.roll(vote.fresh(), desk, cursor=None, limit=50)
    shown = json.dumps([rows, reads.detail(reads.find(desk, vote.poll.pk), desk)], default=str)
    assert '"used": "phone"' in shown
    assert '"choice"' not in shown
    assert '"no"' not in shown.replace('"key": "no"', "")


def test_every_ballot_has_a_random_key_of_its_own(world: World) -> None:
    vote = opened(world, secrecy="hidden")
    made = [HiddenBallot.objects.create(poll=vote.poll, choice="yes").key for _ in range(20)]
    assert len(set(made)) == 20
    assert made != sorted(made)
    assert all(0 < key <= 2**62 for key in made)
