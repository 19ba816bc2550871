"""会议记录 as the stream tells it: who was there, who spoke, what was written, ruled, agreed and left open."""

from __future__ import annotations

from uuid import UUID

from consult.kernel import clock, log, words
from consult.kernel.permits import Actor
from consult.people.naming import names

from . import reads
from .models import FloorEntry, Point, Presence, Remark, Room
from .opinions import shown

RULINGS = ("person.warn", "person.remove", "person.readmit", "floor.cut")


def draft(room: Room, reader: Actor) -> str:
    """The minutes as the stream tells them: who was there, each item with who spoke for how long, points, remarks."""
    session = room.session
    starts = session.starts_at.astimezone(clock.BEIJING)
    people = set(Presence.objects.filter(room=room).values_list("person_id", flat=True))
    turns = list(FloorEntry.objects.filter(room=room, started_at__isnull=False).order_by("started_at"))
    remarks = list(Remark.objects.filter(room=room, state=Remark.State.SHOWN).order_by("at"))
    points = list(Point.objects.filter(room=room).order_by("at"))
    people |= {t.person_id for t in turns} | {r.person_id for r in remarks}
    people |= {point.by_id for point in points if point.by_id}
    named = names(people | ({session.chair_id} if session.chair_id else set()), reader)
    lines = [
        words.say(
            "minutes.head",
            "zh",
            title=session.title,
            place=session.place,
            at=f"{starts.year}年{starts.month}月{starts.day}日 {starts:%H:%M}",
            chair=named.get(session.chair_id, "—") if session.chair_id else "—",
            present=reads.counted(room).count() or len(people),
        )
    ]
    for item in session.items.order_by("position"):
        lines.append(f"{item.position}. {item.title}")
        for turn in turns:
            if turn.item_id == item.pk:
                stance = words.say(f"stance.{turn.stance}", "zh")
                lines.append(f"  {named.get(turn.person_id, '—')}（{stance}，{turn.spoken} 秒）")
    if remarks:
        lines.append(words.say("minutes.remarks", "zh"))
        lines += [f"  {named.get(r.person_id, '—')}：{r.text}" for r in remarks]
    lines += _in_writing(room, reader)
    found = rulings(room, reader)
    if found:
        lines += [words.say("minutes.rulings", "zh"), *(f"  {ruling}" for ruling in found)]
    for point in points:
        who = f"（{named.get(point.by_id, '—')}）" if point.by_id else ""
        lines.append(f"{point.get_kind_display()}{who}：{point.text}")
    return "\n".join(lines)


def _in_writing(room: Room, reader: Actor) -> list[str]:
    """Each written opinion with its answer; one without is listed as such."""
    opinions = list(shown(room, reader).values())
    if not opinions:
        return []
    unanswered = words.say("minutes.unanswered", "zh")
    lines = [words.say("minutes.opinions", "zh")]
    for one in opinions:
        lines.append(f"  {one['name']}：{one['text']}")
        lines.append(f"    —— {one['answer'] or unanswered}")
    return lines


def rulings(room: Room, reader: Actor) -> list[str]:
    """违规裁定: what the chair ruled on people, as the stream keeps it."""
    kept = [
        (entry.verb, log.parsed(entry)["data"])
        for entry in room.stream.entries.filter(verb__in=RULINGS).order_by("seq")
    ]
    turns = FloorEntry.objects.in_bulk([UUID(data["entry"]) for _, data in kept if "entry" in data])
    told = [
        (verb, turns[UUID(data["entry"])].person_id if "entry" in data else UUID(data["person"]), data)
        for verb, data in kept
    ]
    named = names([person for _, person, _ in told], reader)
    return [
        words.say(f"minutes.ruling.{verb}", "zh", who=named.get(person, "—"), reason=data.get("reason", ""))
        for verb, person, data in told
    ]
