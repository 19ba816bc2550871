"""ballot.cast: one right, one ballot; the first one wins, and a repeat learns the truth."""

from __future__ import annotations

from base64 import b32decode, b32encode
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from consult.kernel import clock, ledger, log
from consult.kernel.errors import Refusal
from consult.kernel.models import Head, LogEntry
from consult.kernel.permits import ANYBODY
from consult.people.models import Household
from consult.voting import closing, correcting, paper_desk
from consult.voting.casting import Wish, cast, cast_together
from consult.voting.models import Cast, VotingRight
from consult.voting.receipts import Receipt, receipt_of
from consult.voting.roll import commit
from tests.expect import guards, refused
from tests.voting.made import CHAIR, DESK, REPS, meeting, opened
from tests.world import World


def test_a_named_ballot_is_kept_with_its_choice_and_answered_with_a_receipt(world: World) -> None:
    vote = opened(world)
    receipt = vote.cast("王阿姨", "yes")
    kept = Cast.objects.get()
    assert (kept.right, kept.choice, kept.channel) == (vote.right("王阿姨"), "yes", "phone")
    entry = LogEntry.objects.get(log=vote.poll.log, seq=receipt.seq)
    body = log.parsed(entry)
    assert body["verb"] == "CAST"
    assert body["actor"] is None
    assert body["data"] == {
        "right": commit(kept.right),
        "channel": "phone",
        "number": kept.right.number,
        "choice": "yes",
    }
    head = Head.objects.get(log=vote.poll.log, size=2)
    assert (receipt.poll, receipt.seq, receipt.channel) == (vote.poll.pk, 1, "phone")
    assert receipt.leaf == b32encode(bytes(entry.leaf)).decode()[:16]
    assert receipt.text == f"{vote.poll.pk.hex[:8].upper()}-1-{receipt.leaf}"
    _, _, _, _, size, root, at, signature = receipt.full.split(":")
    assert (size, b32decode(root + "====").hex()) == ("2", head.root)
    assert at == log.stamp(head.at).replace("-", "").replace(":", "")
    assert b32decode(signature + "=").hex() == head.signature


def test_a_ballot_writes_to_the_polls_own_log_and_to_nothing_else(world: World) -> None:
    vote = opened(world)
    before = LogEntry.objects.exclude(log=vote.poll.log).count()
    vote.cast("王阿姨", "yes")
    assert LogEntry.objects.exclude(log=vote.poll.log).count() == before


@pytest.mark.parametrize("secrecy", ["named", "hidden"])
def test_the_second_ballot_learns_when_and_how_and_never_what(world: World, secrecy: str) -> None:
    vote = opened(world, secrecy=secrecy)
    vote.cast("王阿姨", "no")
    with pytest.raises(Refusal) as caught:
        vote.cast("王阿姨", "yes", key="another-key")
    told = caught.value
    assert (told.code, told.status) == ("already_voted", 409)
    assert told.facts == {"channel": "phone", "at": log.stamp(clock.now())}
    assert "2026年3月2日 09:00，手机" in told.zh
    assert "no" not in str(told.facts).replace("phone", "")
    assert "反对" not in told.zh
    assert Cast.objects.count() == 1


@pytest.mark.parametrize("secrecy", ["named", "hidden"])
def test_a_retry_with_another_choice_gets_the_first_receipt_and_changes_nothing(
    world: World, secrecy: str
) -> None:
    vote = opened(world, secrecy=secrecy)
    first = vote.cast("王阿姨", "no", key="my-own-key")
    again = vote.cast("王阿姨", "yes", key="my-own-key")
    assert again == first
    counted = list(vote.poll.box.values_list("choice", flat=True)) or [Cast.objects.get().choice]
    assert counted == ["no"]


def test_a_retry_after_the_close_gets_the_receipt_too(world: World) -> None:
    vote = opened(world)
    first = vote.cast("王阿姨", "no", key="my-own-key")
    closing.close(actor=vote.actor(CHAIR), poll=vote.poll)
    assert vote.cast("王阿姨", "no", key="my-own-key") == first


def test_pressing_twice_within_one_batch_is_one_ballot_with_one_receipt(world: World) -> None:
    vote = opened(world)
    twice = [
        Wish(poll=vote.poll.pk, actor=vote.actor("王阿姨"), key="same-key", choice=c) for c in ("yes", "no")
    ]
    first, second = cast_together(twice)
    assert isinstance(first, Receipt)
    assert second == first
    assert Cast.objects.get().choice == "yes"


def test_one_right_by_two_keys_within_one_batch_is_used_once(world: World) -> None:
    vote = opened(world)
    wishes = [
        Wish(poll=vote.poll.pk, actor=vote.actor("王阿姨"), key=key, choice="yes")
        for key in ("key-one", "key-two")
    ]
    first, second = cast_together(wishes)
    assert isinstance(first, Receipt)
    assert isinstance(second, Refusal)
    assert second.code == "already_voted"


def test_a_key_of_one_poll_is_not_taken_by_another(world: World) -> None:
    one = opened(world)
    one.cast("王阿姨", "yes", key="my-own-key")
    closing.close(actor=one.actor(CHAIR), poll=one.poll)
    two = opened(world, form="party_branch", rule="PARTY_BRANCH", seated=("委员老陈", "周书记"))
    with refused("key_reused"):
        two.cast("王阿姨", "yes", key="my-own-key")


def test_a_bad_ballot_refuses_itself_and_not_its_neighbours(world: World) -> None:
    vote = opened(world)
    wishes = [
        Wish(poll=vote.poll.pk, actor=vote.actor(name), key=f"key-of-{name}", choice=choice)
        for name, choice in (
            ("王阿姨", "yes"),
            ("老秦", "yes"),
            ("小谷", "maybe"),
            ("老尹", "no"),
            ("小范", None),
        )
    ]
    answers = cast_together(
        [*wishes, Wish(poll=vote.hall.room.pk, actor=vote.actor("小谷"), key="k" * 8, choice=1)]
    )
    told = [a.code if isinstance(a, Refusal) else "receipt" for a in answers]
    assert told == ["receipt", "no_right", "not_an_option", "receipt", "no_choice", "invalid"]
    assert Cast.objects.count() == 2


def test_a_stranger_to_the_roll_is_told_so(world: World) -> None:
    vote = opened(world)
    for name in ("老秦", "石律师", DESK):
        with refused("no_right"):
            vote.cast(name, "yes")


def test_somebody_elses_right_cannot_be_used(world: World) -> None:
    vote = opened(world)
    with refused("no_right"):
        vote.cast("老秦", "yes", right=vote.right("王阿姨").pk)


def test_who_holds_several_rights_says_which(world: World) -> None:
    vote = meeting(world, form="owners_assembly", rule="OWNERS_MAJ")
    party = world.homes[20].exclusive_unit.party
    party.voter = world.people["王阿姨"]
    party.save()
    vote.open()
    with pytest.raises(Refusal) as caught:
        vote.cast("王阿姨", "yes")
    assert caught.value.code == "which_right"
    offered = caught.value.facts["rights"]
    assert len(offered) == 2
    for n, right in enumerate(VotingRight.objects.filter(pk__in=[row["id"] for row in offered])):
        vote.cast("王阿姨", "yes", right=right.pk, key=f"right-number-{n}")
    assert Cast.objects.count() == 2


def test_a_struck_right_says_why(world: World) -> None:
    vote = opened(world)
    correcting.strike(actor=vote.actor(DESK), poll=vote.poll, right=vote.right("王阿姨"), reason="已不是代表")
    with pytest.raises(Refusal) as caught:
        vote.cast("王阿姨", "yes")
    assert caught.value.code == "right_struck"
    assert "已不是代表" in caught.value.zh


@guards("ballot.cast", "voting.guards.not_in_conflict")
def test_who_must_keep_out_does_not_vote(world: World) -> None:
    vote = opened(world)
    VotingRight.objects.filter(pk=vote.right("王阿姨").pk).update(conflict="与承办方有利害关系")
    with refused("not_in_conflict"):
        vote.cast("王阿姨", "yes")


@guards("ballot.cast", "voting.guards.not_by_hands")
def test_no_phone_beside_a_show_of_hands(world: World) -> None:
    vote = opened(world, means="hands_named")
    with refused("not_by_hands"):
        vote.cast("王阿姨", "yes")


def test_a_right_on_paper_is_closed_to_the_phone(world: World) -> None:
    vote = opened(world)
    paper_desk.issue(actor=vote.actor(DESK), poll=vote.poll, rights=[vote.right("王阿姨").pk])
    with refused("paper_issued"):
        vote.cast("王阿姨", "yes")


def test_before_opening_and_after_voiding_nothing_is_cast(world: World) -> None:
    vote = meeting(world)
    with refused("no_right"):
        vote.cast("王阿姨", "yes")
    vote.open()
    correcting.void(actor=vote.actor(DESK), poll=vote.poll, reason="动议文字有误")
    with refused("wrong_stage"):
        vote.cast("王阿姨", "yes")


def test_after_the_close_and_after_the_closing_time_it_is_too_late(world: World) -> None:
    closes = clock.now() + timedelta(days=1)
    vote = opened(world, form="grid_session", rule="GRID_HOUSEHOLDS_MAJ", closes_at=closes)
    with clock.at(closes), refused("poll_closed"):
        vote.cast("小谷", "yes")
    vote.cast("丁奶奶", "yes")
    closing.close(actor=vote.actor(CHAIR), poll=vote.poll)
    with refused("poll_closed"):
        vote.cast("小谷", "yes")


def test_a_household_may_change_its_representative_until_its_vote_is_cast(world: World) -> None:
    vote = opened(
        world, form="grid_session", rule="GRID_HOUSEHOLDS_MAJ", closes_at=clock.now() + timedelta(days=2)
    )
    home = world.homes[0]
    world.person("王阿姨的儿子", home=home)
    Household.objects.filter(pk=home.pk).update(representative=world.people["王阿姨的儿子"])
    with refused("no_right"):
        vote.cast("王阿姨", "yes")
    vote.cast("王阿姨的儿子", "yes")
    Household.objects.filter(pk=home.pk).update(representative=world.people["王阿姨"])
    with refused("already_voted"):
        vote.cast("王阿姨", "no")


@pytest.mark.parametrize(
    ("rule", "more", "choice", "kept"),
    [
        ("SINGLE_CHOICE", {}, "B", "B"),
        ("APPROVAL_POLL", {}, ["C", "A"], ["A", "C"]),
        ("CHOOSE_UP_TO_K", {"at_most": 2}, ["C", "A"], ["A", "C"]),
        ("PREFERENCE_RANK", {}, ["C", "A"], ["C", "A"]),
        ("SCORE_1_5", {}, {"C": 5, "A": 1}, {"A": 1, "C": 5}),
        ("BUDGET_RANK", {"budget_fen": 120_000}, ["B", "A"], ["A", "B"]),
    ],
)
def test_ballots_of_every_kind_are_kept_in_their_normal_form(
    world: World, rule: str, more: dict[str, Any], choice: Any, kept: Any
) -> None:
    options = [{"id": code, "text": code, "cost_fen": 50_000} for code in "ABC"]
    vote = opened(world, rule=rule, options=options, **more)
    vote.cast("王阿姨", choice)
    assert Cast.objects.get().choice == kept


@pytest.mark.parametrize(
    "choice", [None, "", 7, True, ["A", "A"], ["D"], {"A": 1}, [["A"]], "x" * 5000, {"a": []}]
)
def test_a_ballot_that_does_not_answer_the_question_is_refused(world: World, choice: Any) -> None:
    options = [{"id": code, "text": code} for code in "ABC"]
    vote = opened(world, rule="APPROVAL_POLL", options=options)
    with pytest.raises(Refusal) as caught:
        vote.cast("王阿姨", choice)
    assert caught.value.status == 422
    assert not Cast.objects.exists()


def test_the_statements_of_a_batch_do_not_grow_with_it(world: World) -> None:
    """The measurement the group commit rests on: five ballots cost what one does."""
    vote = opened(
        world, form="grid_session", rule="GRID_HOUSEHOLDS_MAJ", closes_at=clock.now() + timedelta(days=2)
    )

    def wishes(names: tuple[str, ...]) -> list[Wish]:
        return [
            Wish(poll=vote.poll.pk, actor=vote.actor(name), key=f"key-of-{name}", choice="yes")
            for name in names
        ]

    counts: list[int] = []
    for batch in (wishes(("王阿姨",)), wishes(("丁奶奶", "小谷", "小范", "老尹", "葛阿姨", "小辛", "老秦"))):
        with CaptureQueriesContext(connection) as seen:
            answers = cast_together(batch)
        assert all(isinstance(answer, Receipt) for answer in answers)
        counts.append(len(seen))
    assert counts[0] == counts[1]
    assert counts[0] <= 24


@pytest.mark.database
def test_a_right_used_twice_is_a_constraint(world: World) -> None:
    vote = opened(world)
    vote.cast("王阿姨", "yes")
    again = Cast.objects.get()
    again.pk, again.key = None, "other"
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save(force_insert=True)


@pytest.mark.database
def test_a_voters_key_used_twice_is_a_constraint(world: World) -> None:
    vote = opened(world)
    vote.cast("王阿姨", "yes")
    again = Cast.objects.get()
    again.pk, again.right = None, vote.right("小谷")
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save(force_insert=True)


def test_the_receipt_can_be_asked_for_again_from_what_is_kept(world: World) -> None:
    vote = opened(world)
    receipt = vote.cast("王阿姨", "yes")
    assert receipt_of(Cast.objects.get()) == receipt


def test_every_head_after_a_batch_is_signed_and_fits_the_log(world: World) -> None:
    vote = opened(world)
    for name in REPS:
        vote.cast(name, "yes")
    for head in Head.objects.filter(log=vote.poll.log):
        assert ledger.verify_head(ledger.head_json(head))
    assert Head.objects.filter(log=vote.poll.log).count() == 7


def test_who_casts_must_be_somebody(world: World) -> None:
    vote = opened(world)
    with refused("not_signed_in"):
        cast(Wish(poll=vote.poll.pk, actor=ANYBODY, key="key-of-nobody", choice="yes"))
