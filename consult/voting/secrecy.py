"""How secret a vote may be under its rule; what a screen says of its box, and where the result tells what the box hides."""

from __future__ import annotations

from typing import Any

from consult.kernel.errors import Refusal
from consult.kernel.found import only

from .custody.formats import fingerprint
from .electorate import electorate
from .models import Cast, Custody, PaperBatch, Poll, Proxy
from .questions import rule_for
from .rules import VoteRule
from .rules_area import weighs_in_secret
from .rules_roll import SECRET_MIN_RIGHTS
from .sealing import length_of

# Below this many rights a clear majority leaves few to choose from: said, not refused.
FEW_RIGHTS = 10

FEW = (
    "名册只有 {n} 票：结果接近一边倒时，别人可能推知各人的选择",
    "With {n} rights on the roll, a lopsided result may show how each one voted",
)
UNANIMOUS = (
    "投票的人选择完全相同：结果本身已说明每个人的选择，票箱保护不了",
    "Everybody chose alike: the result itself says how each one voted, and no box can hide that",
)
FEW_PAPER = (
    "纸票只有 {n} 张：清点的人和服务器的管理员可能看出是谁投的",
    "There are only {n} paper ballots: those who count them, and the server's administrator, may tell whose they are",
)

BY_AGENTS = (
    "有 {n} 票登记了书面委托：受托人和看过委托书的工作人员知道委托人的意见",
    "There are written proxies for {n} rights: the agents, and the staff who saw the letters, know their owners' wishes",
)


def unfit(rule: VoteRule, secrecy: str) -> Refusal | None:
    """Why nothing is voted so secretly under this rule, whoever is on the roll; None where it may be."""
    if secrecy == Poll.Secrecy.NAMED:
        return None
    if not rule.secrecy:
        return _instead(
            f"“{rule.title.zh}”须记名",
            f"'{rule.title.en}' is voted by name",
        )
    if secrecy == Poll.Secrecy.SEALED and rule.by_area:
        return _instead(
            "密封票箱里没有面积，按面积计的表决不能用密封票箱",
            "A sealed box knows no areas: a vote weighed by area cannot be sealed",
            "改用普通无记名（开出的面积取整公布），或记名",
            "Choose hidden (its areas are published rounded), or named",
        )
    if rule.by_area and not weighs_in_secret(rule):
        return _instead(
            "这里弃权不算参与，弃权的面积会随结果公开，不能无记名",
            "Abstaining is left out here, so the result would tell the area that abstained",
        )
    return None


def _instead(
    zh: str, en: str, next_zh: str = "请改为记名", next_en: str = "Choose a named ballot"
) -> Refusal:
    return Refusal("secrecy_possible", zh, en, next_zh=next_zh, next_en=next_en)


def box_of(poll: Poll) -> dict[str, Any] | None:
    """The sealed box as everybody may see it; None for other polls."""
    if not poll.sealed:
        return None
    custody = only(Custody.objects.filter(poll=poll))
    shut = Cast.objects.filter(poll=poll).exclude(envelope_hash="").count() if poll.stage == "shut" else None
    return {
        "key": poll.box_key,
        "length": length_of(poll),
        "fingerprint": fingerprint(poll.box_key) if poll.box_key else "",
        "custodians": [each["name"] for each in custody.custodians] if custody else [],
        "rehearsed_by": custody.rehearsed_by if custody else [],
        "sealed": shut,
        "malformed": len(custody.malformed) if custody else 0,
    }


def warnings(poll: Poll) -> list[dict[str, str]]:
    """[{zh, en}]: what secrecy does not cover here. Refused is only what would always tell (fewer than five rights)."""
    if not poll.secret:
        return []
    found = []
    rights = _rights(poll)
    if SECRET_MIN_RIGHTS <= rights < FEW_RIGHTS:
        found.append(_said(FEW, n=rights))
    paper = PaperBatch.rights.through.objects.filter(paperbatch__poll=poll).count() if poll.sealed else 0
    if 0 < paper < SECRET_MIN_RIGHTS:
        found.append(_said(FEW_PAPER, n=paper))
    letters = (
        Proxy.objects.filter(poll=poll, revoked_at__isnull=True).count()
        if poll.rule_text.get("proxies")
        else 0
    )
    if letters:
        found.append(_said(BY_AGENTS, n=letters))
    if poll.stage == "closed" and _alike(poll):
        found.append(_said(UNANIMOUS))
    return found


def _rights(poll: Poll) -> int:
    if poll.stage != "prepared":
        return poll.entitled
    return len(electorate(poll, rule_for(poll.rule, poll.session.pack)))


def _alike(poll: Poll) -> bool:
    figures = poll.counts.get("counts")
    if figures is None:
        return False
    chosen = [figures[name] for name in ("yes", "no", "abstain") if figures[name]]
    return len(chosen) == 1


def _said(words: tuple[str, str], **figures: int) -> dict[str, str]:
    zh, en = words
    return {"zh": zh.format(**figures), "en": en.format(**figures)}
