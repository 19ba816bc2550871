"""study.record 党组织研究讨论记录: before a residents' or representatives' meeting decides (法 §30, last paragraph)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from consult.intake.models import Matter
from consult.kernel import clock
from consult.kernel.act import act
from consult.kernel.errors import invalid
from consult.kernel.permits import Actor
from consult.kernel.text import plain
from consult.people.who import person_id

from .models import PartyStudy

MOST_ATTENDED = 30


def record(
    *, actor: Actor, matter: Matter, held_on: date, attended: Sequence[str], conclusion: str
) -> Matter:
    """The Party secretary files when it was studied, who took part (names and offices) and what was concluded.

    For a meeting that enough people called for, the conclusion is an opinion beside it and holds nothing up (§2.17).
    """
    words = plain(conclusion, field="conclusion", limit=1000)
    if held_on > clock.today():
        raise invalid("held_on", "研究讨论的日期不能在今天之后", "It cannot have been held after today")
    if held_on < matter.raised_at.astimezone(clock.BEIJING).date():
        raise invalid(
            "held_on", "研究讨论的日期早于事项提出", "It cannot have been held before the matter was raised"
        )
    if not 1 <= len(attended) <= MOST_ATTENDED:
        raise invalid(
            "attended",
            f"请写明参加研究的人，最多 {MOST_ATTENDED} 名",
            f"Name who took part, at most {MOST_ATTENDED}",
        )
    names = [plain(name, field="attended", limit=40) for name in attended]
    with act("study.record", actor=actor, on=matter) as a:
        study = PartyStudy.objects.create(
            community_id=a.on.community_id,
            matter=a.on,
            held_on=held_on,
            attended=names,
            conclusion=words,
            recorded_by_id=person_id(actor),
            at=clock.now(),
        )
        a.entry(
            data={
                "study": str(study.pk),
                "held_on": held_on.isoformat(),
                "attended": len(names),
                "conclusion": words,
            },
            hidden={"attended": "、".join(names)},
        )
    return matter
