"""M20, cameras: the round table that sits at this moment."""

from __future__ import annotations

from datetime import datetime, timedelta

from consult.kernel import clock
from consult.meeting import attending, chairing, floor, opening, opinions, points, remarks

from ..clockwork import Story
from ..town import Town
from . import steps
from .owners import checked, page
from .reviewed import admitted, to_review
from .steps import at, on_the_quarter


def story(town: Town, *, now: datetime) -> Story:
    """Cameras against things thrown from above: the round table is in session at this moment."""
    today = now.astimezone(clock.BEIJING).date()
    first = today - timedelta(days=16)
    began = on_the_quarter(now - timedelta(minutes=20))
    yield from to_review(
        town, "M20", by="小娄", on=first, worker="网格员小阮", staff="社工小倪", wishes_to_join=True
    )
    yield from admitted(
        town,
        "M20",
        on=first + timedelta(days=4),
        forms=["round_table"],
        reason="使用公共收益，属业主决定；先讲清拍摄角度、保存时间和谁能查看。",
        opinion=("委员小廖", "须设显著提示"),
    )
    yield at(today - timedelta(days=6), 10)
    table = steps.convene(
        town,
        form="round_table",
        title="防高空抛物摄像头圆桌会",
        starts=began,
        place="新澜苑二期党群活动室",
        matter=town.matters["M20"],
        by="社工小倪",
        chair="尚副主任",
        recorder="社工小佟",
        material=(
            "拍摄角度示意和隐私说明",
            "祝律师",
            "仰拍外墙，不入户窗；保存三十日；查看须双人登记（个人信息保护法第26条）。",
        ),
        motion={
            "title": "用公共收益安装仰拍摄像头",
            "who": "物业公司，业委会监督",
            "when": "业主表决通过后一个月内",
            "what": "在二期四栋楼安装十六个仰拍摄像头，预算 6.4 万元，从公共收益支出。",
            "rule": "OWNERS_MAJ",
        },
        page=page("用 6.4 万元公共收益安装仰拍摄像头", "二期四百三十二户业主", "小区公共收益"),
    )
    checked(town, table, by="祝律师")
    steps.publish(town, table, by="社工小倪", called=12)
    yield began - timedelta(minutes=15)
    people = town.speakers(town.homes(grid=town.grid("03")))[:22]
    steps.gather(town, table, people, by="社工小佟", online=14)
    attending.sign_in(actor=town.actor("物业冉经理"), room=town.room(table), mode="online")
    yield began
    chair = town.actor("尚副主任")
    opening.open_session(actor=chair, session=table)
    chairing.take_up_item(actor=chair, room=town.room(table), item=table.items.get(position=1))
    chairing.take_up_motion(actor=chair, motion=town.motion(table))
    for nth, (person, stance) in enumerate(zip(people[:7], ["for", "against", "question"] * 3, strict=False)):
        yield began + timedelta(minutes=2 + nth)
        floor.raise_hand(actor=town.as_actor(person), room=town.room(table), stance=stance)
    yield began + timedelta(minutes=11)
    floor.next_speaker(actor=chair, room=town.room(table))
    remarks.send(
        actor=town.actor("物业冉经理"),
        room=town.room(table),
        text="摄像头由物业维护，谁能看录像要写进约定，每季度公布一次。",
    )
    points.record(
        actor=town.actor("社工小佟"), room=town.room(table), kind="consensus", text="只仰拍外墙，不拍窗内"
    )
    absent = town.speakers(town.homes(grid=town.grid("03")))[30]
    opinions.write(
        actor=town.as_actor(absent),
        room=town.room(table),
        text="我出差来不了。同意安装，请写明谁能调看录像、保存多久。",
    )
    yield now - timedelta(minutes=1)
    floor.next_speaker(actor=chair, room=town.room(table))
