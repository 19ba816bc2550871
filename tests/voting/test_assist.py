"""poll.assist 协助投票: a right used for its holder, at their word, before a second person."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from consult.kernel import log
from consult.people.models import Role
from consult.voting import assisting
from consult.voting.models import Cast, VotingRight
from consult.voting.receipts import Receipt
from tests.expect import guards, refused
from tests.voting.made import DESK, OTHER_DESK, Vote, opened
from tests.world import World


def help_with(
    vote: Vote,
    name: str,
    choice: str = "yes",
    *,
    by: str = DESK,
    before: str = "社工小李",
    key: str = "assisted-1",
) -> Receipt:
    return assisting.assist(
        actor=vote.actor(by),
        poll=vote.poll,
        right=vote.right(name),
        choice=choice,
        witness=vote.world.people[before].pk,
        key=key,
    )


@pytest.mark.parametrize("secrecy", ["named", "hidden"])
def test_it_lands_on_the_same_right_and_says_who_helped_before_whom(world: World, secrecy: str) -> None:
    vote = opened(world, secrecy=secrecy)
    receipt = help_with(vote, "丁奶奶")
    kept = Cast.objects.get()
    assert (kept.right, kept.channel, kept.witness) == (
        vote.right("丁奶奶"),
        "assisted",
        world.people["社工小李"],
    )
    assert vote.poll.log is not None
    body = log.parsed(vote.poll.log.entries.get(seq=receipt.seq))
    assert (body["actor"], body["data"]["witness"]) == (
        str(world.people[DESK].pk),
        str(world.people["社工小李"].pk),
    )
    with refused("already_voted"):
        vote.cast("丁奶奶", "no")


def test_a_lost_answer_gives_the_same_receipt(world: World) -> None:
    vote = opened(world)
    assert help_with(vote, "丁奶奶") == help_with(vote, "丁奶奶", "no")


@guards("poll.assist", "voting.guards.helpers_are_fit")
def test_a_building_lead_neither_helps_nor_witnesses(world: World) -> None:
    vote = opened(world)
    with refused("helpers_are_fit"):
        help_with(vote, "丁奶奶", before="楼长刘姐")


def test_neither_the_desks_own_building_lead_nor_the_mover_nor_the_voter_may_stand_by(world: World) -> None:
    vote = opened(world)
    world.hold(DESK, Role.BUILDING_LEAD, building=world.buildings[0])
    with refused("helpers_are_fit"):
        help_with(vote, "丁奶奶")
    for before in ("王阿姨", "丁奶奶", OTHER_DESK):
        with refused("helpers_are_fit"):
            help_with(vote, "丁奶奶", by=OTHER_DESK, before=before)


def test_a_witness_on_the_helpers_own_number_is_no_second_person(world: World) -> None:
    vote = opened(world)
    hands = frozenset({world.people["社工小李"].pk})
    with refused("helpers_are_fit"):
        assisting.assist(
            actor=replace(vote.actor(DESK), hands=hands),
            poll=vote.poll,
            right=vote.right("丁奶奶"),
            choice="yes",
            witness=world.people["社工小李"].pk,
            key="assisted-1",
        )


def test_a_witness_is_somebody_of_the_community(world: World) -> None:
    vote = opened(world)
    stranger = world.people["石律师"]
    stranger.community = world.other
    stranger.save()
    with refused("helpers_are_fit"):
        help_with(vote, "丁奶奶", before="石律师")


def test_only_the_desk_and_the_grid_worker_help(world: World) -> None:
    vote = opened(world)
    with refused("not_permitted"):
        help_with(vote, "丁奶奶", by="小谷")


@guards("poll.assist", "voting.guards.not_by_hands")
def test_nobody_is_helped_beside_a_show_of_hands(world: World) -> None:
    vote = opened(world, means="hands_named")
    with refused("not_by_hands"):
        help_with(vote, "丁奶奶")


@guards("poll.assist", "voting.guards.not_in_conflict")
def test_who_must_keep_out_is_not_helped_in(world: World) -> None:
    vote = opened(world)
    VotingRight.objects.filter(pk=vote.right("丁奶奶").pk).update(conflict="场地的出租人")
    with refused("not_in_conflict"):
        help_with(vote, "丁奶奶")


@pytest.mark.database
def test_an_assisted_ballot_without_a_second_person_is_a_constraint(world: World) -> None:
    vote = opened(world)
    help_with(vote, "丁奶奶")
    kept = Cast.objects.get()
    for witness in (None, kept.voter):
        with pytest.raises(IntegrityError), transaction.atomic():
            Cast.objects.filter(pk=kept.pk).update(witness=witness)


def test_a_key_used_for_one_right_does_not_pass_for_another(world: World) -> None:
    """The helper would hand the second person a receipt for the first one's ballot."""
    vote = opened(world)
    help_with(vote, "丁奶奶")
    with refused("key_reused"):
        help_with(vote, "王阿姨")
    assert Cast.objects.count() == 1
