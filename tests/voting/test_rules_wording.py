"""The sentences people read, to the letter."""

import pytest

from consult.voting.rules import Force, verdict
from consult.voting.rules_counts import Counts
from consult.voting.rules_named import RULES
from consult.voting.rules_pack import tighten
from consult.voting.rules_share import Share, measure
from consult.voting.rules_wording import explain, square_metres, threshold

M2 = 10_000


def said(code: str, counts: Counts, *, force: Force | None = None) -> tuple[str, str]:
    outcome = verdict(RULES[code], counts, force=force)
    return explain(outcome, "zh"), explain(outcome, "en")


def dual(entitled: int, yes: int, no: int, *, area: int, yes_m2: int, no_m2: int) -> Counts:
    cm2 = Counts(entitled=area * M2, yes=yes_m2 * M2, no=no_m2 * M2)
    return Counts(entitled=entitled, yes=yes, no=no, area_cm2=cm2)


TV09 = dual(1200, 610, 196, area=116_400, yes_m2=58_900, no_m2=20_100)
TV12 = dual(1200, 799, 0, area=116_400, yes_m2=80_000, no_m2=0)

SENTENCES = [
    (
        said("REP_MEETING_MAJ", Counts(entitled=42, present=28, yes=14, no=14)),
        "42 人应到，28 人到会，赞成 14，须超过 14：不通过",
        "42 entitled, 28 present, 14 in favour, more than 14 needed: not passed",
    ),
    (
        said("REP_MEETING_MAJ", Counts(entitled=42, present=28, yes=15, no=13)),
        "42 人应到，28 人到会，赞成 15，须超过 14：通过",
        "42 entitled, 28 present, 15 in favour, more than 14 needed: passed",
    ),
    (
        said("REP_MEETING_MAJ", Counts(entitled=42, present=27, yes=27)),
        "42 人应到，27 人到会，须达到 28：未达法定人数",
        "42 entitled, 27 present, at least 28 needed: no quorum",
    ),
    (
        said("RESIDENT_MEETING_HH", Counts(entitled=1308, present=654)),
        "1308 户应到，654 户到会，须超过 654：未达法定人数",
        "1308 households entitled, 654 present, more than 654 needed: no quorum",
    ),
    (
        said("PARTY_BRANCH", Counts(entitled=46, present=23, yes=23)),
        "46 人应到，23 人到会，赞成 23，须超过 23（应到的 1/2）：不通过（到会者全部赞成也不足）",
        "46 entitled, 23 present, 23 in favour, more than 23 needed (1/2 of those entitled): "
        "not passed (all those present would not have been enough)",
    ),
    (
        said("OWNERS_3_4", TV09),
        "意向；如按第278条计算：不通过——业主 1200 人、116400 ㎡；参与 806 人、79000 ㎡；"
        "赞成人数 610，须达到 605；赞成面积 58900 ㎡，须达到 59250 ㎡",
        "Advisory; counted by article 278: not passed — owners: 1200 with 116400 m²; 806 with 79000 m² took part; "
        "610 in favour, at least 605 needed; 58900 m² in favour, at least 59250 m² needed",
    ),
    (
        said("OWNERS_MAJ", TV12),
        "意向；如按第278条计算：未达参与要求——业主 1200 人、116400 ㎡；参与人数 799，须达到 800；"
        "参与面积 80000 ㎡，须达到 77600 ㎡",
        "Advisory; counted by article 278: participation not reached — owners: 1200 with 116400 m²; "
        "799 took part, at least 800 needed; 80000 m² took part, at least 77600 m² needed",
    ),
    (
        said("OWNERS_MAJ", TV09, force=Force.BINDING),
        "业主 1200 人、116400 ㎡；参与 806 人、79000 ㎡；赞成人数 610，须超过 403；"
        "赞成面积 58900 ㎡，须超过 39500 ㎡：通过",
        "owners: 1200 with 116400 m²; 806 with 79000 m² took part; 610 in favour, more than 403 needed; "
        "58900 m² in favour, more than 39500 m² needed: passed",
    ),
    (
        said("OWNERS_MAJ", TV09, force=Force.RECORDED),
        "录入的官方结果；按第278条计算：通过——业主 1200 人、116400 ㎡；参与 806 人、79000 ㎡；"
        "赞成人数 610，须超过 403；赞成面积 58900 ㎡，须超过 39500 ㎡",
        "Official result as entered; by article 278: passed — owners: 1200 with 116400 m²; "
        "806 with 79000 m² took part; 610 in favour, more than 403 needed; "
        "58900 m² in favour, more than 39500 m² needed",
    ),
    (
        said("OWNERS_UNANIMOUS_AFFECTED", Counts(entitled=12, yes=11, no=1)),
        "意向；如按第279条计算：不通过——有利害关系的业主 12 人；参与 12 人；赞成人数 11，须达到 12",
        "Advisory; counted by article 279: not passed — affected owners: 12; 12 took part; "
        "11 in favour, at least 12 needed",
    ),
    (
        said("COUNCIL_MAJ", Counts(entitled=19, present=14, yes=10, no=4), force=Force.ADVISORY),
        "意向；如按本规则计算：通过——19 人应到，14 人到会，赞成 10，须超过 9（应到的 1/2）",
        "Advisory; counted by this rule: passed — 19 entitled, 14 present, 10 in favour, "
        "more than 9 needed (1/2 of those entitled)",
    ),
    (
        said("CONSENSUS", Counts(entitled=5, present=4, yes=3, abstain=1, absent_served=1)),
        "5 方应到，4 方到会，1 方经两次送达缺席未表态，反对 0，保留意见 1：到场各方无反对",
        "5 parties entitled, 4 present, 1 absent after two services and silent, 0 objecting, "
        "1 with reservations: no objection among the parties present",
    ),
    (
        said("CONSENSUS", Counts(entitled=5, present=5, yes=5)),
        "5 方应到，5 方到会，反对 0：到场各方无反对",
        "5 parties entitled, 5 present, 0 objecting: no objection among the parties present",
    ),
    (
        said("CONSENSUS", Counts(entitled=5, present=5, yes=3, no=2)),
        "5 方应到，5 方到会，反对 2：有反对，未形成共识",
        "5 parties entitled, 5 present, 2 objecting: there are objections, no consensus",
    ),
    (
        said("CONSENSUS", Counts(entitled=5, present=4, yes=4)),
        "5 方应到，4 方到会：利益相关方未到齐",
        "5 parties entitled, 4 present: not every party was there",
    ),
    (
        said("PROCEDURAL_MAJ", Counts(entitled=10, yes=4, no=4, abstain=1)),
        "赞成 4，反对 4，弃权 1，赞成须多于反对：不通过",
        "4 in favour, 4 against, 1 abstaining, more in favour than against needed: not passed",
    ),
]


@pytest.mark.parametrize(("sentences", "zh", "en"), SENTENCES, ids=[zh for _, zh, _ in SENTENCES])
def test_the_sentence_to_the_letter(sentences: tuple[str, str], zh: str, en: str) -> None:
    assert sentences == (zh, en)


def test_a_pack_s_own_threshold_is_named_with_its_fraction() -> None:
    rule = tighten(RULES["REP_MEETING_MAJ"], {"pass": "2/3"})
    outcome = verdict(rule, Counts(entitled=42, present=28, yes=18, no=10))
    assert explain(outcome, "zh") == "42 人应到，28 人到会，赞成 18，须达到 19（到会的 2/3）：不通过"
    rule = tighten(RULES["PROCEDURAL_MAJ"], {"pass": "2/3"})
    outcome = verdict(rule, Counts(entitled=10, yes=5, no=3))
    assert explain(outcome, "zh") == "赞成 5，反对 3，弃权 0，须达到 6（赞成反对之和的 2/3）：不通过"
    rule = tighten(RULES["GRID_HOUSEHOLDS_MAJ"], {"quorum": "none", "pass_of": "valid"})
    outcome = verdict(rule, Counts(entitled=48, yes=18, no=10, abstain=2))
    assert explain(outcome, "zh") == "赞成 18，反对 10，弃权 2，须超过 15（有效票的 1/2）：通过"
    assert explain(outcome, "en").endswith("more than 15 needed (1/2 of the valid votes): passed")


@pytest.mark.parametrize("absent", [0, 1])
def test_a_consensus_is_never_called_unanimous(absent: int) -> None:
    zh, en = said("CONSENSUS", Counts(entitled=5, present=5 - absent, yes=5 - absent, absent_served=absent))
    assert "一致" not in zh
    assert "unanim" not in en


@pytest.mark.parametrize(
    ("whole", "share", "zh", "en"),
    [
        (28, ">1/2", "须超过 14", "more than 14 needed"),
        (45, ">1/2", "须超过 22", "more than 22 needed"),
        (42, "2/3", "须达到 28", "at least 28 needed"),
        (1308, "2/3", "须达到 872", "at least 872 needed"),
        (806, "3/4", "须达到 605", "at least 605 needed"),
        (48, ">2/3", "须超过 32", "more than 32 needed"),
    ],
)
def test_a_threshold_is_said_as_a_whole_number(whole: int, share: str, zh: str, en: str) -> None:
    measured = measure("pass_heads", 0, whole, Share.parse(share))
    assert (threshold(measured, "zh"), threshold(measured, "en")) == (zh, en)


def test_an_area_threshold_is_exact_to_the_square_centimetre() -> None:
    measured = measure("pass_area", 0, 1_000_001, Share.parse("2/3"))
    assert threshold(measured, "zh") == "须达到 66.6668 ㎡"


@pytest.mark.parametrize(
    ("cm2", "text"), [(1_164_000_000, "116400"), (12_345, "1.2345"), (973_500, "97.35"), (0, "0")]
)
def test_areas_are_printed_exactly(cm2: int, text: str) -> None:
    assert square_metres(cm2) == text


def test_an_inequality_shows_the_numbers_it_compared() -> None:
    outcome = verdict(RULES["REP_MEETING_MAJ"], Counts(entitled=42, present=28, yes=14))
    assert [each.text for each in outcome.inequalities] == ["28×3 >= 42×2", "14×2 > 28×1"]
