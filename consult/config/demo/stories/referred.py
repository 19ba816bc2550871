"""政府事项与私事: passed on, kept in sight, answered."""

from __future__ import annotations

from datetime import date, timedelta

from consult.intake import accepting, referrals, triage
from consult.meeting import opening, points

from ..clockwork import Story
from ..town import Town
from . import steps
from .raised import raise_
from .steps import at


def m13(town: Town, *, today: date) -> Story:
    """Street lamps: passed to the city's department, tracked."""
    first = today - timedelta(days=4)
    yield at(first, 20)
    matter = raise_(town, "M13", by="阮妈妈", pictured=True)
    yield at(first + timedelta(days=1), 9)
    accepting.accept(actor=town.actor("网格员小柏"), matter=matter)
    yield at(first + timedelta(days=1), 14)
    triage.route(
        actor=town.actor("社工小李"),
        matter=matter,
        route="government",
        refer_to="市政养护部门",
        due=first + timedelta(days=12),
    )
    yield at(first + timedelta(days=3), 10)
    referrals.track(
        actor=town.actor("街道小高"), matter=matter, note="养护部门已现场查看，缺配件，预计一周内修复。"
    )


def m14(town: Town, *, today: date) -> Story:
    """Kitchen smoke: enforcement is the city's; a coordination session brings the parties' promises."""
    first = today - timedelta(days=18)
    yield at(first, 12)
    neighbours = town.speakers(town.homes(building__name="1号楼", building__compound__name="榆园公寓"))
    matter = raise_(town, "M14", by=neighbours[0])
    yield at(first + timedelta(days=1), 9)
    accepting.accept(actor=town.actor("网格员小井"), matter=matter)
    triage.route(
        actor=town.actor("社工小李"),
        matter=matter,
        route="government",
        refer_to="综合执法队",
        due=first + timedelta(days=30),
    )
    yield at(first + timedelta(days=3), 10)
    session = steps.convene(
        town,
        form="coordination",
        title="底商油烟协调会",
        starts=at(first + timedelta(days=8), 15),
        place="社区议事厅",
        matter=matter,
        by="社工小李",
        chair="孙副主任",
        recorder="社工小郑",
        material=("检测预约和整改建议", "综合执法队", "检测前先清洗烟道，加装净化设备。"),
    )
    steps.publish(town, session, by="社工小李")
    yield at(first + timedelta(days=8), 15)
    opening.open_session(actor=town.actor("孙副主任"), session=session)
    steps.gather(town, session, [*neighbours[:9], town.people["老毛"]], by="社工小郑", online=2)
    room = town.room(session)
    for text in ("两家餐馆月底前加装净化设备", "房东同意走楼顶烟道，费用各半"):
        point = points.record(actor=town.actor("社工小郑"), room=room, kind="consensus", text=text)
        points.confirm(actor=town.actor("孙副主任"), room=room, point=point)
    yield at(first + timedelta(days=8), 16, 30)
    steps.close_with_minutes(town, session, by="孙副主任", recorder="社工小郑", approved_by=neighbours[:2])
    yield at(first + timedelta(days=12), 10)
    referrals.track(actor=town.actor("街道小高"), matter=matter, note="执法队已上门检测，限期整改。")


def m15(town: Town, *, today: date) -> Story:
    """A leak between two households: mediation, never in public."""
    first = today - timedelta(days=15)
    yield at(first, 21)
    matter = raise_(town, "M15", by="老应")
    yield at(first + timedelta(days=1), 9)
    accepting.accept(actor=town.actor("网格员小梅"), matter=matter)
    triage.route(actor=town.actor("社工小倪"), matter=matter, route="private", refer_to="人民调解委员会")
    yield at(first + timedelta(days=10), 16)
    referrals.answer(
        actor=town.actor("社工小倪"),
        matter=matter,
        text="双方已在调解员主持下达成协议，分两次付清，协议各执一份。",
    )


def m16(town: Town, *, today: date) -> Story:
    """Looking for a cleaner: a private errand, answered from the directory the same day."""
    first = today - timedelta(days=9)
    yield at(first, 10)
    matter = raise_(town, "M16", by="小范")
    yield at(first, 11)
    accepting.accept(actor=town.actor("网格员小苗"), matter=matter)
    triage.route(actor=town.actor("社工小倪"), matter=matter, route="private", refer_to="便民名录")
    yield at(first, 15)
    referrals.answer(
        actor=town.actor("社工小倪"),
        matter=matter,
        text="便民名录上有三家明码标价的商家，价目已附在服务站；楼里也有邻居在约团购。",
    )


def m22(town: Town, *, today: date) -> Story:
    """The school gate: several departments, a joint meeting, volunteers."""
    first = today - timedelta(days=24)
    yield at(first, 8)
    matter = raise_(town, "M22", by="小辛")
    yield at(first + timedelta(days=1), 9)
    accepting.accept(actor=town.actor("网格员小霍"), matter=matter)
    triage.route(
        actor=town.actor("社工小倪"),
        matter=matter,
        route="government",
        refer_to="街道牵头，交警、学校会商",
        due=first + timedelta(days=40),
    )
    yield at(first + timedelta(days=4), 10)
    session = steps.convene(
        town,
        form="joint_meeting",
        title="育澜小学上下学交通联席会议",
        starts=at(first + timedelta(days=10), 15),
        place="育澜小学会议室",
        matter=matter,
        by="社工小倪",
        chair="尚副主任",
        recorder="社工小佟",
        material=("路口车流记录", "育澜小学", "上学高峰二十分钟内双排停放最多三十一辆。"),
    )
    steps.publish(town, session, by="社工小倪")
    yield at(first + timedelta(days=10), 15)
    opening.open_session(actor=town.actor("尚副主任"), session=session)
    neighbours = town.speakers(town.homes(grid=town.grid("05")))
    steps.gather(
        town,
        session,
        [*neighbours[:6], town.people["育澜小学辛老师"], town.people["小辛"]],
        by="社工小佟",
        online=3,
    )
    room = town.room(session)
    for text in ("低年级提前十五分钟放学，错峰接送", "居民志愿护学每周排班，社区公布名单"):
        point = points.record(actor=town.actor("社工小佟"), room=room, kind="consensus", text=text)
        points.confirm(actor=town.actor("尚副主任"), room=room, point=point)
    yield at(first + timedelta(days=10), 16, 40)
    steps.close_with_minutes(town, session, by="尚副主任", recorder="社工小佟", approved_by=neighbours[:2])
    yield at(first + timedelta(days=14), 10)
    referrals.track(actor=town.actor("街道小高"), matter=matter, note="交警已在路口设临停区，下周试行错峰。")
