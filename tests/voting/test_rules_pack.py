"""A community may ask more than the law and never less."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from consult.voting.rules import Base, Verdict, VoteRule, verdict
from consult.voting.rules_counts import Counts
from consult.voting.rules_error import PackError
from consult.voting.rules_named import RULES
from consult.voting.rules_pack import LaxerThanLawError, tighten
from consult.voting.rules_share import Share


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("REP_MEETING_MAJ", {"quorum": "3/4"}),
        ("REP_MEETING_MAJ", {"quorum": ">2/3"}),
        ("REP_MEETING_MAJ", {"pass": "2/3"}),
        ("REP_MEETING_MAJ", {"pass_of": "entitled"}),
        ("RESIDENT_MEETING_ALL", {"quorum": "2/3", "pass": "2/3", "pass_of": "entitled"}),
        ("OWNERS_3_4", {"pass": ">3/4"}),
        ("OWNERS_MAJ", {"pass_of": "entitled", "secrecy": False, "proxies": False}),
        ("PARTY_BRANCH", {"quorum": "2/3"}),
        ("COUNCIL_MAJ", {"quorum": "none", "pass_of": "present"}),
        ("GRID_HOUSEHOLDS_MAJ", {"quorum": "1/5", "secrecy": False}),
        ("PROCEDURAL_MAJ", {"quorum": "1/2", "pass": "2/3"}),
        ("APPROVAL_POLL", {"secrecy": False}),
    ],
)
def test_what_a_pack_may_set(code: str, changes: dict[str, object]) -> None:
    rule = tighten(RULES[code], changes)
    if changes.get("quorum") == "none":
        assert rule.quorum is None
    elif "quorum" in changes:
        assert rule.quorum is not None
        assert rule.quorum.share == Share.parse(str(changes["quorum"]))
    if "pass" in changes:
        assert rule.passes is not None
        assert rule.passes.share == Share.parse(str(changes["pass"]))
    if "pass_of" in changes:
        assert rule.passes is not None
        assert rule.passes.base == changes["pass_of"]
    if "secrecy" in changes:
        assert rule.secrecy is False
    if "proxies" in changes:
        assert rule.proxies is False


@pytest.mark.parametrize(
    ("code", "changes", "article"),
    [
        ("REP_MEETING_MAJ", {"quorum": "1/2"}, "《城市居民委员会组织法》（2025年修订）第二十九条"),
        ("REP_MEETING_MAJ", {"quorum": "none"}, "《城市居民委员会组织法》（2025年修订）第二十九条"),
        ("REP_MEETING_MAJ", {"quorum": "199/300"}, "《城市居民委员会组织法》（2025年修订）第二十九条"),
        ("REP_MEETING_MAJ", {"pass_of": "yes_and_no"}, "《城市居民委员会组织法》（2025年修订）第二十九条"),
        ("REP_MEETING_MAJ", {"proxies": True}, "《城市居民委员会组织法》（2025年修订）第二十九条"),
        # "Half or more" is laxer than "more than half", at the same fraction.
        ("RESIDENT_MEETING_HH", {"quorum": "1/2"}, "《城市居民委员会组织法》（2025年修订）第二十七条"),
        ("RESIDENT_MEETING_HH", {"pass": ">=1/2"}, "《城市居民委员会组织法》（2025年修订）第二十七条"),
        ("PARTY_BRANCH", {"pass_of": "present"}, "《中国共产党支部工作条例（试行）》第十一条"),
        ("OWNERS_3_4", {"pass": "2/3"}, "《民法典》第二百七十八条第二款（第一款第六项至第八项事项）"),
        ("OWNERS_MAJ", {"quorum": ">1/2"}, "《民法典》第二百七十八条第二款"),
        ("OWNERS_UNANIMOUS_AFFECTED", {"pass": "9/10"}, "《民法典》第二百七十九条"),
        ("OWNERS_UNANIMOUS_AFFECTED", {"secrecy": True}, "《民法典》第二百七十九条"),
    ],
)
def test_what_is_laxer_than_the_law_is_refused_with_the_article(
    code: str, changes: dict[str, object], article: str
) -> None:
    with pytest.raises(LaxerThanLawError) as refused:
        tighten(RULES[code], changes)
    assert refused.value.code == "laxer_than_law"
    assert refused.value.article == article
    assert article in refused.value.zh


@pytest.mark.parametrize(
    ("code", "changes", "why"),
    [
        ("COUNCIL_MAJ", {"pass": "1/2"}, "below_half"),
        ("GRID_HOUSEHOLDS_MAJ", {"pass": "2/5"}, "below_half"),
        ("PROCEDURAL_MAJ", {"pass": ">1/3"}, "below_half"),
        ("CONSENSUS", {"quorum": "2/3"}, "nothing_to_tighten"),
        ("BUDGET_RANK", {"pass": ">1/2"}, "nothing_to_tighten"),
        ("NONE", {"pass_of": "present"}, "nothing_to_tighten"),
        ("OWNERS_MAJ", {"pass_of": "present"}, "nobody_signs_in"),
        ("REP_MEETING_MAJ", {"quorum": 0.75}, "bad_share"),
        ("REP_MEETING_MAJ", {"pass": "most"}, "bad_share"),
        ("REP_MEETING_MAJ", {"pass_of": "everybody"}, "bad_base"),
        ("REP_MEETING_MAJ", {"secrecy": "no"}, "not_a_switch"),
        ("REP_MEETING_MAJ", {"quorom": "3/4"}, "unknown_key"),
    ],
)
def test_what_cannot_be_set_is_refused_with_its_reason(
    code: str, changes: dict[str, object], why: str
) -> None:
    with pytest.raises(PackError) as refused:
        tighten(RULES[code], changes)
    assert refused.value.code == why


SHARES = st.builds(
    lambda op, num, den: f"{op}{min(num, den)}/{max(num, den)}",
    st.sampled_from([">", ">=", ""]),
    st.integers(1, 12),
    st.integers(1, 12),
)
CHANGES = st.fixed_dictionaries(
    {}, optional={"quorum": SHARES, "pass": SHARES, "pass_of": st.sampled_from([str(base) for base in Base])}
)
STATUTORY = [r for r in RULES.values() if r.statutory and r.passes]


@pytest.mark.parametrize("rule", STATUTORY, ids=lambda rule: rule.code)
@given(changes=CHANGES, data=st.data())
def test_a_tightened_rule_never_passes_what_the_law_would_not(
    rule: VoteRule, changes: dict[str, object], data: st.DataObject
) -> None:
    try:
        tightened = tighten(rule, changes)
    except PackError:
        assume(False)
    counts = data.draw(counted(rule))
    if verdict(tightened, counts).verdict is Verdict.PASSED:
        assert verdict(rule, counts).verdict is Verdict.PASSED
    if verdict(rule, counts).verdict is Verdict.INQUORATE:
        assert verdict(tightened, counts).verdict is Verdict.INQUORATE


@st.composite
def counted(draw: st.DrawFn, rule: VoteRule) -> Counts:
    entitled = draw(st.integers(1, 40))
    present = draw(st.integers(0, entitled)) if rule.counts_presence else 0
    room = present if rule.counts_presence else entitled
    votes = {}
    for name in ("yes", "no", "abstain"):
        votes[name] = draw(st.integers(0, room))
        room -= votes[name]
    area = None
    if rule.by_area:
        sizes = {name: draw(st.integers(count, count * 9)) for name, count in votes.items()}
        area = Counts(entitled=sum(sizes.values()) + draw(st.integers(1, 99)), **sizes)
    return Counts(entitled=entitled, present=present, area_cm2=area, **votes)
