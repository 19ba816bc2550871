"""When a motion may be put at all: concrete (who, when, what), one matter at a time, and nothing 法 §31 forbids.

动议须具体、明确、可操作: “建议由谁在何时做什么” (议事规则第 1 条). These are readings of plain words: they refuse what cannot be
carried out as written and say which words; the author rewrites, and the legal adviser reads everything again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

# 说了等于没说的词: nobody could later say whether it was done.
VAGUE: dict[str, tuple[str, ...]] = {
    "who": (
        "有关部门",
        "有关单位",
        "有关人员",
        "相关部门",
        "相关单位",
        "相关人员",
        "有关方面",
        "相关方面",
        "大家",
        "各方",
    ),
    "when": ("尽快", "尽早", "及时", "适时", "择机", "抓紧", "近期", "条件成熟", "有空"),
    "what": ("酌情", "视情况", "适当考虑", "研究研究", "相关措施", "有关措施"),
}
# A time can be checked later: it has a figure, or a point that will come.
_TIMED = re.compile(
    r"[0-9〇一二两三四五六七八九十百半]|每[天日周月年季]|当[天日场]|通过(之日|后)|公示(期满|结束)|长期|即日|月底|年底|季度"
)
_SHORTEST = 8
# (一)(二), 一是…二是…, 1. 2., ①②: a list of decisions under one vote.
_COUNTERS = (
    re.compile(r"[(（][一二三四五六七八九十\d]+[)）]"),
    re.compile(r"[一二三四五六七八九]是"),
    re.compile(r"(?:^|[\n;；。,，:： ])\d{1,2}[.、．](?!\d)"),
    re.compile(r"(?:^|[\n;；。:： ])[一二三四五六七八九十]+、"),
    re.compile(r"[①-⑳]"),
)
_TOGETHER = ("一并表决", "同时表决", "打包表决", "捆绑表决", "合并表决")


def vagueness(field: str, text: str) -> str | None:
    """What keeps `who`, `when` or `what` from being concrete: the vague word, "untimed" or "short"; None if nothing."""
    word = next((word for word in VAGUE[field] if word in text), None)
    if word:
        return word
    if field == "when" and not _TIMED.search(text):
        return "untimed"
    if field == "what" and len(text) < _SHORTEST:
        return "short"
    return None


def bundled(text: str) -> bool:
    """一事一议: whether one motion lists several decisions or asks to vote them together."""
    return any(word in text for word in _TOGETHER) or any(
        len(counter.findall(text)) > 1 for counter in _COUNTERS
    )


@dataclass(frozen=True)
class Ground:
    """Why a motion may not be voted on (法 §31, second paragraph)."""

    code: str
    zh: str
    en: str


LAW = Ground("law", "违反法律、法规", "it breaks the law")
MORALS = Ground("morals", "违背公序良俗", "it offends public order and good morals")
PERSON = Ground("person", "侵犯居民的人身权利", "it violates residents' personal rights")
DEMOCRACY = Ground("democracy", "侵犯居民的民主权利", "it violates residents' democratic rights")
PROPERTY = Ground("property", "侵犯居民的合法财产权利", "it violates residents' lawful property rights")
GROUNDS: dict[str, Ground] = {g.code: g for g in (LAW, MORALS, PERSON, DEMOCRACY, PROPERTY)}

# Wordings that no majority can make lawful. A motion that uses one in another sense is reworded.
_FORBIDDEN: tuple[tuple[re.Pattern[str], Ground], ...] = (
    (re.compile(r"(赶出|逐出|驱逐|驱赶|清退|撵走).{0,8}(租户|租客|住户|居民|业主|小区|社区|楼)"), PERSON),
    (re.compile(r"(把|将).{0,10}(赶出|逐出|驱逐|撵走|清退)"), PERSON),
    (re.compile(r"(不准|不许|禁止)(租户|租客|外地人|该户|某户).{0,6}(居住|入住|进入|进出)"), PERSON),
    (re.compile(r"搜查|扣押|拘禁|限制.{0,4}人身自由"), PERSON),
    (re.compile(r"(公布|公开|张贴|曝光).{0,10}(病史|病历|身份证|住址|电话号码|隐私)"), PERSON),
    (re.compile(r"(剥夺|取消|停止).{0,8}(投票权|表决权|选举权|被选举权|参会资格|发言权)"), DEMOCRACY),
    (re.compile(r"(断|停)(水|电|气|暖)(催|逼|迫|直到|至)|停止.{0,4}供(水|电|气|暖)"), PROPERTY),
    (re.compile(r"(罚款|处罚金|没收)"), LAW),
    (re.compile(r"强(制|行)(搬|拆|收回|过户)"), PROPERTY),
    (re.compile(r"判.{0,10}(输|赢|败诉|胜诉)"), LAW),
)


def forbidden(text: str) -> Ground | None:
    """The ground on which a wording may not be put to the vote; None if it names nothing of the kind."""
    return next((ground for pattern, ground in _FORBIDDEN if pattern.search(text)), None)


# 明白纸: what the plain page of a motion says, in this order; all of it before the agenda is published.
PAGE: dict[str, tuple[str, str]] = {
    "what": ("要决定什么", "what is decided"),
    "if_passed": ("通过了会怎样", "what happens if it passes"),
    "if_failed": ("不通过会怎样", "what happens if it fails"),
    "who_touched": ("谁受影响", "who is touched"),
    "whose_money": ("花谁的钱", "whose money it takes"),
    "how_to_vote": ("怎么投", "how to vote"),
    "how_to_object": ("怎么反对", "how to object"),
}


def missing_of_page(page: dict[str, str]) -> list[str]:
    """The fields of the plain page that are not written yet."""
    return [field for field in PAGE if not str(page.get(field, "")).strip()]
