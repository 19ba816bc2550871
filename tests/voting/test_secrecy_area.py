"""A secret vote weighed by area: from what is published no flat's choice follows.

The attack tries every set of flats. On exact sums, as one would first publish them, it finds the one set that fits and
with it everybody's choice; on our ranges it finds for every flat a set with it and one without.
"""

from __future__ import annotations

import json
from itertools import combinations, pairwise
from math import comb
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.voting import closing, correcting, paper_desk
from consult.voting.casting import Wish, cast_together
from consult.voting.documents import count_sheet_pdf
from consult.voting.models import Cast, HiddenArea, Poll, VotingRight
from consult.voting.receipts import Receipt
from consult.voting.results import result
from consult.voting.rules_area import Areas, may_be_secret, range_of, ranges, tells_of_nobody, within
from consult.voting.rules_named import RULES
from consult.voting.rules_share import Share
from tests.expect import refused
from tests.resolution.asking import client, get
from tests.voting.made import CHAIR, DESK, Vote, meeting
from tests.world import World

HALF, THREE_QUARTERS = Share(1, 2, strict=True), Share(3, 4)
# Eight flats of a staircase in cm², measured as deeds measure: no two sets of them add up alike.
FLATS = (893_412, 1_207_755, 768_031, 1_012_348, 951_116, 684_907, 1_134_562, 872_203)


def sets_that_fit(sizes: tuple[int, ...], yes_heads: int, low: int, high: int) -> list[set[int]]:
    """The attack: every set of that many flats whose areas add up to between these."""
    places = range(len(sizes))
    return [set(c) for c in combinations(places, yes_heads) if low <= sum(sizes[i] for i in c) <= high]


def told(fitting: list[set[int]], flats: int) -> set[int]:
    """The flats whose choice follows: they are in every set that fits, or in none."""
    everywhere = set.intersection(*fitting) if fitting else set()
    return everywhere | (set(range(flats)) - set().union(*fitting))


def test_exact_sums_give_every_flat_away_and_the_published_range_none() -> None:
    yes = {0, 2, 3, 6, 7}
    exact = sum(FLATS[i] for i in yes)
    broken = sets_that_fit(FLATS, len(yes), exact, exact)
    assert broken == [yes], "with exact sums one set alone fits: everybody's choice is known"
    published = range_of(FLATS, yes_heads=len(yes), yes_cm2=exact, share=HALF)
    fitting = sets_that_fit(FLATS, len(yes), *within(published, sum(FLATS), HALF, passed=True))
    assert yes in fitting
    assert told(fitting, len(FLATS)) == set()


def test_whole_per_cents_alone_would_not_do() -> None:
    """The design's first thought, tried: one flat of a quarter among small ones is told by the per cent."""
    sizes = (3_000_000, *(700_000 + 11_111 * n for n in range(12)))
    yes = {0, 1, 2, 3, 4}
    exact = sum(sizes[i] for i in yes)
    cent = exact * 100 // sum(sizes)
    low, high = within((cent, cent + 1), sum(sizes), HALF, passed=HALF.met(exact, sum(sizes)))
    assert 0 in told(sets_that_fit(sizes, len(yes), low, high), len(sizes))
    published = range_of(sizes, yes_heads=len(yes), yes_cm2=exact, share=HALF)
    low, high = within(published, sum(sizes), HALF, passed=HALF.met(exact, sum(sizes)))
    assert told(sets_that_fit(sizes, len(yes), low, high), len(sizes)) == set()


@given(
    st.lists(st.integers(400_000, 1_600_000), min_size=5, max_size=11),
    st.sampled_from([HALF, THREE_QUARTERS, Share(2, 3)]),
    st.randoms(use_true_random=False),
)
def test_whatever_is_published_tells_of_no_flat(sizes: list[int], share: Share, lot: Random) -> None:
    flats, yes_heads = tuple(sizes), lot.randint(1, len(sizes) - 1)
    yes = set(lot.sample(range(len(flats)), yes_heads))
    exact, total = sum(flats[i] for i in yes), sum(flats)
    passed = share.met(exact, total)
    found = range_of(flats, yes_heads=yes_heads, yes_cm2=exact, share=share)
    low, high = within(found, total, share, passed=passed)
    assert low <= exact <= high, "the truth is in the range"
    possible = ranges(flats, yes_heads=yes_heads, share=share, passed=passed)
    assert found in (possible or [(0, 100)])
    if possible:
        assert told(sets_that_fit(flats, yes_heads, low, high), len(flats)) == set()
    else:
        # Nothing but the verdict is published: with so few flats that alone may tell.
        assert found == (0, 100)


@given(st.lists(st.integers(1, 60), min_size=2, max_size=9), st.data())
def test_what_is_said_to_tell_of_nobody_does(sizes: list[int], data: st.DataObject) -> None:
    flats = tuple(sorted(sizes))
    heads = data.draw(st.integers(0, len(flats)))
    low = data.draw(st.integers(0, sum(flats)))
    high = data.draw(st.integers(low, sum(flats)))
    if 0 < heads < len(flats) and tells_of_nobody(Areas.of(flats), heads, (low, high)):
        assert told(sets_that_fit(flats, heads, low, high), len(flats)) == set()


def test_the_ranges_of_a_compound_are_narrow_and_cover_every_sum() -> None:
    """Where a hundred flats vote, the loss of exactness is small; ranges depend on nothing that is secret."""
    lot = Random(2026)
    flats = tuple(lot.randrange(480_000, 1_450_000) for _ in range(120))
    total = sum(flats)
    for passed in (True, False):
        found = ranges(flats, yes_heads=70, share=HALF, passed=passed)
        assert found == sorted(found)
        assert all(before[1] == after[0] for before, after in pairwise(found))
        assert within(found[0], total, HALF, passed=passed)[0] <= (total // 2 + 1 if passed else 0)
    yes = sum(flats[:70])
    low, high = range_of(flats, yes_heads=70, yes_cm2=yes, share=HALF)
    assert high - low <= 3
    assert comb(120, 70) > 10**30


@pytest.mark.parametrize(
    ("code", "largest", "possible"),
    [("OWNERS_MAJ", 24, True), ("OWNERS_MAJ", 60, False), ("OWNERS_3_4", 9, True), ("OWNERS_3_4", 24, False)],
)
def test_where_one_owner_decides_the_result_would_tell(code: str, largest: int, possible: bool) -> None:
    assert may_be_secret(RULES[code], [largest, *[5] * 10]) == possible


# The whole way


def hidden(world: World, rule: str = "OWNERS_MAJ", *, largest: int = 0) -> Vote:
    """36 owners whose flats, as deeds measure them, are all of another size."""
    lot = Random(36)
    for number, home in enumerate(world.homes):
        unit = home.exclusive_unit
        unit.area_cm2 = largest if largest and number == 0 else lot.randrange(520_000, 1_280_000)
        unit.save()
    return meeting(world, form="owners_assembly", rule=rule, secrecy="hidden", seated=())


def opened(world: World, rule: str = "OWNERS_MAJ") -> Vote:
    vote = hidden(world, rule)
    vote.open()
    return vote


def cast_by(vote: Vote, choices: dict[int, str]) -> None:
    """By roll number, with the help of two of the staff: not every owner of the small world has a telephone."""
    rights = {right.number: right for right in VotingRight.objects.filter(poll=vote.poll)}
    wishes = [
        Wish(
            poll=vote.poll.pk,
            actor=vote.actor(DESK),
            witness=vote.world.people["社工小李"].pk,
            channel=Cast.Channel.ASSISTED,
            right=rights[number].pk,
            key=f"key-{number:05d}",
            choice=choice,
        )
        for number, choice in choices.items()
    ]
    assert all(isinstance(answer, Receipt) for answer in cast_together(wishes))


def thirty(yes: int, no: int) -> dict[int, str]:
    return {n: "yes" if n <= yes else "no" if n <= yes + no else "abstain" for n in range(1, 31)}


def close(vote: Vote) -> Poll:
    return closing.close(actor=vote.actor(CHAIR), poll=vote.fresh())


def test_a_hidden_vote_by_area_publishes_heads_participation_and_a_range(world: World) -> None:
    vote = opened(world)
    cast_by(vote, thirty(19, 9))
    exact = sum(VotingRight.objects.filter(poll=vote.poll, number__lte=19).values_list("area_cm2", flat=True))
    took_part = sum(
        VotingRight.objects.filter(poll=vote.poll, number__lte=30).values_list("area_cm2", flat=True)
    )
    poll = close(vote)
    assert poll.verdict == "PASSED"
    counted = poll.counts["counts"]
    assert [counted[name] for name in ("yes", "no", "abstain", "area_cm2")] == [19, 9, 2, None]
    assert poll.counts["took_part_cm2"] == took_part
    area = {each["name"]: each for each in poll.counts["inequalities"]}
    assert area["quorum_area"]["left"] == took_part * 3
    weighed = area["pass_area"]
    assert (weighed["left"], weighed["right"], weighed["holds"]) == (None, took_part, True)
    low, high = weighed["between"]
    assert low * took_part <= exact * 100 <= high * took_part
    assert f"赞成面积占 {low}%–{high}%，须超过 1/2" in poll.sentence
    assert f"{low}–{high}% of the area in favour, more than 1/2 needed" in poll.sentence_en
    assert [row["area_cm2"] for row in result(poll)["rows"]] == [None, None, None]
    flats = tuple(Cast.objects.filter(poll=poll).values_list("right__area_cm2", flat=True))
    # Among thirty flats a set with each and one without is found by the bound that the fuller tests hold to.
    assert tells_of_nobody(Areas.of(flats), 19, within((low, high), took_part, HALF, passed=True))


def test_no_exact_area_of_a_choice_stands_anywhere_after_the_close(world: World) -> None:
    """In the database, the log, the ledger and every paper."""
    from django.apps import apps
    from django.core import serializers

    vote = opened(world)
    cast_by(vote, thirty(19, 9))
    sums = dict(HiddenArea.objects.values_list("choice", "area_cm2"))
    assert set(sums) == {"yes", "no", "abstain"}, "while it is open an administrator could read them"
    poll = close(vote)
    assert not HiddenArea.objects.exists()
    everything = "".join(
        serializers.serialize("json", model.objects.all())
        for model in apps.get_models()
        if model._meta.managed
    )
    paper = count_sheet_pdf(poll)
    for cm2 in sums.values():
        for multiple in (1, 2, 3, 4):
            assert str(cm2 * multiple) not in everything
            assert str(cm2 * multiple).encode() not in paper


def test_a_void_vote_forgets_its_areas(world: World) -> None:
    vote = opened(world)
    cast_by(vote, thirty(19, 9))
    correcting.void(actor=vote.actor(DESK), poll=vote.poll, reason="动议文字有误")
    assert not HiddenArea.objects.exists()


def test_heads_alone_do_not_pass_by_area(world: World) -> None:
    vote = opened(world, "OWNERS_3_4")
    cast_by(vote, thirty(22, 8))
    poll = close(vote)
    assert poll.verdict == "FAILED"
    assert json.dumps(poll.counts).count('"between"') == 1


def test_no_paper_is_issued_for_it(world: World) -> None:
    vote = opened(world)
    right = VotingRight.objects.filter(poll=vote.poll).first()
    assert right is not None
    with refused("sheet_would_tell"):
        paper_desk.issue(actor=vote.actor(DESK), poll=vote.poll, rights=[right.pk])


def test_it_is_refused_where_one_owner_decides(world: World) -> None:
    vote = hidden(world, largest=30_000_000)
    with refused("secrecy_possible"):
        vote.open()


def test_a_sealed_box_is_not_weighed_and_the_desk_reads_so_before_it_tries(world: World) -> None:
    """Before three custodians have made a key for nothing."""
    with refused("secrecy_possible"):
        meeting(world, form="owners_assembly", rule="OWNERS_MAJ", secrecy="sealed", seated=())
    vote = meeting(world, form="owners_assembly", rule="OWNERS_MAJ", seated=())
    told = get(client(world, DESK), f"/motions/{vote.hall.motion.pk}/secrecies")["items"]
    why = {each["secrecy"]: each["why"] for each in told}
    assert (why["named"], why["hidden"]) == (None, None)
    assert "没有面积" in why["sealed"]["message"]
    assert "普通无记名" in why["sealed"]["next"]["zh"]
