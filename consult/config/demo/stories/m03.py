"""M03, the charging shed: a place chosen at a round table, and its owners asked."""

from __future__ import annotations

from datetime import date, timedelta

from consult.meeting import chairing, opening

from ..clockwork import Story
from ..town import Town
from . import steps
from .owners import answer, ask_owners, checked, page
from .reviewed import admitted, to_review
from .steps import at


def story(town: Town, *, today: date) -> Story:
    """The charging shed: a round table chose the place; owners are being asked now."""
    first = today - timedelta(days=30)
    yield from to_review(town, "M03", by="小谷", on=first, worker="网格员小唐", staff="社工小李")
    yield from admitted(
        town,
        "M03",
        on=first + timedelta(days=5),
        forms=["round_table"],
        reason="两个网格共用的场地，先比选点位，消防意见为前置；再征询业主意向。",
        opinion=("兼职委员江警官", "点位须离楼六米以上"),
    )
    yield at(first + timedelta(days=7), 10)
    table = steps.convene(
        town,
        form="round_table",
        title="充电棚选址圆桌会",
        starts=at(today - timedelta(days=12), 14),
        place="社区议事厅",
        matter=town.matters["M03"],
        by="社工小李",
        chair="孙副主任",
        recorder="社工小郑",
        material=("四个备选点位和消防意见", "消防救援站", "东门外侧、花园北侧两处符合间距要求。"),
        motion={
            "title": "在东门外侧建第一处充电棚",
            "who": "社区会同街道",
            "when": "业主意向征询结束后三十日内",
            "what": "在槐安里东门外侧建四十个充电位，由街道出资，占用共有场地六十平方米。",
            "rule": "OWNERS_3_4",
        },
        page=page("在东门外侧共有场地建充电棚", "槐安里六百七十二户业主", "街道出资"),
    )
    checked(town, table, by="石律师")
    steps.publish(town, table, by="社工小李", called=5)
    yield at(today - timedelta(days=12), 14)
    opening.open_session(actor=town.actor("孙副主任"), session=table)
    people = town.speakers(town.homes(building__compound__name="槐安里"))[20:32]
    steps.gather(town, table, people, by="社工小郑", online=5)
    chairing.take_up_motion(actor=town.actor("孙副主任"), motion=town.motion(table))
    yield at(today - timedelta(days=12), 15, 30)
    poll = ask_owners(town, table, by="孙副主任", until=at(today + timedelta(days=9), 18))
    steps.close_with_minutes(town, table, by="孙副主任", recorder="社工小郑", approved_by=people[:3])
    yield at(today - timedelta(days=4), 20)
    answer(town, poll, yes=180, no=31, abstain=9)
