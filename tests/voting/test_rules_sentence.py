"""Every rule says in one sentence who must be there, how many must agree, and by which article."""

from __future__ import annotations

import pytest

from consult.voting.rules_named import RULES
from consult.voting.rules_pack import tighten
from consult.voting.rules_sentence import said, sentence
from consult.voting.rules_share import Share


@pytest.mark.parametrize(
    ("code", "zh"),
    [
        ("RESIDENT_MEETING_ALL", "过半数的18岁以上居民到会，到会的过半数赞成为通过（第27条）。"),
        ("REP_MEETING_MAJ", "三分之二以上的居民代表会议组成人员到会，到会的过半数赞成为通过（第29条）。"),
        ("OWNERS_MAJ", "三分之二以上的业主参与，人数和面积都须有参与表决的过半数赞成为通过（第278条）。"),
        (
            "OWNERS_3_4",
            "三分之二以上的业主参与，人数和面积都须有参与表决的四分之三以上赞成为通过（第278条）。",
        ),
        ("OWNERS_UNANIMOUS_AFFECTED", "全部的有利害关系的业主参与，应到的全部赞成为通过（第279条）。"),
        ("PARTY_BRANCH", "半数以上的有表决权的党员到会，应到的过半数赞成为通过（支部工作条例第11条）。"),
        ("PROCEDURAL_MAJ", "赞成反对之和的过半数赞成为通过。"),
        ("CONSENSUS", "各利益相关方到场，没有反对即为形成共识；可以保留意见。"),
        ("PREFERENCE_RANK", "排序投票：只排出次序，供参考；定下来还要另作表决。"),
    ],
)
def test_the_sentence_of_a_rule(code: str, zh: str) -> None:
    assert sentence(RULES[code]).zh == zh


@pytest.mark.parametrize("code", sorted(RULES))
def test_every_rule_has_a_sentence_in_both_languages(code: str) -> None:
    words = sentence(RULES[code])
    assert words.zh.endswith("。")
    assert words.en.endswith(".")
    assert words.en[0].isupper()


def test_a_tightened_rule_says_what_it_asks_now() -> None:
    stricter = tighten(RULES["REP_MEETING_MAJ"], {"pass": "3/5", "quorum": ">4/5"})
    assert sentence(stricter).zh == "超过 4/5的居民代表会议组成人员到会，到会的3/5 以上赞成为通过（第29条）。"
    assert said(Share(3, 5)).en == "at least 3/5"
