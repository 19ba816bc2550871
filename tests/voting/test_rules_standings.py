"""Single choice, approval, choose up to k and scores: counts, shared places, lots."""

from fractions import Fraction
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from consult.voting.rules_choices import Options
from consult.voting.rules_lot import draw
from consult.voting.rules_standings import by_scores, by_votes

ABC = Options(codes=("A", "B", "C"))


def test_a_single_choice_counts_one_mark_a_ballot() -> None:
    result = by_votes(ABC, ["B", "A", "B", "abstain"])
    assert [(row.option, row.place, row.points) for row in result.rows] == [
        ("B", 1, 2),
        ("A", 2, 1),
        ("C", 3, 0),
    ]
    assert (result.ballots, result.abstained, result.leaders) == (3, 1, ("B",))


def test_an_approval_counts_every_mark_and_equals_share_a_place() -> None:
    result = by_votes(ABC, [["A", "C"], ["C"], ["A", "B"]])
    assert [(row.option, row.place, row.points) for row in result.rows] == [
        ("A", 1, 2),
        ("C", 1, 2),
        ("B", 3, 1),
    ]
    assert result.leaders == ("A", "C")
    assert result.winner("seed") == draw("seed", "first place", ["A", "C"])[0]
    assert {result.winner(str(seed)) for seed in range(20)} == {"A", "C"}


def test_scores_are_summed_and_their_mean_is_a_fraction() -> None:
    result = by_scores(ABC, [{"A": 5, "B": 4}, {"A": 2, "B": 4, "C": 3}, {"A": 4, "B": 4}, "abstain"])
    assert [(row.option, row.place, row.points) for row in result.rows] == [
        ("B", 1, 12),
        ("A", 2, 11),
        ("C", 3, 3),
    ]
    assert [row.given for row in result.rows] == [(0, 0, 0, 3, 0), (0, 1, 0, 1, 1), (0, 0, 1, 0, 0)]
    assert [row.mean for row in result.rows] == [Fraction(4), Fraction(11, 3), Fraction(3)]
    assert (result.ballots, result.abstained) == (3, 1)


def test_nobody_leads_where_nobody_chose() -> None:
    for result in (by_votes(ABC, ["abstain"]), by_scores(ABC, [])):
        assert result.leaders == ()
        assert result.winner("seed") is None
        assert [row.mean for row in result.rows] == [None, None, None]


@given(st.lists(st.sampled_from(["abstain", "A", "B", "C"])), st.randoms(use_true_random=False))
def test_the_order_of_ballots_never_matters(cast: list[str], random: Random) -> None:
    shuffled = list(cast)
    random.shuffle(shuffled)
    assert by_votes(ABC, cast) == by_votes(ABC, shuffled)
    scored = [{"A": 1 + "ABC".index(each), "C": 4} if each != "abstain" else each for each in cast]
    reshuffled = list(scored)
    random.shuffle(reshuffled)
    assert by_scores(ABC, scored) == by_scores(ABC, reshuffled)
