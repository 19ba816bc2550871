"""What no vector says: consensus, unanimity, procedural motions, forces, impossible counts."""

from dataclasses import replace

import pytest

from consult.voting.rules import Base, Force, Verdict, VoteRule, base_of, could_pass, verdict
from consult.voting.rules_articles import ENGLISH
from consult.voting.rules_counts import Counts
from consult.voting.rules_error import CountsError, NoVerdictError
from consult.voting.rules_named import RULES

DECIDING = [rule for rule in RULES.values() if rule.decides]
NOT_DECIDING = [rule for rule in RULES.values() if not rule.decides]


def judged(code: str, **counts: int) -> Verdict:
    return verdict(RULES[code], Counts(**counts)).verdict


# The table of named rules, written a second time in the words of the domain text.
TABLE = {
    "RESIDENT_MEETING_ALL": ("present >1/2", "present >1/2"),
    "RESIDENT_MEETING_HH": ("present >1/2", "present >1/2"),
    "REP_MEETING_MAJ": ("present >=2/3", "present >1/2"),
    "OWNERS_MAJ": ("took_part >=2/3", "took_part >1/2"),
    "OWNERS_3_4": ("took_part >=2/3", "took_part >=3/4"),
    "OWNERS_UNANIMOUS_AFFECTED": ("took_part >=1/1", "entitled >=1/1"),
    "PARTY_BRANCH": ("present >=1/2", "entitled >1/2"),
    "COMMITTEE_MAJ": ("present >1/2", "entitled >1/2"),
    "COUNCIL_MAJ": ("present >=2/3", "entitled >1/2"),
    "GRID_HOUSEHOLDS_MAJ": ("present >=1/2", "present >1/2"),
    "BUILDING_HOUSEHOLDS_MAJ": ("present >=2/3", "entitled >1/2"),
    "UNIT_HOUSEHOLDS_MAJ": ("present >=2/3", "entitled >1/2"),
    "CONSENSUS": ("present >=1/1", None),
    "PROCEDURAL_MAJ": (None, "yes_and_no >1/2"),
    "APPROVAL_POLL": (None, None),
    "PREFERENCE_RANK": (None, None),
    "BUDGET_RANK": (None, None),
    "SINGLE_CHOICE": (None, None),
    "CHOOSE_UP_TO_K": (None, None),
    "SCORE_1_5": (None, None),
    "NONE": (None, None),
    "NONE_URGENT": (None, None),
}


def test_the_named_rules_are_those_of_the_domain_text() -> None:
    written = {
        code: (
            rule.quorum and f"{rule.quorum.of_whom} {rule.quorum.share}",
            rule.passes and f"{rule.passes.base} {rule.passes.share}",
        )
        for code, rule in RULES.items()
    }
    assert written == TABLE
    assert {code for code, rule in RULES.items() if rule.by_area} == {"OWNERS_MAJ", "OWNERS_3_4"}


def test_owners_votes_are_advisory_unless_the_city_says_otherwise() -> None:
    owners = [rule for rule in RULES.values() if rule.code.startswith("OWNERS")]
    assert {rule.forces for rule in owners} == {(Force.ADVISORY, Force.BINDING, Force.RECORDED)}
    assert {rule.code for rule in RULES.values() if Force.RECORDED in rule.forces} == {r.code for r in owners}


def test_only_owners_may_send_a_proxy() -> None:
    assert {rule.code for rule in RULES.values() if rule.proxies} == {
        "OWNERS_MAJ",
        "OWNERS_3_4",
        "OWNERS_UNANIMOUS_AFFECTED",
    }


def test_a_statutory_rule_names_its_article_and_a_design_is_not_passed_off_as_law() -> None:
    for rule in RULES.values():
        if rule.statutory:
            assert rule.article.startswith("《"), rule.code
            assert rule.evidence.startswith("V:"), rule.code
        if rule.evidence == "D":
            assert (rule.article, rule.clause) == ("本系统设计，非法律规定", None), rule.code


def test_every_article_is_said_in_english_too() -> None:
    assert {rule.article for rule in RULES.values()} == set(ENGLISH)


def test_a_force_the_rule_does_not_permit_is_refused() -> None:
    with pytest.raises(NoVerdictError) as refused:
        verdict(RULES["REP_MEETING_MAJ"], Counts(entitled=3, present=3), force=Force.RECORDED)
    assert refused.value.code == "force_not_allowed"


@pytest.mark.parametrize(
    ("code", "why"),
    [("NONE", "not_votable"), ("NONE_URGENT", "not_votable")]
    + [(rule.code, "orders_only") for rule in NOT_DECIDING if rule.code not in ("NONE", "NONE_URGENT")],
)
def test_what_only_orders_or_may_not_be_voted_has_no_verdict(code: str, why: str) -> None:
    with pytest.raises(NoVerdictError) as refused:
        verdict(RULES[code], Counts(entitled=10, present=10, yes=10))
    assert refused.value.code == why
    assert refused.value.zh
    assert refused.value.en


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ({"yes": 6, "no": 4, "abstain": 10}, "PASSED"),
        ({"yes": 5, "no": 5}, "FAILED"),
        ({"yes": 0, "no": 0, "abstain": 20}, "FAILED"),
        ({"yes": 1, "no": 0, "abstain": 19}, "PASSED"),
    ],
)
def test_a_procedural_motion_needs_more_yes_than_no(counts: dict[str, int], expected: str) -> None:
    assert judged("PROCEDURAL_MAJ", entitled=20, **counts) == expected


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ({"present": 5, "yes": 5}, "PASSED"),
        ({"present": 5, "yes": 3, "abstain": 2}, "PASSED"),  # reservations (保留意见) are no objection
        ({"present": 5}, "PASSED"),  # silence of those present is no objection either
        ({"present": 5, "yes": 4, "no": 1}, "FAILED"),
        ({"present": 4, "yes": 4}, "INQUORATE"),
        ({"present": 4, "yes": 4, "absent_served": 1}, "PASSED"),
        ({"present": 0, "absent_served": 5}, "INQUORATE"),  # nobody came: nobody agreed
    ],
)
def test_consensus_is_no_objection_among_all_who_came(counts: dict[str, int], expected: str) -> None:
    assert judged("CONSENSUS", entitled=5, **counts) == expected


def test_a_consensus_shows_who_was_reached_that_somebody_came_and_that_nobody_objected() -> None:
    outcome = verdict(RULES["CONSENSUS"], Counts(entitled=5, present=4, yes=3, no=1, absent_served=1))
    assert [(each.name, each.left, each.op, each.right, each.holds) for each in outcome.inequalities] == [
        ("quorum_heads", 5, ">=", 5, True),
        ("anyone_present", 4, ">", 0, True),
        ("no_objection", 1, "=", 0, False),
    ]
    assert [each.text for each in outcome.inequalities] == ["5×1 >= 5×1", "4 > 0", "1 = 0"]


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ({"yes": 12}, "PASSED"),
        ({"yes": 11, "no": 1}, "FAILED"),
        ({"yes": 11, "abstain": 1}, "FAILED"),
        ({"yes": 11}, "INQUORATE"),
        ({"yes": 11, "invalid": 1}, "INQUORATE"),
    ],
)
def test_unanimity_needs_the_consent_of_every_affected_owner(counts: dict[str, int], expected: str) -> None:
    assert judged("OWNERS_UNANIMOUS_AFFECTED", entitled=12, **counts) == expected


@pytest.mark.parametrize("rule", DECIDING, ids=lambda rule: rule.code)
def test_an_empty_electorate_decides_nothing(rule: VoteRule) -> None:
    empty = Counts(entitled=0, area_cm2=Counts(entitled=0) if rule.by_area else None)
    assert verdict(rule, empty).verdict is not Verdict.PASSED


def test_an_abstention_takes_part_among_owners_and_an_invalid_ballot_does_not_unless_the_rule_says_so() -> (
    None
):
    counts = Counts(entitled=20, yes=4, no=3, abstain=2, invalid=1)
    rule = RULES["OWNERS_MAJ"]
    assert base_of(rule, counts, Base.TOOK_PART) == 9
    assert base_of(replace(rule, abstain_takes_part=False), counts, Base.TOOK_PART) == 7
    assert base_of(replace(rule, invalid_takes_part=True), counts, Base.TOOK_PART) == 10


def test_every_base_includes_the_next_one() -> None:
    counts = Counts(entitled=20, present=15, yes=4, no=3, abstain=2, invalid=1)
    rule = replace(RULES["OWNERS_MAJ"], invalid_takes_part=True)
    assert [base_of(rule, counts, base) for base in Base] == [20, 15, 10, 9, 7]


def test_a_rule_without_a_quorum_may_still_count_those_present() -> None:
    rule = replace(RULES["GRID_HOUSEHOLDS_MAJ"], quorum=None)
    assert verdict(rule, Counts(entitled=48, present=7, yes=4)).verdict is Verdict.PASSED
    assert verdict(rule, Counts(entitled=48, present=8, yes=4)).verdict is Verdict.FAILED
    with pytest.raises(CountsError):
        verdict(rule, Counts(entitled=48, present=7, yes=8))


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("REP_MEETING_MAJ", {"passes": None}),
        ("CONSENSUS", {"passes": RULES["REP_MEETING_MAJ"].passes}),
        ("REP_MEETING_MAJ", {"by_area": True}),
        ("PROCEDURAL_MAJ", {"by_area": True}),
    ],
)
def test_a_rule_that_contradicts_itself_cannot_be_made(code: str, changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"pass condition|areas"):
        replace(RULES[code], **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("rule", [r for r in DECIDING if not r.counts_presence], ids=lambda rule: rule.code)
def test_could_pass_is_asked_of_meetings_only(rule: VoteRule) -> None:
    with pytest.raises(ValueError, match="no presence"):
        could_pass(rule, entitled=10, present=5)


AREA = Counts(entitled=1000, yes=600, no=100)


@pytest.mark.parametrize(
    ("code", "counts", "why"),
    [
        ("REP_MEETING_MAJ", Counts(entitled=42, present=43), "more_present_than_entitled"),
        ("REP_MEETING_MAJ", Counts(entitled=42, present=28, yes=20, no=9), "more_votes_than_voters"),
        ("REP_MEETING_MAJ", Counts(entitled=42, present=28, yes=27, invalid=2), "more_votes_than_voters"),
        ("REP_MEETING_MAJ", Counts(entitled=42, present=28, yes=15, no=-1), "negative"),
        (
            "REP_MEETING_MAJ",
            Counts(entitled=42, present=28, absent_served=1),
            "absent_served_without_consensus",
        ),
        ("CONSENSUS", Counts(entitled=5, present=4, absent_served=2), "more_present_than_entitled"),
        ("REP_MEETING_MAJ", Counts(entitled=42, present=28, area_cm2=AREA), "area_not_used"),
        ("OWNERS_MAJ", Counts(entitled=10, yes=6, no=1), "area_missing"),
        ("OWNERS_MAJ", Counts(entitled=10, yes=10, no=1, area_cm2=AREA), "more_votes_than_voters"),
        (
            "OWNERS_MAJ",
            Counts(entitled=10, yes=6, no=1, area_cm2=replace(AREA, yes=950)),
            "more_votes_than_voters",
        ),
        (
            "OWNERS_MAJ",
            Counts(entitled=10, yes=6, no=1, area_cm2=replace(AREA, no=0)),
            "heads_and_area_disagree",
        ),
        ("OWNERS_MAJ", Counts(entitled=10, yes=6, area_cm2=AREA), "heads_and_area_disagree"),
        ("PROCEDURAL_MAJ", Counts(entitled=10, yes=6, no=5), "more_votes_than_voters"),
    ],
)
def test_impossible_counts_are_an_error_and_no_verdict(code: str, counts: Counts, why: str) -> None:
    with pytest.raises(CountsError) as refused:
        verdict(RULES[code], counts)
    assert refused.value.code == why
