"""Whether a matter's entries lead from its raising to an end without a gap: the flow of `flow.MATTER`, walked entry by entry.

Plain functions over the parsed bodies of ledger entries.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from consult import flow
from consult.resolution.rules import UNMOVED

# Where a matter may stand when it is archived.
_ENDS = {stage for row in flow.MATTER if row.verb == "matter.archive" for stage in row.stages}
_ROWS: dict[str, list[flow.Row]] = {}
for _row in flow.MATTER:
    _ROWS.setdefault(_row.verb, []).append(_row)


@dataclass(frozen=True)
class Gap:
    """Something is missing before entry `seq` (None: at the end)."""

    seq: int | None
    zh: str
    en: str


def first_gap(entries: list[dict[str, Any]], matter: str) -> Gap | None:
    """The first entry whose verb was not possible where those before it had led; None where the whole chain holds.

    A verb done to the matter itself must have been possible. One done to a session, a poll or an order may have taken
    the matter along: where its entry does not say so (`to`), both are kept in mind.
    """
    possible = {""}
    for entry in entries:
        rows = _ROWS.get(entry["verb"], [])
        led, reached = entry["data"].get("to"), _reached(rows, possible)
        if rows and entry["about"][0] == matter:
            if not reached:
                stages = "、".join(sorted(possible)) or "未提出"
                return Gap(
                    entry["seq"],
                    f"{entry['verb']} 在这一阶段（{stages}）不可能发生，之前缺少记录",
                    f"{entry['verb']} cannot have happened at this stage: entries before it are missing",
                )
            possible = {led} if led in reached else reached
        elif led in reached:
            possible = {led}
        elif led != UNMOVED:
            possible |= reached
    if possible & _ENDS:
        return None
    return Gap(None, "阶段没有走到终点，记录不完整", "the stages do not lead to an end: entries are missing")


def _reached(rows: list[flow.Row], possible: set[str]) -> set[str]:
    found: set[str] = set()
    for row in rows:
        for stage in possible:
            if stage in row.stages or (not row.stages and stage == ""):
                found |= set(row.to) or {stage}
    return found
