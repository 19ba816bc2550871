"""The text of a resolution as it is signed: one JSON value, whose canonical form is hashed.

It is read from what was decided (the motion, the tally, the sessions) and from what was drafted (consensus,
reservations, the responsibility list). Frozen, it is never read from there again.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from django.db.models import Count, Q

from consult.agenda.forms import FORMS
from consult.agenda.models import Participant, Session
from consult.kernel import clock
from consult.kernel.merkle import canonical
from consult.meeting.models import Point

from . import rules
from .models import Resolution
from .reads import duty_rows, pack_of, study_day

FORMAT = 1


def text_of(resolution: Resolution) -> dict[str, Any]:
    """The document: strings, integers, booleans and lists; dates as ISO days. `number` is empty while unsigned."""
    matter, motion, session = resolution.matter, resolution.motion, resolution.session
    study = study_day(resolution)
    return {
        "format": FORMAT,
        "number": resolution.number,
        "community": resolution.community.name,
        "kind": resolution.kind,
        "title": resolution.title,
        "matter": {"number": matter.number, "title": matter.title},
        "motion": {
            "title": motion.title,
            "who": motion.who,
            "when": motion.when,
            "what": resolution.poll.asks if resolution.poll else motion.what,
        }
        if motion
        else None,
        "tally": resolution.tally,
        "sessions": _sessions(resolution),
        "participants": _participants(session) if session else [],
        "consensus": list(resolution.consensus),
        "reservations": list(resolution.reservations),
        "duties": [
            {**row, "deadline": row["deadline"].isoformat() if row["deadline"] else ""}  # type: ignore[attr-defined]
            for row in duty_rows(resolution)
        ],
        "supervisor": resolution.supervisor_name,
        "legality": {
            "text": resolution.legality,
            "by": resolution.legality_by.name,
            "on": resolution.legality_at.astimezone(clock.BEIJING).date().isoformat(),
        }
        if resolution.legality_by and resolution.legality_at
        else None,
        "party_study_on": study.isoformat() if study else None,
        "decided_on": resolution.decided_at.astimezone(clock.BEIJING).date().isoformat(),
        "waits": resolution.waits,
        "needs_filing": resolution.needs_filing,
        "rights": rules.rights(
            kind=resolution.kind,
            form=session.form if session else "",
            days=pack_of(resolution).number("objection_answer_days"),
        ),
    }


def hash_of(text: dict[str, Any]) -> str:
    """SHA-256 of the canonical JSON, in hex."""
    return sha256(canonical(text)).hexdigest()


def current_text(resolution: Resolution) -> dict[str, Any]:
    """The frozen text; before signing, the text as it would be frozen now."""
    frozen: dict[str, Any] | None = resolution.frozen
    return frozen if frozen is not None else text_of(resolution)


def decided_lines(text: dict[str, Any]) -> list[str]:
    """What was decided: the motion in its own words, then what else was agreed."""
    motion = text["motion"]
    moved = [f"{motion['what'].rstrip('。')}（由{motion['who']}办理，{motion['when']}）。"] if motion else []
    return [*moved, *text["consensus"]]


def _sessions(resolution: Resolution) -> list[dict[str, str]]:
    """协商会次: the sessions held on the matter up to the decision, in order, and what each came to."""
    decided_by = resolution.session_id if resolution.kind == Resolution.Kind.DECISION else None
    held = (
        Session.objects.filter(items__matter=resolution.matter_id, opened_at__lte=resolution.decided_at)
        .annotate(
            agreed=Count(
                "room__points",
                filter=Q(room__points__kind=Point.Kind.CONSENSUS, room__points__confirmed=True),
                distinct=True,
            ),
            reserved=Count(
                "room__points", filter=Q(room__points__kind=Point.Kind.RESERVATION), distinct=True
            ),
        )
        .distinct()
        .order_by("opened_at")
    )
    return [
        {
            "form": FORMS[session.form].zh,
            "title": session.title,
            "held_on": session.starts_at.astimezone(clock.BEIJING).date().isoformat(),
            "place": session.place,
            "outcome": _outcome(session.agreed, session.reserved, decided=session.pk == decided_by),
        }
        for session in held
    ]


def _outcome(agreed: int, reserved: int, *, decided: bool) -> str:
    said = ["作出决定"] if decided else []
    said += [f"共识 {agreed} 条"] if agreed else []
    said += [f"保留意见 {reserved} 条"] if reserved else []
    return "、".join(said) or "听取意见"


def _participants(session: Session) -> list[dict[str, str]]:
    """参加主体 by 1, N, X: bodies by name, households and persons by number only (PIPL §25)."""
    found: dict[str, tuple[list[str], int, int]] = {}
    order = Participant.Part.values
    rows = Participant.objects.filter(session=session).select_related("body").order_by("part", "id")
    for row in rows:
        bodies, households, persons = found.get(row.part, ([], 0, 0))
        if row.household_id:
            households += 1
        elif row.body and row.body.name not in bodies:
            bodies.append(row.body.name)
        elif not row.body:
            persons += 1
        found[row.part] = (bodies, households, persons)
    groups = []
    for part, (bodies, households, persons) in sorted(found.items(), key=lambda kept: order.index(kept[0])):
        said = list(bodies)
        said += [f"居民 {households} 户"] if households else []
        said += [f"{persons} 人"] if persons else []
        groups.append({"part": Participant.Part(part).label, "members": "、".join(said)})
    return groups
