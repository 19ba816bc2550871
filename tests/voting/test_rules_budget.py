"""Which projects a budget pays for."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from consult.voting.rules_budget import fund_by_votes
from consult.voting.rules_choices import Options
from consult.voting.rules_lot import draw

Ballots = list[str | list[str]]


def ballots(*groups: tuple[int, str]) -> Ballots:
    return [list(marks) if marks else "abstain" for times, marks in groups for _ in range(times)]


def test_by_votes_what_no_longer_fits_is_skipped() -> None:
    options = Options(codes=("A", "B", "C", "D"), costs=(60, 50, 30, 10), budget=100)
    result = fund_by_votes(options, ballots((5, "A"), (4, "B"), (3, "C"), (1, "")), seed="s")
    assert result.chosen == ("A", "C")
    assert [(step.option, step.votes, step.funded, step.left) for step in result.steps] == [
        ("A", 5, True, 40),
        ("B", 4, False, 40),
        ("C", 3, True, 10),
    ]
    # D fits and has no vote: money is not spent on what nobody asked for.
    assert (result.spent, result.left, result.ballots, result.abstained) == (90, 10, 12, 1)


def test_among_equal_votes_the_cheaper_comes_first() -> None:
    options = Options(codes=("A", "B"), costs=(60, 50), budget=100)
    result = fund_by_votes(options, ballots((2, "A"), (2, "B")), seed="s")
    assert result.chosen == ("B",)
    assert not result.steps[0].by_lot


def test_equal_votes_and_cost_are_drawn_by_lot() -> None:
    options = Options(codes=("A", "B"), costs=(60, 60), budget=100)
    chosen = set()
    for seed in ("1", "2", "3", "4", "5"):
        result = fund_by_votes(options, ballots((2, "A"), (2, "B")), seed=seed)
        assert result.chosen == draw(seed, "budget", ["A", "B"])[:1]
        assert all(step.by_lot for step in result.steps)
        chosen |= set(result.chosen)
    assert chosen == {"A", "B"}


CODES = ("A", "B", "C", "D")
PAPERS = st.lists(
    st.just("abstain") | st.sets(st.sampled_from(CODES), min_size=1).map(lambda marks: sorted(marks)),
    max_size=9,
)
PRICED = st.builds(
    lambda costs, budget: Options(codes=CODES, costs=tuple(costs), budget=budget),
    st.lists(st.integers(1, 40), min_size=4, max_size=4),
    st.integers(0, 90),
)


@given(PRICED, PAPERS, st.randoms(use_true_random=False), st.text(max_size=4))
def test_the_order_of_ballots_never_matters_and_the_budget_is_never_overspent(
    options: Options, cast: Ballots, random: Random, seed: str
) -> None:
    shuffled = list(cast)
    random.shuffle(shuffled)
    result = fund_by_votes(options, cast, seed=seed)
    assert result == fund_by_votes(options, shuffled, seed=seed)
    assert result.spent == sum(options.cost(code) for code in result.chosen)
    assert 0 <= result.left == options.budget - result.spent
    assert len(set(result.chosen)) == len(result.chosen)
    # Nothing that somebody voted for and that still fits is left out.
    marked = {code for ballot in cast if ballot != "abstain" for code in ballot}
    assert all(options.cost(code) > result.left for code in marked - set(result.chosen))
