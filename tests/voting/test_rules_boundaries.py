"""Every boundary of every fraction, against exact rationals."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.voting.rules import VoteRule, verdict
from consult.voting.rules_counts import Counts
from consult.voting.rules_error import PackError
from consult.voting.rules_named import RULES
from consult.voting.rules_share import Share, measure

SHARES = [
    Share.parse(text) for text in (">1/2", "1/2", ">2/3", "2/3", ">3/4", "3/4", "4/5", ">1/3", "1/5", "1/1")
]


def enough(share: Share, part: int, whole: int) -> bool:
    exact = Fraction(part, whole)
    asked = Fraction(share.num, share.den)
    return exact > asked if share.strict else exact >= asked


@pytest.mark.parametrize("share", SHARES, ids=str)
def test_every_boundary_up_to_two_thousand(share: Share) -> None:
    for whole in range(1, 2001):
        least = share.least(whole)
        assert enough(share, least, whole), whole
        assert not enough(share, least - 1, whole), whole
        for part in (least - 1, least, least + 1):
            assert share.met(part, whole) == enough(share, part, whole), (part, whole)
        # What is printed says the same: 须超过 14 of 28 is 15, 须达到 28 of 42 is 28.
        printed = share.bar(whole)
        assert least == (printed + 1 if share.strict else printed), whole


@pytest.mark.parametrize("share", SHARES, ids=str)
@given(data=st.data())
def test_areas_of_any_size_are_compared_exactly(share: Share, data: st.DataObject) -> None:
    whole = data.draw(st.integers(1, 10**15))
    part = data.draw(st.integers(0, whole) | st.integers(-2, 2).map(lambda near: share.least(whole) + near))
    assert measure("pass_area", part, whole, share).holds == enough(share, part, whole)


def test_a_share_that_floats_get_wrong() -> None:
    whole = 3 * 10**16
    assert not Share(2, 3).met(2 * 10**16 - 1, whole)
    assert Share(2, 3).met(2 * 10**16, whole)


@pytest.mark.parametrize(
    "rule", [r for r in RULES.values() if r.passes and r.counts_presence], ids=lambda r: r.code
)
def test_every_meeting_turns_at_its_own_boundaries(rule: VoteRule) -> None:
    """For every size of the roll: one short of the quorum, the quorum, one short of passing, passing."""
    assert rule.quorum is not None
    assert rule.passes is not None
    for entitled in range(1, 2001):
        present = rule.quorum.share.least(entitled)
        assert verdict(rule, Counts(entitled=entitled, present=present - 1)).verdict == "INQUORATE", entitled
        present = entitled - (entitled - present) // 2
        needed = rule.passes.share.least(present if rule.passes.base == "present" else entitled)
        for yes, expected in ((needed - 1, "FAILED"), (needed, "PASSED")):
            if yes <= present:
                counts = Counts(entitled=entitled, present=present, yes=yes, no=present - yes)
                assert verdict(rule, counts).verdict == expected, (entitled, present, yes)


@pytest.mark.parametrize(
    ("text", "share"),
    [
        (">1/2", Share(1, 2, strict=True)),
        ("1/2", Share(1, 2)),
        (">=2/3", Share(2, 3)),
        (" > 4/6 ", Share(2, 3, strict=True)),
        ("7/7", Share(1, 1)),
    ],
)
def test_shares_are_read_as_the_law_words_them(text: str, share: Share) -> None:
    assert Share.parse(text) == share
    assert Share.parse(str(share)) == share


@pytest.mark.parametrize(
    "text", ["", "0.5", "50%", "1/0", "0/3", "4/3", ">1/1", "<1/2", "-1/2", "一半", "１/２"]
)
def test_what_is_no_share_is_refused(text: str) -> None:
    with pytest.raises(PackError) as refused:
        Share.parse(text)
    assert refused.value.code == "bad_share"


@given(st.sampled_from(SHARES), st.sampled_from(SHARES), st.integers(1, 3000), st.integers(0, 3000))
def test_what_meets_the_stricter_share_meets_the_other(a: Share, b: Share, whole: int, part: int) -> None:
    if a.at_least_as_strict_as(b) and a.met(part, whole):
        assert b.met(part, whole)
    assert a.at_least_as_strict_as(b) or b.at_least_as_strict_as(a)
