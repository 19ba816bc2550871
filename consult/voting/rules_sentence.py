"""A rule in one sentence, before anybody has voted: who must be there, how many must agree, and by which article."""

from typing import Final

from consult.voting.rules import BallotKind, Base, VoteRule
from consult.voting.rules_error import Words
from consult.voting.rules_share import Share

_SAID: Final = {
    (1, 2, True): Words("过半数", "more than half"),
    (1, 2, False): Words("半数以上", "at least half"),
    (2, 3, True): Words("超过三分之二", "more than two thirds"),
    (2, 3, False): Words("三分之二以上", "at least two thirds"),
    (3, 4, False): Words("四分之三以上", "at least three quarters"),
    (1, 1, False): Words("全部", "all"),
}
_OF: Final = {
    Base.ENTITLED: Words("应到的", "those entitled"),
    Base.PRESENT: Words("到会的", "those present"),
    Base.TOOK_PART: Words("参与表决的", "those taking part"),
    Base.VALID: Words("有效票的", "the valid votes"),
    Base.YES_AND_NO: Words("赞成反对之和的", "yes and no together"),
}


def sentence(rule: VoteRule) -> Words:
    """E.g. 三分之二以上的居民代表会议组成人员到会,到会的过半数赞成为通过(第29条)。"""
    if rule.ballot is BallotKind.CONSENSUS:
        return Words(
            "各利益相关方到场，没有反对即为形成共识；可以保留意见。",
            "Every stakeholder is there and nobody objects; reservations may be recorded.",
        )
    if rule.passes is None:
        return Words(
            f"{rule.title.zh}：只排出次序，供参考；定下来还要另作表决。",
            f"{rule.title.en}: it only orders the options, as advice; a yes/no vote decides.",
        )
    agree = said(rule.passes.share)
    both = Words("人数和面积都须有", "by heads and by area ") if rule.by_area else Words("", "")
    needed = Words(
        f"{both.zh}{_OF[rule.passes.base].zh}{agree.zh}赞成为通过",
        f"{both.en}{agree.en} of {_OF[rule.passes.base].en} must agree",
    )
    clause = Words(f"（{rule.clause.zh}）", f" ({rule.clause.en})") if rule.clause else Words("", "")
    if rule.quorum is None:
        return Words(f"{needed.zh}{clause.zh}。", f"{_capital(needed.en)}{clause.en}.")
    there = said(rule.quorum.share)
    came = (
        Words("到会", "must be present")
        if rule.quorum.of_whom is Base.PRESENT
        else Words("参与", "must take part")
    )
    return Words(
        f"{there.zh}的{rule.electorate.zh}{came.zh}，{needed.zh}{clause.zh}。",
        f"{_capital(there.en)} of {rule.electorate.en} {came.en}; {needed.en}{clause.en}.",
    )


def said(share: Share) -> Words:
    known = _SAID.get((share.num, share.den, share.strict))
    if known is not None:
        return known
    fraction = f"{share.num}/{share.den}"
    if share.strict:
        return Words(f"超过 {fraction}", f"more than {fraction}")
    return Words(f"{fraction} 以上", f"at least {fraction}")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
