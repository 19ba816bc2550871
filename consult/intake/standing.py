"""The sentence that says where a matter stands, with its date, in Chinese and English (`state.<stage>` in words.toml)."""

from __future__ import annotations

from datetime import datetime

from consult.kernel import clock, words
from consult.kernel.words import LANGUAGES, say, sentences

from .models import Matter
from .rail import Rail


def sentence(matter: Matter, rail: Rail) -> dict[str, str]:
    """{"zh", "en"}. The matter's grid and the one it was merged into must be at hand (select_related).

    Where a clock runs, `state.<stage>.due` is said if there is such a sentence, and `.overdue` once it has run out.
    """
    key = f"state.{matter.stage}"
    if rail.due is not None:
        late = f"{key}.overdue"
        timed = late if rail.due < clock.now() and late in sentences() else f"{key}.due"
        key = timed if timed in sentences() else key
    return {
        language: say(
            key,
            language,
            date=day(rail.since, language),
            due=day(rail.due, language),
            grid=matter.grid.name if matter.grid else "",
            other=matter.merged_into.number if matter.merged_into else "",
        )
        for language in LANGUAGES
    }


def day(moment: datetime | None, language: str) -> str:
    """3 月 4 日 / 4 March, in the communities' own time; with the year where it is not this one."""
    if moment is None:
        return "—"
    return words.day(moment.astimezone(clock.BEIJING).date(), language)
