"""Which projects a budget pays for, by votes and by equal shares."""

from fractions import Fraction
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from consult.voting.rules_budget import fund_by_equal_shares, fund_by_votes
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


def test_equal_shares_gives_a_third_of_the_voters_a_third_of_the_budget() -> None:
    """Two thirds want A, B and C, one third wants D: by votes the third gets nothing."""
    options = Options(codes=("A", "B", "C", "D"), costs=(30, 30, 30, 30), budget=90)
    cast = ballots((6, "ABC"), (3, "D"), (2, ""))
    assert set(fund_by_votes(options, cast, seed="s").chosen) == {"A", "B", "C"}
    result = fund_by_equal_shares(options, cast, seed="s")
    assert "D" in result.chosen
    assert len(result.chosen) == 3
    assert (result.ballots, result.abstained) == (9, 2)


def test_equal_shares_shows_what_each_supporter_paid() -> None:
    options = Options(codes=("A", "B"), costs=(40, 60), budget=100)
    result = fund_by_equal_shares(options, ballots((2, "A"), (2, "AB")), seed="s")
    # Four purses of 25: A costs its four supporters 10 each; the two of B have 15 each left, 30 of 60.
    first, second = result.steps
    assert (first.option, first.stage, first.payment, first.left) == ("A", "equal_shares", Fraction(10), 60)
    # What is left over is spent by votes.
    assert (second.option, second.stage, second.payment, second.funded) == ("B", "by_votes", None, True)


def test_equal_shares_lets_the_poor_pay_what_they_have() -> None:
    options = Options(codes=("A", "B"), costs=(50, 40), budget=90)
    result = fund_by_equal_shares(options, ballots((1, "A"), (1, "AB"), (1, "B")), seed="s")
    # Purses of 30. A: 25 each of two, B: 20 each of two: equally many votes per fen, the cheaper first. Then the
    # one who paid for B has 10 left, so A takes 10 of that one and 30 of the other, which is not 50.
    assert [(step.option, step.stage, step.payment) for step in result.steps] == [
        ("B", "equal_shares", Fraction(20)),
        ("A", "by_votes", None),
    ]


def test_equal_shares_draws_between_equals_and_says_so() -> None:
    options = Options(codes=("A", "B", "C"), costs=(50, 50, 60), budget=160)
    cast = ballots((2, "A"), (2, "B"), (1, "C"))
    firsts = set()
    for seed in ("1", "2", "3", "4", "5"):
        steps = fund_by_equal_shares(options, cast, seed=seed).steps
        assert steps[0].option == draw(seed, "equal shares 1", ["A", "B"])[0]
        # The second of the two is alone by then; C's only supporter cannot pay 60 of 32.
        assert [(step.stage, step.by_lot) for step in steps] == [
            ("equal_shares", True),
            ("equal_shares", False),
            ("by_votes", False),
        ]
        firsts.add(steps[0].option)
    assert firsts == {"A", "B"}


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
    for fund in (fund_by_votes, fund_by_equal_shares):
        result = fund(options, cast, seed=seed)
        assert result == fund(options, shuffled, seed=seed)
        assert result.spent == sum(options.cost(code) for code in result.chosen)
        assert 0 <= result.left == options.budget - result.spent
        assert len(set(result.chosen)) == len(result.chosen)
        # Nothing that somebody voted for and that still fits is left out.
        marked = {code for ballot in cast if ballot != "abstain" for code in ballot}
        assert all(options.cost(code) > result.left for code in marked - set(result.chosen))


@given(PRICED, PAPERS, st.text(max_size=4))
def test_equal_shares_agrees_with_a_second_implementation(options: Options, cast: Ballots, seed: str) -> None:
    result = fund_by_equal_shares(options, cast, seed=seed)
    papers = [ballot for ballot in cast if ballot != "abstain"]
    shared = [step.option for step in result.steps if step.stage == "equal_shares"]
    assert shared == by_hand(options, papers, seed)


def by_hand(options: Options, papers: Ballots, seed: str) -> list[str]:
    """The definition itself: the largest payment is found by trying every number of supporters paying it in full."""
    if not papers:
        return []
    purse = {number: Fraction(options.budget, len(papers)) for number in range(len(papers))}
    funded: list[str] = []
    while True:
        offers = {}
        for code in options.codes:
            backers = [number for number, paper in enumerate(papers) if code in paper]
            if code in funded or not backers:
                continue
            payments = []
            for poor in range(len(backers)):
                # `poor` of them, the poorest, give all they have; the others share the rest equally.
                ordered = sorted(purse[number] for number in backers)
                payment = (options.cost(code) - sum(ordered[:poor])) / Fraction(len(backers) - poor)
                if payment >= 0 and sum(min(money, payment) for money in ordered) == options.cost(code):
                    payments.append(payment)
            if payments:
                offers[code] = (min(payments) / options.cost(code), options.cost(code))
        if not offers:
            return funded
        best = min(offers.values())
        tied = [code for code, offer in offers.items() if offer == best]
        winner = draw(seed, f"equal shares {len(funded) + 1}", tied)[0]
        for number, paper in enumerate(papers):
            if winner in paper:
                purse[number] -= min(purse[number], best[0] * best[1])
        funded.append(winner)
