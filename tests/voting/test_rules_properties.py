"""What a vote must never do, for any rule and any counts."""

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from consult.voting.rules import Verdict, VoteRule, verdict
from consult.voting.rules_counts import Counts
from consult.voting.rules_named import RULES

MEETINGS = [r for r in RULES.values() if r.decides and not r.by_area]
BY_AREA = [r for r in RULES.values() if r.by_area]
# Among owners a rule of procedure may say what abstaining and spoiling mean; the property holds for each.
READINGS = st.fixed_dictionaries({"abstain_takes_part": st.booleans(), "invalid_takes_part": st.booleans()})


@st.composite
def counted(draw: st.DrawFn, rule: VoteRule) -> Counts:
    entitled = draw(st.integers(1, 60))
    present = draw(st.integers(0, entitled)) if rule.counts_presence else 0
    room = present if rule.counts_presence else entitled
    votes = {}
    for name in ("yes", "no", "abstain", "invalid"):
        votes[name] = draw(st.integers(0, room))
        room -= votes[name]
    served = draw(st.integers(0, entitled - present)) if rule.ballot == "consensus" else 0
    return Counts(entitled=entitled, present=present, absent_served=served, **votes)


def one_more_yes(counts: Counts, instead_of: str, weight: int = 1) -> Counts:
    changed = replace(counts, yes=counts.yes + weight)
    if instead_of == "not_cast":
        return changed
    return replace(changed, **{instead_of: getattr(counts, instead_of) - weight})


@pytest.mark.parametrize("rule", MEETINGS, ids=lambda rule: rule.code)
@given(data=st.data())
def test_a_yes_in_place_of_anything_else_never_undoes_a_pass(rule: VoteRule, data: st.DataObject) -> None:
    """Roll and presence stay as they are; a no, an abstention, a spoiled or a missing ballot becomes a yes."""
    rule = replace(rule, **data.draw(READINGS))
    before = data.draw(counted(rule))
    instead_of = data.draw(st.sampled_from(["no", "abstain", "invalid", "not_cast"]))
    limit = before.present if rule.counts_presence else before.entitled
    assume(before.cast < limit if instead_of == "not_cast" else getattr(before, instead_of) > 0)
    after = one_more_yes(before, instead_of)
    order = [Verdict.INQUORATE, Verdict.FAILED, Verdict.PASSED]
    assert order.index(verdict(rule, after).verdict) >= order.index(verdict(rule, before).verdict)


@st.composite
def owners(draw: st.DrawFn) -> list[tuple[str, int]]:
    """Each owner's ballot (or none) with the area it carries."""
    ballots = st.sampled_from(["yes", "no", "abstain", "invalid", "not_cast"])
    return draw(st.lists(st.tuples(ballots, st.integers(1, 50)), min_size=1, max_size=25))


def of_owners(ballots: list[tuple[str, int]]) -> Counts:
    def sums(weigh: bool) -> dict[str, int]:
        named = {
            name: [area for cast, area in ballots if cast == name]
            for name in ("yes", "no", "abstain", "invalid")
        }
        return {name: sum(areas) if weigh else len(areas) for name, areas in named.items()}

    area = Counts(entitled=sum(area for _, area in ballots), **sums(weigh=True))
    return Counts(entitled=len(ballots), area_cm2=area, **sums(weigh=False))


@pytest.mark.parametrize("rule", BY_AREA, ids=lambda rule: rule.code)
@given(ballots=owners(), readings=READINGS, data=st.data())
def test_an_owner_turning_to_yes_never_undoes_a_pass(
    rule: VoteRule, ballots: list[tuple[str, int]], readings: dict[str, bool], data: st.DataObject
) -> None:
    """The roll is fixed; one owner's ballot, cast or not, becomes a yes with that owner's head and area.

    Who had not taken part enlarges the denominators as well, by exactly as much as the yes votes: a part of a whole
    that grows with it never shrinks as a share.
    """
    rule = replace(rule, **readings)
    turned = data.draw(st.integers(0, len(ballots) - 1))
    after = [("yes", area) if i == turned else (cast, area) for i, (cast, area) in enumerate(ballots)]
    order = [Verdict.INQUORATE, Verdict.FAILED, Verdict.PASSED]
    before_verdict = verdict(rule, of_owners(ballots)).verdict
    after_verdict = verdict(rule, of_owners(after)).verdict
    assert order.index(after_verdict) >= order.index(before_verdict)


def test_an_owner_who_comes_to_say_no_can_carry_what_staying_away_would_have_stopped() -> None:
    """The law's own paradox, and why screens never call a missing ballot a no: participation is a hurdle apart."""
    stayed = [("yes", 10)] * 7 + [("not_cast", 10)] * 5
    came = [*stayed[:7], ("no", 10), *stayed[8:]]
    assert verdict(RULES["OWNERS_3_4"], of_owners(stayed)).verdict == "INQUORATE"
    assert verdict(RULES["OWNERS_3_4"], of_owners(came)).verdict == "PASSED"


def test_who_arrives_without_voting_can_undo_a_pass_so_presence_is_frozen() -> None:
    rule = RULES["REP_MEETING_MAJ"]
    assert verdict(rule, Counts(entitled=42, present=29, yes=15)).verdict == "PASSED"
    assert verdict(rule, Counts(entitled=42, present=30, yes=15)).verdict == "FAILED"


@pytest.mark.parametrize("rule", [r for r in RULES.values() if r.passes], ids=lambda rule: rule.code)
@given(data=st.data())
def test_a_tie_never_passes(rule: VoteRule, data: st.DataObject) -> None:
    ballots = data.draw(
        st.lists(st.sampled_from(["abstain", "invalid"]).map(lambda cast: (cast, 7)), max_size=8)
    )
    half = data.draw(st.integers(0, 12))
    area_counts = of_owners([("yes", 7)] * half + [("no", 7)] * half + ballots + [("not_cast", 7)])
    counts = replace(
        area_counts,
        present=area_counts.cast if rule.counts_presence else 0,
        area_cm2=area_counts.area_cm2 if rule.by_area else None,
    )
    assert verdict(rule, counts).verdict is not Verdict.PASSED
