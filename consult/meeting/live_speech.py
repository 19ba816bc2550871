"""What a room shows of what is said in it: the folds `floor`, `remarks`, `points`, `concerns`, `opinions`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any
from uuid import UUID

from consult.kernel.log import stamp
from consult.people.naming import names

from . import opinions, reads
from .concern_reads import MOST, concern_out, grouped
from .floor import queue
from .live_readers import reader_of
from .models import Concern, FloorEntry, Point, Remark, Room
from .reads import question_of
from .remarks import mine as my_remark
from .remarks import open_reports
from .stream import OwnParts


class FloorFold:
    name = "floor"

    def whole(self, room: Room, audience: str) -> Any:
        rows = list(question_of(room).order_by("place"))
        named = names({row.person_id for row in rows}, reader_of(room, audience))
        begun = {row.state: row for row in rows}
        current = begun.get(FloorEntry.State.SPEAKING)
        interrupted = begun.get(FloorEntry.State.INTERRUPTED)
        return {
            "current": _speaking(current, named) if current else None,
            "interrupted": str(interrupted.pk) if interrupted else None,
            "order": [str(row.pk) for row in queue(room)],
            "entries": {
                str(row.pk): {
                    "name": named.get(row.person_id, ""),
                    "stance": row.stance,
                    "state": row.state,
                    "asked_at": stamp(row.asked_at),
                    "by_desk": row.entered_by_id is not None,
                    "proposal": str(row.proposal_id) if row.proposal_id else None,
                }
                for row in rows
                if row.state != FloorEntry.State.WITHDRAWN
            },
            "times": _times(rows, named),
        }

    def own(self, room: Room, persons: Collection[UUID]) -> OwnParts:
        found: OwnParts = {
            person: {"waiting": None, "speaking": False, "interrupted": False, "cut": ""}
            for person in persons
        }
        asked = FloorEntry.objects.filter(room=room, person__in=persons).order_by("place")
        for person, state, pk, reason in asked.values_list("person", "state", "pk", "reason"):
            # The last word on the last of them.
            found[person]["cut"] = reason
            if state == FloorEntry.State.WAITING:
                found[person]["waiting"] = str(pk)
            elif state == FloorEntry.State.SPEAKING:
                found[person]["speaking"] = True
            elif state == FloorEntry.State.INTERRUPTED:
                found[person]["interrupted"] = True
        return found


def _speaking(entry: FloorEntry, named: dict[UUID, str]) -> dict[str, Any]:
    return {
        "entry": str(entry.pk),
        "name": named.get(entry.person_id, ""),
        "stance": entry.stance,
        "started_at": stamp(entry.started_at) if entry.started_at else None,
        "allotted": entry.allotted,
        "spoken": entry.spoken,
        "held": entry.held_at is not None,
        "proposal": str(entry.proposal_id) if entry.proposal_id else None,
    }


def _times(rows: list[FloorEntry], named: dict[UUID, str]) -> dict[str, Any]:
    """Seconds spoken on the present question, by person and by stance, the longest first: shown so that nobody has to
    argue about it. Neighbours of one surname read alike here and stay two rows."""
    persons: dict[UUID, int] = defaultdict(int)
    stances: dict[str, int] = defaultdict(int)
    for row in rows:
        if row.state in (FloorEntry.State.DONE, FloorEntry.State.INTERRUPTED):
            persons[row.person_id] += row.spoken
            stances[row.stance] += row.spoken
    longest = sorted(persons.items(), key=lambda each: -each[1])
    return {
        "persons": [{"name": named.get(person, ""), "seconds": seconds} for person, seconds in longest],
        "stances": dict(stances),
    }


class RemarksFold:
    name = "remarks"

    def whole(self, room: Room, audience: str) -> Any:
        found = list(reads.remarks_of(room, held=audience == "staff")[: reads.REMARKS])
        named = names({row.person_id for row in found}, reader_of(room, audience))
        reported = open_reports(found) if audience == "staff" else {}
        return {
            str(row.pk): {
                "name": named.get(row.person_id, ""),
                "text": row.text,
                "stance": row.stance,
                "at": stamp(row.at),
                "on_paper": row.on_paper,
                **(_for_the_desk(row, reported.get(row.pk, [])) if audience == "staff" else {}),
            }
            for row in reversed(found)
        }

    def own(self, room: Room, persons: Collection[UUID]) -> OwnParts:
        """The last twenty that are not shown to everybody."""
        waiting = Remark.objects.filter(room=room, person__in=persons).exclude(state=Remark.State.SHOWN)
        found: OwnParts = defaultdict(dict)
        for row in waiting.order_by("-at"):
            if len(found[row.person_id]) < 20:
                found[row.person_id].update(my_remark(row))
        return found


def _for_the_desk(row: Remark, reports: list[str]) -> dict[str, Any]:
    return {"state": row.state, "held_for": row.held_for, "reason": row.reason, "reports": reports}


class PointsFold:
    name = "points"

    def whole(self, room: Room, audience: str) -> Any:
        rows = list(Point.objects.filter(room=room).order_by("at"))
        named = names([row.by_id for row in rows], reader_of(room, audience))
        return {
            str(row.pk): {
                "kind": row.kind,
                "text": row.text,
                "confirmed": row.confirmed,
                "by": named.get(row.by_id, "") if row.by_id else "",
            }
            for row in rows
        }

    def own(self, room: Room, persons: Collection[UUID]) -> OwnParts:
        return {}


class ConcernsFold:
    """What was told in this session, by id, who told it as a neighbour may know; and which of them are alike."""

    name = "concerns"

    def whole(self, room: Room, audience: str) -> Any:
        rows = list(Concern.objects.filter(room=room).order_by("at", "pk")[:MOST])
        named = names({row.person_id for row in rows}, reader_of(room, audience))
        return {
            "items": {str(row.pk): concern_out(row, named.get(row.person_id, "")) for row in rows},
            "groups": [[str(one) for one in group] for group in grouped(rows)],
        }

    def own(self, room: Room, persons: Collection[UUID]) -> OwnParts:
        return {}


class OpinionsFold:
    """书面意见. The desk has them as they come; the room from when the session sits."""

    name = "opinions"

    def whole(self, room: Room, audience: str) -> Any:
        begun = room.session.stage in ("open", "adjourned", "closed")
        if audience == "screen" or (audience == "residents" and not begun):
            return {}
        return opinions.shown(room, reader_of(room, audience))

    def own(self, room: Room, persons: Collection[UUID]) -> OwnParts:
        return opinions.own(room.pk, persons)
