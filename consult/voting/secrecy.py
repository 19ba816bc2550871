"""What a screen says of a secret poll: its box, and where the result itself would tell what the box hides."""

from __future__ import annotations

from typing import Any

from .custody.formats import fingerprint
from .electorate import electorate
from .models import Cast, Custody, PaperBatch, Poll
from .questions import rule_for
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


def box_of(poll: Poll) -> dict[str, Any] | None:
    """The sealed box as everybody may see it; None for other polls."""
    if not poll.sealed:
        return None
    custody = Custody.objects.filter(poll=poll).first()
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
