"""paper.issue, paper.enter, paper.confirm: two people type the sheets, blind, and everything must add up."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from consult.kernel import log
from consult.kernel.errors import Refusal
from consult.voting import closing, correcting, paper_desk
from consult.voting.models import Cast, HiddenBallot, PaperBatch, VotingRight
from tests.expect import guards, refused
from tests.voting.made import CHAIR, DESK, OTHER_DESK, RECORDER, REPS, Vote, entries, opened
from tests.world import World


def issue(vote: Vote, names: tuple[str, ...]) -> PaperBatch:
    rights = [vote.right(name).pk for name in names]
    return paper_desk.issue(actor=vote.actor(DESK), poll=vote.poll, rights=rights)


def numbers(vote: Vote, names: tuple[str, ...]) -> list[int]:
    return [vote.right(name).number for name in names]


def type_in(
    vote: Vote, batch: PaperBatch, who: str, verb: Any, sheets: dict[str, Any], spoiled: int = 0
) -> Any:
    """One typing: {name: choice}; a choice of None is a spoiled sheet."""
    valid = {name: choice for name, choice in sheets.items() if choice is not None}
    ballots: list[Any] = (
        list(valid.values())
        if vote.poll.secret
        else [{"number": vote.right(name).number, "choice": choice} for name, choice in valid.items()]
    )
    return verb(
        actor=vote.actor(who),
        batch=batch,
        returned=numbers(vote, tuple(sheets)),
        ballots=ballots,
        invalid_ballots=spoiled or len(sheets) - len(valid),
    )


def both(vote: Vote, batch: PaperBatch, sheets: dict[str, Any]) -> PaperBatch:
    type_in(vote, batch, DESK, paper_desk.enter, sheets)
    kept: PaperBatch = type_in(vote, batch, RECORDER, paper_desk.confirm, sheets)
    return kept


@pytest.mark.parametrize("secrecy", ["named", "hidden"])
def test_paper_and_phone_are_counted_together(world: World, secrecy: str) -> None:
    vote = opened(world, secrecy=secrecy)
    batch = issue(vote, REPS[:4])
    for name in (*REPS[4:], CHAIR):
        vote.cast(name, "yes")
    kept = both(vote, batch, {REPS[0]: "yes", REPS[1]: "no", REPS[2]: None})
    assert kept.state == "confirmed"
    assert paper_desk.reconciliation(vote.poll) == {
        "issued": 4,
        "returned": 3,
        "valid": 2,
        "invalid": 1,
        "unreturned": 1,
    }
    closed = closing.close(actor=vote.actor(CHAIR), poll=vote.poll)
    figures = closed.counts["counts"]
    assert [figures[name] for name in ("yes", "no", "abstain", "invalid")] == [4, 1, 0, 1]
    assert (closed.verdict, closed.present) == ("FAILED", 8)


def test_a_named_batch_stands_in_the_log_sheet_by_sheet(world: World) -> None:
    vote = opened(world)
    both(vote, issue(vote, REPS[:3]), {REPS[0]: "yes", REPS[1]: None})
    assert vote.poll.log is not None
    data = log.parsed(vote.poll.log.entries.get(verb="PAPER_BATCH"))["data"]
    logged = {row["number"]: row["choice"] for row in data["ballots"]}
    first, second = sorted(numbers(vote, REPS[:2]))
    assert set(logged) == {first, second}
    assert sorted(map(str, logged.values())) == ["None", "yes"]
    assert data["issued"] == 3


def test_a_secret_batch_says_whose_paper_came_back_and_forgets_what_was_typed(world: World) -> None:
    """With one sheet returned and one spoiled, the number of spoiled ones would be that voter's ballot."""
    vote = opened(world, secrecy="hidden")
    both(vote, issue(vote, REPS[:2]), {REPS[0]: None})
    assert vote.poll.log is not None
    entry = vote.poll.log.entries.get(verb="PAPER_BATCH")
    assert set(log.parsed(entry)["data"]) == {"batch", "issued", "rights"}
    batch = PaperBatch.objects.get()
    assert set(batch.first) == set(batch.second) == {"returned", "invalid"}
    both(vote, issue(vote, REPS[2:4]), {REPS[2]: "no", REPS[3]: "yes"})
    assert sorted(HiddenBallot.objects.values_list("choice", flat=True)) == ["no", "yes"]
    assert not Cast.objects.exclude(choice=None).exists()


def test_the_close_of_a_paper_poll_carries_the_account(world: World) -> None:
    vote = opened(world)
    both(vote, issue(vote, REPS[:3]), {REPS[0]: "yes", REPS[1]: None})
    closing.close(actor=vote.actor(CHAIR), poll=vote.poll)
    assert vote.poll.log is not None
    data = log.parsed(vote.poll.log.entries.get(verb="CLOSE"))["data"]
    assert data["cast"] == 2
    assert data["paper"] == {"issued": 3, "returned": 2, "valid": 1, "invalid": 1, "unreturned": 1}


def test_the_order_in_which_the_sheets_lie_does_not_matter(world: World) -> None:
    vote = opened(world)
    batch = issue(vote, REPS[:3])
    sheets = {REPS[0]: "yes", REPS[1]: "no", REPS[2]: "abstain"}
    type_in(vote, batch, DESK, paper_desk.enter, sheets)
    other_way = dict(reversed(sheets.items()))
    assert type_in(vote, batch, RECORDER, paper_desk.confirm, other_way).state == "confirmed"


@pytest.mark.parametrize("secrecy", ["named", "hidden"])
@guards("poll.close", "voting.guards.paper_reconciled")
def test_two_typings_that_differ_block_the_close_until_they_are_alike(world: World, secrecy: str) -> None:
    vote = opened(world, secrecy=secrecy)
    batch = issue(vote, REPS[:2])
    type_in(vote, batch, DESK, paper_desk.enter, {REPS[0]: "yes", REPS[1]: "no"})
    differs = type_in(vote, batch, RECORDER, paper_desk.confirm, {REPS[0]: "yes", REPS[1]: "yes"})
    assert differs.state == "differs"
    assert not Cast.objects.exists()
    with refused("paper_reconciled"):
        closing.close(actor=vote.actor(CHAIR), poll=vote.poll)
    # Either of the two begins anew; the other confirms.
    type_in(vote, batch, RECORDER, paper_desk.enter, {REPS[0]: "yes", REPS[1]: "no"})
    assert (
        type_in(vote, batch, DESK, paper_desk.confirm, {REPS[0]: "yes", REPS[1]: "no"}).state == "confirmed"
    )
    assert closing.close(actor=vote.actor(CHAIR), poll=vote.poll).stage == "closed"


def test_paper_that_nobody_has_typed_blocks_the_close_too(world: World) -> None:
    vote = opened(world)
    batch = issue(vote, REPS[:2])
    with refused("paper_reconciled"):
        closing.close(actor=vote.actor(CHAIR), poll=vote.poll)
    type_in(vote, batch, DESK, paper_desk.enter, {})
    with refused("paper_reconciled"):
        closing.close(actor=vote.actor(CHAIR), poll=vote.poll)
    type_in(vote, batch, RECORDER, paper_desk.confirm, {})
    assert closing.close(actor=vote.actor(CHAIR), poll=vote.poll).stage == "closed"


def test_one_person_does_not_do_both(world: World) -> None:
    vote = opened(world)
    batch = issue(vote, REPS[:1])
    type_in(vote, batch, DESK, paper_desk.enter, {REPS[0]: "yes"})
    with refused("same_person"):
        type_in(vote, batch, DESK, paper_desk.confirm, {REPS[0]: "yes"})


@pytest.mark.database
def test_one_person_doing_both_is_a_constraint(world: World) -> None:
    vote = opened(world)
    batch = issue(vote, REPS[:1])
    person = world.people[DESK]
    with pytest.raises(IntegrityError), transaction.atomic():
        PaperBatch.objects.filter(pk=batch.pk).update(first_by=person, second_by=person)


def test_a_colleague_does_not_write_over_what_was_entered(world: World) -> None:
    vote = opened(world)
    batch = issue(vote, REPS[:1])
    type_in(vote, batch, DESK, paper_desk.enter, {REPS[0]: "yes"})
    with refused("already_entered"):
        type_in(vote, batch, RECORDER, paper_desk.enter, {REPS[0]: "no"})
    type_in(vote, batch, DESK, paper_desk.enter, {REPS[0]: "no"})
    assert type_in(vote, batch, RECORDER, paper_desk.confirm, {REPS[0]: "no"}).state == "confirmed"


def test_what_is_confirmed_stays(world: World) -> None:
    vote = opened(world)
    batch = issue(vote, REPS[:1])
    with refused("not_entered"):
        type_in(vote, batch, RECORDER, paper_desk.confirm, {REPS[0]: "yes"})
    both(vote, batch, {REPS[0]: "yes"})
    for verb in (paper_desk.enter, paper_desk.confirm):
        with refused("already_confirmed"):
            type_in(vote, batch, OTHER_DESK, verb, {REPS[0]: "no"})


def test_the_second_is_not_told_what_the_first_typed(world: World) -> None:
    vote = opened(world)
    batch = issue(vote, REPS[:2])
    type_in(vote, batch, DESK, paper_desk.enter, {REPS[0]: "yes", REPS[1]: "no"})
    with pytest.raises(Refusal) as caught:
        type_in(vote, batch, RECORDER, paper_desk.confirm, {REPS[0]: "maybe"})
    assert "yes" not in str(caught.value.envelope())
    for entry in (*entries("paper.enter"), *entries("paper.issue")):
        assert "yes" not in str(entry["data"])


@pytest.mark.parametrize(
    ("returned", "ballots", "spoiled", "code"),
    [
        ([1], [], 0, "invalid"),
        ([1], [{"number": 1, "choice": "yes"}], 1, "invalid"),
        ([1, 1], [{"number": 1, "choice": "yes"}] * 2, 0, "invalid"),
        ([99], [{"number": 99, "choice": "yes"}], 0, "invalid"),
        ([1, 2], [{"number": 1, "choice": "yes"}] * 2, 0, "invalid"),
        ([1], [{"number": 2, "choice": "yes"}], 0, "invalid"),
        ([1], ["yes"], 0, "invalid"),
        ([1], [{"number": "1", "choice": "yes"}], 0, "invalid"),
        ([1], [{"number": True, "choice": "yes"}], 0, "invalid"),
        ([1], [{"number": 1}], 0, "invalid"),
        ([1], [{"number": 1, "choice": "maybe"}], 0, "not_an_option"),
        ([1], [], -1, "invalid"),
        ([1], [None], 0, "invalid"),
    ],
)
def test_a_typing_that_does_not_add_up_is_refused(
    world: World, returned: list[int], ballots: list[Any], spoiled: int, code: str
) -> None:
    vote = opened(world)
    rights = VotingRight.objects.filter(poll=vote.poll, number__in=[1, 2]).values_list("pk", flat=True)
    batch = paper_desk.issue(actor=vote.actor(DESK), poll=vote.poll, rights=list(rights))
    with refused(code):
        paper_desk.enter(
            actor=vote.actor(DESK), batch=batch, returned=returned, ballots=ballots, invalid_ballots=spoiled
        )
    assert PaperBatch.objects.get().state == "issued"


def test_paper_is_not_issued_on_what_is_used_issued_struck_absent_or_in_conflict(world: World) -> None:
    vote = opened(world, seated=(*REPS, CHAIR))
    vote.cast(REPS[0], "yes")
    issue(vote, REPS[1:2])
    for taken in (REPS[:1], REPS[1:2], (*REPS[2:4], REPS[0])):
        with refused("already_used_or_issued"):
            issue(vote, taken)
    with refused("not_present"):
        issue(vote, (OTHER_DESK,))
    VotingRight.objects.filter(pk=vote.right(REPS[2]).pk).update(conflict="承办方的股东")
    with refused("not_in_conflict"):
        issue(vote, REPS[2:3])
    correcting.strike(actor=vote.actor(DESK), poll=vote.poll, right=vote.right(REPS[3]), reason="录错")
    for rights in ([vote.right(REPS[3]).pk], [], [vote.hall.room.pk]):
        with refused("not_on_roll"):
            paper_desk.issue(actor=vote.actor(DESK), poll=vote.poll, rights=rights)
    assert PaperBatch.objects.count() == 1


def test_the_desk_issues_and_the_hall_does_not(world: World) -> None:
    vote = opened(world)
    with refused("not_permitted"):
        paper_desk.issue(actor=vote.actor("王阿姨"), poll=vote.poll, rights=[vote.right("王阿姨").pk])


@guards("paper.issue", "voting.guards.not_by_hands")
def test_no_paper_beside_a_show_of_hands(world: World) -> None:
    vote = opened(world, means="hands_named")
    with refused("not_by_hands"):
        issue(vote, REPS[:1])


@guards("paper.enter", "voting.guards.not_by_hands")
@guards("paper.confirm", "voting.guards.not_by_hands")
def test_no_paper_is_typed_beside_a_show_of_hands(world: World) -> None:
    """A batch there can only have come in by another door; its typing is refused all the same."""
    vote = opened(world)
    batch = issue(vote, REPS[:1])
    type_in(vote, batch, DESK, paper_desk.enter, {REPS[0]: "yes"})
    type(vote.poll).objects.filter(pk=vote.poll.pk).update(means="hands_named")
    with refused("not_by_hands"):
        type_in(vote, batch, DESK, paper_desk.enter, {REPS[0]: "no"})
    with refused("not_by_hands"):
        type_in(vote, batch, RECORDER, paper_desk.confirm, {REPS[0]: "no"})


def test_owners_paper_weighs_by_area_and_a_spoiled_sheet_takes_no_part(world: World) -> None:
    vote = opened(world, form="owners_assembly", rule="OWNERS_MAJ", seated=())
    names = ("王阿姨", "丁奶奶", "小谷")
    both(vote, issue(vote, names), {"王阿姨": "yes", "丁奶奶": None})
    closed = closing.close(actor=vote.actor(CHAIR), poll=vote.poll)
    area = closed.counts["counts"]["area_cm2"]
    assert (area["yes"], area["invalid"], area["entitled"]) == (620_000, 620_000, 36 * 620_000)
    assert closed.verdict == "INQUORATE"
