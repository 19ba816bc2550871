"""The eighteen vectors of the domain text: law and practice as numbers."""

import pytest

from consult.voting.rules import Verdict, could_pass, verdict
from consult.voting.rules_counts import Counts
from consult.voting.rules_election import ElectionBy, election_majority, election_turnout
from consult.voting.rules_named import RULES

M2 = 10_000  # cm²


def meeting(entitled: int, present: int, yes: int, abstain: int = 0) -> Counts:
    """Whoever is present and neither agrees nor abstains votes no."""
    return Counts(entitled=entitled, present=present, yes=yes, no=present - yes - abstain, abstain=abstain)


def owners(roll: tuple[int, int], took_part: tuple[int, int], yes: tuple[int, int]) -> Counts:
    """Each pair is heads and m²; whoever took part and does not agree votes no."""
    heads, area = zip(roll, took_part, yes, strict=True)
    return Counts(
        entitled=heads[0],
        yes=heads[2],
        no=heads[1] - heads[2],
        area_cm2=Counts(entitled=area[0] * M2, yes=area[2] * M2, no=(area[1] - area[2]) * M2),
    )


ESTATE, UNIT = (1200, 116_400), (12, 1_020)

VECTORS = [
    ("TV01", "REP_MEETING_MAJ", meeting(42, 28, 14), "FAILED"),
    ("TV02", "REP_MEETING_MAJ", meeting(42, 28, 15), "PASSED"),
    ("TV03", "REP_MEETING_MAJ", meeting(42, 27, 27), "INQUORATE"),
    ("TV04 two thirds exactly", "REP_MEETING_MAJ", meeting(57, 38, 20), "PASSED"),
    ("TV05", "REP_MEETING_MAJ", meeting(57, 37, 37), "INQUORATE"),
    ("TV06 abstaining counts as present", "REP_MEETING_MAJ", meeting(57, 45, 22, abstain=10), "FAILED"),
    ("TV06 one more", "REP_MEETING_MAJ", meeting(57, 45, 23, abstain=10), "PASSED"),
    ("TV07 half is not a majority", "RESIDENT_MEETING_HH", meeting(1308, 654, 654), "INQUORATE"),
    ("TV08", "RESIDENT_MEETING_HH", meeting(1308, 655, 327), "FAILED"),
    ("TV08 one more", "RESIDENT_MEETING_HH", meeting(1308, 655, 328), "PASSED"),
    ("TV09 heads pass, area fails", "OWNERS_3_4", owners(ESTATE, (806, 79_000), (610, 58_900)), "FAILED"),
    ("TV10 the same, ordinary matter", "OWNERS_MAJ", owners(ESTATE, (806, 79_000), (610, 58_900)), "PASSED"),
    ("TV11 both exactly", "OWNERS_3_4", owners(ESTATE, (800, 77_600), (600, 58_200)), "PASSED"),
    ("TV12 too few heads", "OWNERS_MAJ", owners(ESTATE, (799, 80_000), (799, 80_000)), "INQUORATE"),
    ("TV13 one unit", "OWNERS_3_4", owners(UNIT, (10, 850), (8, 640)), "PASSED"),
    ("TV14", "OWNERS_3_4", owners(UNIT, (9, 765), (6, 520)), "FAILED"),
    ("TV15 both exactly", "OWNERS_3_4", owners(UNIT, (8, 680), (6, 510)), "PASSED"),
    ("TV16 quorate, out of reach", "PARTY_BRANCH", meeting(46, 23, 23), "FAILED"),
    ("TV17", "PARTY_BRANCH", meeting(46, 24, 24), "PASSED"),
]


@pytest.mark.parametrize(
    ("code", "counts", "expected"), [v[1:] for v in VECTORS], ids=[v[0] for v in VECTORS]
)
def test_vector(code: str, counts: Counts, expected: str) -> None:
    assert verdict(RULES[code], counts).verdict == Verdict(expected)


def test_tv09_shows_which_of_the_four_conditions_fails() -> None:
    outcome = verdict(RULES["OWNERS_3_4"], owners(ESTATE, (806, 79_000), (610, 58_900)))
    assert [(each.name, each.left, each.op, each.right, each.holds) for each in outcome.inequalities] == [
        ("quorum_heads", 806 * 3, ">=", 1200 * 2, True),
        ("quorum_area", 79_000 * M2 * 3, ">=", 116_400 * M2 * 2, True),
        ("pass_heads", 610 * 4, ">=", 806 * 3, True),
        ("pass_area", 58_900 * M2 * 4, ">=", 79_000 * M2 * 3, False),
    ]


def test_tv16_is_known_before_the_question_is_put() -> None:
    branch = RULES["PARTY_BRANCH"]
    assert not could_pass(branch, entitled=46, present=23)
    assert could_pass(branch, entitled=46, present=24)
    assert not verdict(branch, meeting(46, 23, 23)).could_pass


@pytest.mark.parametrize(("voted", "valid"), [(32, False), (33, True)])
def test_tv18_more_than_two_thirds_of_the_representatives(voted: int, valid: bool) -> None:
    assert election_turnout(ElectionBy.REPRESENTATIVES, entitled=48, voted=voted).holds is valid


@pytest.mark.parametrize("by", [ElectionBy.VOTERS, ElectionBy.HOUSEHOLDS])
def test_an_election_by_everybody_or_by_households_needs_more_than_half(by: ElectionBy) -> None:
    assert not election_turnout(by, entitled=1308, voted=654).holds
    assert election_turnout(by, entitled=1308, voted=655).holds


def test_a_candidate_needs_more_than_half_of_those_who_voted() -> None:
    assert not election_majority(voted=32, votes=16).holds
    assert election_majority(voted=32, votes=17).holds
