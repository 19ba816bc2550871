"""征集会: no matter yet; what people say is written down, put with its like, and raised as a matter by whoever said it."""

from __future__ import annotations

from datetime import datetime, timedelta

from consult.agenda import appointing, composing, convening, items
from consult.kernel import clock
from consult.meeting import concerns, opening, phasing

from ..clockwork import Story
from ..town import Town
from . import steps
from .steps import at, on_the_quarter

# What is said, the group it is put into, and its category; those without one still wait.
TOLD = (
    ("二号楼门口的台阶太高，轮椅上不去，想加一段坡道。", "无障碍坡道", "便民设施"),
    ("老人推车下楼也要坡道，三号楼一样。", "无障碍坡道", "便民设施"),
    ("暑假孩子没地方去，社区能不能办个看书写作业的地方？", "暑期托管", "民生项目"),
    ("晾衣架锈了，被子晒出去不放心。", "", ""),
    ("健身器材旁边缺一盏灯，晚上看不清。", "", ""),
)


def story(town: Town, *, now: datetime) -> Story:
    """The collection session sits at this moment; one concern came from the talk studio's desk the day before."""
    today, began = now.astimezone(clock.BEIJING).date(), on_the_quarter(now - timedelta(minutes=30))
    staff, chair = town.actor("社工小李"), "孙副主任"
    yield at(today - timedelta(days=6), 11)
    session = convening.convene(
        actor=staff,
        community=town.community,
        form="collection",
        title="明年民生项目征集会",
        starts_at=began,
        place="社区议事厅",
    )
    items.add_item(actor=staff, session=session, title="明年最想办的一件事", minutes=60)
    appointing.appoint(
        actor=staff, session=session, chair=town.people[chair], recorder=town.people["社工小郑"]
    )
    composing.compose(actor=staff, session=session)
    steps.publish(town, session, by="社工小李")
    yield at(today - timedelta(days=1), 15)
    told = concerns.note(
        actor=staff,
        community=town.community,
        person=town.people["丁奶奶"],
        text="我腿脚不好，楼道里想有一段扶手，歇脚的地方有把椅子。",
    )
    yield began
    opening.open_session(actor=town.actor(chair), session=session)
    people = town.speakers(town.homes(building__compound__name="槐安里"))[:9]
    steps.gather(town, session, [*people, town.people["小谷"]], by="社工小郑", online=6)
    phasing.enter(actor=town.actor(chair), room=town.room(session), phase="gather")
    concerns.bring(actor=staff, concern=told, room=town.room(session))
    for nth, (person, (text, label, category)) in enumerate(zip(people, TOLD, strict=False)):
        yield began + timedelta(minutes=4 + 3 * nth)
        concern = concerns.tell(actor=town.as_actor(person), room=town.room(session), text=text)
        if label:
            concerns.group(actor=town.actor("社工小郑"), concern=concern, label=label, category=category)
