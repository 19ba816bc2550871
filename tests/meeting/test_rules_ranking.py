"""How proposals are ranked."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.meeting.rules_ranking import (
    Criterion,
    Given,
    criteria_problem,
    group_score,
    points_problem,
    ranking,
    total,
)

CRITERIA = [Criterion("1", 60), Criterion("2", 40)]


@pytest.mark.parametrize(
    ("weights", "problem"),
    [
        ([60, 40], None),
        ([100], None),
        ([], "count"),
        ([12] * 9, "count"),
        ([100, 0], "weight"),
        ([60, 30], "sum"),
    ],
)
def test_weights_add_up_to_a_hundred(weights: list[int], problem: str | None) -> None:
    assert criteria_problem(weights) == problem


@pytest.mark.parametrize(
    ("points", "wrong"),
    [
        ({"1": 5, "2": 1}, False),
        ({"1": 5}, True),
        ({"1": 5, "2": 0}, True),
        ({"1": 6, "2": 1}, True),
        ({"1": 5, "2": 1, "3": 2}, True),
    ],
)
def test_every_criterion_has_one_to_five_points_and_nothing_else_has_any(
    points: dict[str, int], wrong: bool
) -> None:
    assert points_problem(points, ["1", "2"]) is wrong


def test_a_groups_score_is_its_weighted_average_out_of_a_hundred() -> None:
    assert group_score([{"1": 5, "2": 5}], CRITERIA) == 100
    assert (
        group_score([{"1": 5, "2": 1}, {"1": 4, "2": 2}], CRITERIA)
        == Fraction(9, 10) * 60 + Fraction(3, 10) * 40
    )
    assert group_score([], CRITERIA) is None


def test_the_published_share_weighs_reviewers_and_residents_and_one_alone_stands_for_both() -> None:
    assert total(Fraction(80), Fraction(60), reviewers_percent=70) == 74
    assert total(None, Fraction(60), reviewers_percent=70) == 60
    assert total(Fraction(80), None, reviewers_percent=70) == 80
    assert total(None, None, reviewers_percent=70) == 0


def test_a_list_is_drawn_from_the_best_down_with_who_scored() -> None:
    scores = [
        Given("a", True, {"1": 3, "2": 3}),
        Given("a", False, {"1": 3, "2": 3}),
        Given("b", True, {"1": 5, "2": 4}),
        Given("b", False, {"1": 4, "2": 5}),
        Given("b", False, {"1": 5, "2": 5}),
    ]
    best, other = ranking(["a", "b"], scores, CRITERIA, reviewers_percent=50)
    assert (best.proposal, best.rank, best.reviewers, best.residents) == ("b", 1, 1, 2)
    # Reviewers 92; residents (88+6)… 9/10·60 + 40 = 94: half of each.
    assert best.score == 9300
    assert (other.proposal, other.rank, other.score) == ("a", 2, 6000)


def test_equal_scores_share_a_rank_and_keep_the_order_of_their_numbers() -> None:
    scores = [Given(p, True, {"1": n, "2": n}) for p, n in (("a", 3), ("b", 5), ("c", 5), ("d", 2))]
    drawn = ranking(["a", "b", "c", "d"], scores, CRITERIA, reviewers_percent=50)
    assert [(each.proposal, each.rank) for each in drawn] == [("b", 1), ("c", 1), ("a", 3), ("d", 4)]


POINTS = st.fixed_dictionaries({"1": st.integers(1, 5), "2": st.integers(1, 5)})
SCORES = st.lists(st.builds(Given, st.sampled_from(["a", "b", "c"]), st.booleans(), POINTS), max_size=20)


@given(SCORES, st.integers(0, 100), st.sampled_from(["a", "b", "c"]))
def test_more_points_never_lower_a_rank_and_scores_follow_ranks(
    scores: list[Given], percent: int, raised: str
) -> None:
    drawn = {e.proposal: e for e in ranking(["a", "b", "c"], scores, CRITERIA, reviewers_percent=percent)}
    better = [
        Given(s.proposal, s.reviewer, {k: min(5, v + 1) for k, v in s.points.items()})
        if s.proposal == raised
        else s
        for s in scores
    ]
    after = {e.proposal: e for e in ranking(["a", "b", "c"], better, CRITERIA, reviewers_percent=percent)}
    assert after[raised].rank <= drawn[raised].rank
    order = sorted(drawn.values(), key=lambda each: each.rank)
    assert [each.score for each in order] == sorted((each.score for each in order), reverse=True)
    assert all(0 <= each.score <= 10_000 for each in order)
