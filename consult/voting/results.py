"""A poll's choices, and its result once it is closed, as rows a screen can draw and a paper can print."""

from __future__ import annotations

from typing import Any

from .models import Poll
from .rules import BallotKind
from .rules_choices import yuan

YES_NO = {"yes": ("赞成", "For"), "no": ("反对", "Against"), "abstain": ("弃权", "Abstain")}
CONSENSUS = {
    "yes": ("同意", "Agree"),
    "no": ("反对", "Object"),
    "abstain": ("保留意见", "Agree with reservations"),
}
INVALID = ("无效票", "Invalid")


def choices(poll: Poll) -> list[dict[str, Any]]:
    """[{key, label, label_en, cost_fen}] in the order of the ballot. Abstaining is a choice on every ballot."""
    ballot = poll.rule_text.get("ballot", "")
    if ballot in (BallotKind.YES_NO, BallotKind.CONSENSUS):
        words = CONSENSUS if ballot == BallotKind.CONSENSUS else YES_NO
        return [_choice(key, zh, en) for key, (zh, en) in words.items()]
    listed = [
        _choice(option["id"], option["text"], option["text"], option.get("cost_fen"))
        for option in poll.options
    ]
    return [*listed, _choice("abstain", *YES_NO["abstain"])]


def _choice(key: str, zh: str, en: str, cost_fen: int | None = None) -> dict[str, Any]:
    if cost_fen:
        zh, en = f"{zh}（{yuan(cost_fen)} 元）", f"{en} ({yuan(cost_fen)} yuan)"
    return {"key": key, "label": zh, "label_en": en, "cost_fen": cost_fen}


def result(poll: Poll) -> dict[str, Any]:
    """{verdict, force, sentence, rows, …} of a closed poll. `first` names what an ordering put first."""
    counts = poll.counts
    figures = counts.get("counts", {})
    rows = _decided(poll, figures) if figures else _ordered(poll)
    return {
        "verdict": poll.verdict,
        "force": poll.force,
        "sentence": poll.sentence,
        "sentence_en": poll.sentence_en,
        "rows": rows,
        "first": counts.get("first", []),
        "entitled": poll.entitled,
        "present": poll.present,
        "present_on_site": poll.present_on_site,
        "cast": _cast(figures) + counts.get("unopened", 0)
        if figures
        else counts["ballots"] + counts["abstained"] + counts["invalid"],
        "recused": counts.get("recused", 0),
        "struck": counts.get("struck", 0),
        "proxies": counts.get("proxies"),
        "inequalities": counts.get("inequalities", []),
        "seed": poll.seed,
    }


def _cast(figures: dict[str, Any]) -> int:
    return sum(int(figures[name]) for name in ("yes", "no", "abstain", "invalid"))


def _decided(poll: Poll, figures: dict[str, Any]) -> list[dict[str, Any]]:
    area = figures["area_cm2"] or {}
    words = CONSENSUS if poll.rule_text["ballot"] == BallotKind.CONSENSUS else YES_NO
    return [
        {"key": key, "label": zh, "label_en": en, "count": figures[key], "area_cm2": area.get(key)}
        for key, (zh, en) in {**words, "invalid": INVALID}.items()
        if key != "invalid" or figures[key]
    ]


def _ordered(poll: Poll) -> list[dict[str, Any]]:
    counts = poll.counts
    points: dict[str, int] = {}
    if "standings" in counts:
        points = {row["option"]: row["points"] for row in counts["standings"]}
    elif "steps" in counts:
        points = {step["option"]: step["votes"] for step in counts["steps"]}
    elif counts.get("rounds"):
        points = counts["rounds"][0]["votes"]
    points = {**points, "abstain": counts["abstained"]}
    return [
        {
            "key": each["key"],
            "label": each["label"],
            "label_en": each["label_en"],
            "count": points.get(each["key"], 0),
            "area_cm2": None,
        }
        for each in choices(poll)
    ]
