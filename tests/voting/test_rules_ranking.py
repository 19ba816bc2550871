"""Instant runoff: every round, every tie, against a second implementation, in any order of ballots."""

from fractions import Fraction
from hashlib import sha256
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.voting.rules_choices import Options
from consult.voting.rules_lot import draw
from consult.voting.rules_ranking import instant_runoff

CODES = ("A", "B", "C", "D", "E")


def ballots(*groups: tuple[int, str]) -> list[str | list[str]]:
    return [list(ranking) if ranking else "abstain" for times, ranking in groups for _ in range(times)]


def test_every_round_is_kept() -> None:
    cast = ballots((8, "ABC"), (7, "BCA"), (5, "CBA"), (1, "C"), (2, ""))
    result = instant_runoff(Options(codes=("A", "B", "C")), cast, seed="s")
    first, last = result.rounds
    assert first.votes == (("A", 8), ("B", 7), ("C", 6))
    assert (first.eliminated, first.by, first.exhausted) == ("C", "fewest", 0)
    assert last.votes == (("A", 8), ("B", 12))
    assert (last.eliminated, last.by, last.exhausted) == (None, None, 1)
    assert result.winner == "B"
    assert result.order == (("B",), ("A",), ("C",))
    assert (result.ballots, result.abstained) == (21, 2)


def test_a_majority_of_first_choices_wins_at_once() -> None:
    result = instant_runoff(Options(codes=("A", "B", "C")), ballots((3, "AB"), (1, "B"), (1, "C")), seed="s")
    assert result.winner == "A"
    assert len(result.rounds) == 1
    assert result.order == (("A",), ("B", "C"))


def test_a_tie_is_broken_by_the_round_before() -> None:
    cast = ballots((5, "A"), (3, "B"), (2, "CB"), (1, "DC"))
    options = Options(codes=("A", "B", "C", "D"))
    one, two, three, four = instant_runoff(options, cast, seed="s").rounds
    assert one.eliminated == "D"
    # B and C are level at 3; in the round before C had 2 and B had 3.
    assert two.votes == (("A", 5), ("B", 3), ("C", 3))
    assert (two.tied, two.eliminated, two.by) == (("B", "C"), "C", "previous_round")
    assert three.votes == (("A", 5), ("B", 5))
    assert (three.tied, three.eliminated, three.by) == (("A", "B"), "B", "previous_round")
    assert (four.votes, four.exhausted) == ((("A", 5),), 6)


def test_a_clear_last_place_needs_no_earlier_round() -> None:
    cast = ballots((5, "A"), (4, "B"), (3, "C"), (1, "DB"))
    result = instant_runoff(Options(codes=("A", "B", "C", "D")), cast, seed="s")
    assert [(each.eliminated, each.tied, each.by) for each in result.rounds[:2]] == [
        ("D", ("D",), "fewest"),
        ("C", ("C",), "fewest"),
    ]


def test_a_tie_in_the_first_round_is_drawn_by_lot_from_the_published_seed() -> None:
    options = Options(codes=("A", "B"))
    winners = {}
    for seed in ("槐安-7", "槐安-8", "槐安-9", "槐安-10"):
        result = instant_runoff(options, ballots((2, "A"), (2, "B")), seed=seed)
        assert result.rounds[0].by == "lot"
        assert result.rounds[0].eliminated == draw(seed, "round 1", ["B", "A"])[-1]
        winners[seed] = result.winner
    assert set(winners.values()) == {"A", "B"}


def test_a_lot_can_be_repeated_with_any_sha256() -> None:
    def ticket(option: str) -> str:
        return sha256(f'["头 256","round 1","{option}"]'.encode()).hexdigest()

    assert draw("头 256", "round 1", ["甲", "乙", "丙"]) == tuple(sorted(["甲", "乙", "丙"], key=ticket))


def test_a_lot_favours_no_place_in_the_list() -> None:
    firsts = [draw(str(seed), "round 1", CODES)[0] for seed in range(5000)]
    assert all(850 < firsts.count(code) < 1150 for code in CODES)


def test_without_a_ballot_nobody_wins() -> None:
    result = instant_runoff(Options(codes=("A", "B")), ballots((3, "")), seed="s")
    assert (result.winner, result.rounds, result.order) == (None, (), (("A", "B"),))
    assert (result.ballots, result.abstained) == (0, 3)


RANKINGS = st.lists(
    st.just("abstain")
    | st.permutations(CODES).flatmap(lambda p: st.integers(1, 5).map(lambda n: list(p[:n]))),
    max_size=14,
)


@given(RANKINGS, st.randoms(use_true_random=False), st.text(max_size=5))
def test_the_order_of_ballots_never_matters(cast: list[str | list[str]], random: Random, seed: str) -> None:
    shuffled = list(cast)
    random.shuffle(shuffled)
    options = Options(codes=CODES)
    assert instant_runoff(options, cast, seed=seed) == instant_runoff(options, shuffled, seed=seed)


@given(RANKINGS, st.text(max_size=5))
def test_a_second_implementation_agrees(cast: list[str | list[str]], seed: str) -> None:
    result = instant_runoff(Options(codes=CODES), cast, seed=seed)
    winner, eliminated = by_hand([ballot for ballot in cast if ballot != "abstain"], seed)
    assert result.winner == winner
    assert [each.eliminated for each in result.rounds if each.eliminated] == eliminated


def by_hand(papers: list[str | list[str]], seed: str) -> tuple[str | None, list[str]]:
    """Piles of paper on a table: move the papers of the eliminated, count the piles again."""
    out: list[str] = []
    history: list[dict[str, int]] = []
    while papers:
        left = [code for code in CODES if code not in out]
        piles: dict[str, list[object]] = {code: [] for code in left}
        for paper in papers:
            remaining = [code for code in paper if code not in out]
            if remaining:
                piles[remaining[0]].append(paper)
        sizes = {code: len(pile) for code, pile in piles.items()}
        history.append(sizes)
        for code in left:
            if Fraction(sizes[code], sum(sizes.values())) > Fraction(1, 2):
                return code, out
        before = history[-2] if len(history) > 1 else dict.fromkeys(left, 0)
        fate = draw(seed, f"round {len(history)}", _level(left, sizes, before))
        out.append(fate[-1])
    return None, []


def _level(left: list[str], sizes: dict[str, int], before: dict[str, int]) -> list[str]:
    worst = min((sizes[code], before[code]) for code in left)
    return [code for code in left if (sizes[code], before[code]) == worst]


@pytest.mark.parametrize("seed", ["", "0", "头"])
def test_who_leads_a_majority_of_every_ballot_wins_whatever_the_seed(seed: str) -> None:
    cast = ballots((6, "CAB"), (3, "ABC"), (2, "BAC"))
    assert instant_runoff(Options(codes=("A", "B", "C")), cast, seed=seed).winner == "C"
