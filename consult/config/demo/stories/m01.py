"""M01, the lift: heard out, and called together again."""

from __future__ import annotations

from datetime import date, timedelta

from consult.meeting import opening, points

from ..clockwork import Story
from ..town import Town
from . import steps
from .reviewed import admitted, to_review
from .steps import at


def story(town: Town, *, today: date) -> Story:
    """The lift: a heart-to-heart has been held; the coordination session is called for the day after tomorrow."""
    first = today - timedelta(days=24)
    yield from to_review(
        town, "M01", by="王阿姨", on=first, worker="网格员小唐", staff="社工小李", wishes_to_join=True
    )
    yield from admitted(
        town,
        "M01",
        on=first + timedelta(days=4),
        forms=["heart_to_heart", "coordination"],
        reason="涉及改建共有部分，先把各方的话听完，再协调；正式表决走城市的业主表决系统。",
        opinion=("委员老陈", "先听一楼的意见"),
    )
    matter = town.matters["M01"]
    yield at(first + timedelta(days=6), 10)
    talk = steps.convene(
        town,
        form="heart_to_heart",
        title="3号楼2单元加装电梯恳谈会",
        starts=at(first + timedelta(days=11), 19),
        place="3号楼架空层",
        matter=matter,
        by="社工小李",
        chair="孙副主任",
        recorder="社工小郑",
    )
    steps.publish(town, talk, by="社工小李", called=8)
    yield at(first + timedelta(days=11), 19)
    opening.open_session(actor=town.actor("孙副主任"), session=talk)
    neighbours = town.speakers(
        town.homes(building__name="3号楼", building__compound__name="槐安里", unit__number=2)
    )
    steps.gather(
        town, talk, [*neighbours[:8], town.people["王阿姨"], town.people["老尹"]], by="社工小郑", online=3
    )
    room = town.room(talk)
    for text in ("一楼担心采光和噪声，希望看到设计方案", "高层愿意多分摊", "希望先请有资质的单位测算"):
        points.record(actor=town.actor("社工小郑"), room=room, kind="concern", text=text)
    yield at(first + timedelta(days=11), 20, 40)
    steps.close_with_minutes(town, talk, by="孙副主任", recorder="社工小郑", approved_by=neighbours[:2])
    yield at(today - timedelta(days=3), 10)
    meeting = steps.convene(
        town,
        form="coordination",
        title="3号楼2单元加装电梯协调会",
        starts=at(today + timedelta(days=2), 19),
        place="社区议事厅",
        matter=matter,
        by="社工小李",
        chair="孙副主任",
        recorder="社工小郑",
        material=("三家设计单位的采光测算", "设计单位", "贴墙玻璃井道方案对一楼日照影响不超过十分钟。"),
        follows=talk,
    )
    steps.publish(town, meeting, by="社工小李", called=6)
