"""停车与交通 in 新澜: where to park (M02, 剧本丙), and how couriers ride (M25)."""

from __future__ import annotations

from datetime import date, timedelta

from consult.agenda import appointing, composing, convening, drafting, items, materials, motions, studying
from consult.intake import review
from consult.kernel import clock
from consult.meeting import chairing, opening
from consult.resolution.editing import Row
from consult.resolution.models import Resolution

from ..clockwork import Story
from ..town import Town
from . import steps
from .owners import answer, ask_owners, checked, page
from .raised import raise_
from .reviewed import admitted, to_review
from .steps import at


def m02(town: Town, *, first: date) -> Story:
    """剧本丙: parking. Too few take part; then three quarters of the area are missed; what needs no owners is split off."""
    yield from to_review(town, "M02", by="老裴", on=first, worker="网格员小纪", staff="社工小倪")
    yield from admitted(
        town,
        "M02",
        on=first + timedelta(days=5),
        forms=["hearing", "round_table"],
        reason="划线占绿是业主共同决定；错时共享不动共有部分，可另行议决。",
        opinion=("委员老邢", "两件事分开议"),
    )
    matter = town.matters["M02"]
    yield at(first + timedelta(days=8), 10)
    table = steps.convene(
        town,
        form="round_table",
        title="新澜苑停车圆桌会",
        starts=at(first + timedelta(days=13), 14),
        place="新澜社区议事厅",
        matter=matter,
        by="社工小倪",
        chair="尚副主任",
        recorder="社工小佟",
        material=(
            "车位现状和两套划线方案",
            "新澜苑物业服务公司",
            "现有 640 个；甲方案增 90 个占绿，乙方案不占绿增 30 个。",
        ),
        motion={
            "title": "按甲方案重新划线",
            "who": "物业公司",
            "when": "业主表决通过后三个月内",
            "what": "把三处绿化带改为九十个车位。",
            "rule": "OWNERS_3_4",
        },
        page=page("把三处绿化带改为九十个车位", "新澜苑一千二百户业主", "公共收益"),
    )
    checked(town, table, by="祝律师")
    steps.publish(town, table, by="社工小倪", called=10)
    yield at(first + timedelta(days=13), 14)
    opening.open_session(actor=town.actor("尚副主任"), session=table)
    people = town.speakers(town.homes(building__compound__name="新澜苑"))
    steps.gather(town, table, people[:24], by="社工小佟", online=12)
    chairing.take_up_motion(actor=town.actor("尚副主任"), motion=town.motion(table))
    yield at(first + timedelta(days=13), 15, 30)
    poll = ask_owners(town, table, by="尚副主任", until=at(first + timedelta(days=35), 18))
    steps.close_with_minutes(town, table, by="尚副主任", recorder="社工小佟", approved_by=people[:3])
    yield at(first + timedelta(days=30), 20)
    answer(town, poll, yes=400, no=90)
    yield at(first + timedelta(days=36), 9)
    poll.refresh_from_db()
    assert poll.verdict == "INQUORATE", poll.sentence

    # 再次召集
    yield at(first + timedelta(days=37), 10)
    again = steps.convene(
        town,
        form="round_table",
        title="新澜苑停车圆桌会（再次召集）",
        starts=at(first + timedelta(days=42), 14),
        place="新澜社区议事厅",
        matter=matter,
        by="社工小倪",
        chair="尚副主任",
        recorder="社工小佟",
        material=("第一次征询的结果", "社区", "参与人数不足三分之二，没有结论。"),
        motion={
            "title": "按甲方案重新划线（再次征询）",
            "who": "物业公司",
            "when": "业主表决通过后三个月内",
            "what": "把三处绿化带改为九十个车位。",
            "rule": "OWNERS_3_4",
        },
        page=page("把三处绿化带改为九十个车位", "新澜苑一千二百户业主", "公共收益"),
        follows=table,
    )
    checked(town, again, by="祝律师")
    steps.publish(town, again, by="社工小倪", called=10)
    yield at(first + timedelta(days=42), 14)
    opening.open_session(actor=town.actor("尚副主任"), session=again)
    steps.gather(town, again, people[:20], by="社工小佟", online=12)
    chairing.take_up_motion(actor=town.actor("尚副主任"), motion=town.motion(again))
    yield at(first + timedelta(days=42), 15)
    second = ask_owners(town, again, by="尚副主任", until=at(first + timedelta(days=68), 18))
    steps.close_with_minutes(town, again, by="尚副主任", recorder="社工小佟", approved_by=people[:3])
    yield at(first + timedelta(days=60), 20)
    answer(town, second, yes=620, no=200, by_area=True)
    yield at(first + timedelta(days=69), 9)
    second.refresh_from_db()
    assert second.verdict == "FAILED", second.sentence

    # 拆出“错时共享”: the neighbouring offices' places at night, nothing that owners hold in common.
    yield at(first + timedelta(days=70), 10)
    review.again(
        actor=town.actor("老裴"),
        matter=matter,
        plan="只议夜间与隔壁写字楼错时共享一百二十个车位，不动小区绿地和共有部分。",
    )
    yield from admitted(
        town,
        "M02",
        on=first + timedelta(days=71),
        forms=["representatives_meeting"],
        reason="错时共享不涉及共有部分，可由居民代表会议议决。",
        opinion=("委员小廖", "车位费和责任要写清"),
    )
    yield at(first + timedelta(days=72), 10)
    director = town.actor("何主任")
    meeting = convening.convene(
        actor=director,
        community=town.community,
        form="representatives_meeting",
        title="居民代表会议：夜间错时停车",
        starts_at=at(first + timedelta(days=84), 14),
        place="新澜社区议事厅",
    )
    items.add_item(actor=director, session=meeting, matter=matter, title="夜间错时共享车位", minutes=40)
    motion = drafting.draft(
        actor=director,
        session=meeting,
        matter=matter,
        title="夜间错时共享写字楼车位",
        who="居委会会同物业",
        when="七月一日前",
        what="与隔壁写字楼签约，每晚 19:00 至次日 8:00 共享一百二十个车位，按月计费。",
        rule="REP_MEETING_MAJ",
        mover=matter.proposer,
        apart_reason="用的是邻近写字楼的车位，不动小区共有部分。",
    )
    motions.write_page(
        actor=director,
        motion=motion,
        page={
            **page("夜间错时共享写字楼车位", "有车的住户", "停车人自付"),
            "how_to_vote": "居民代表会议到会过半数通过。",
        },
    )
    materials.add_material(
        actor=director,
        session=meeting,
        title="共享协议草案",
        source="澜汇写字楼",
        text="时段、费用、责任和退出办法。",
    )
    appointing.appoint(
        actor=director, session=meeting, chair=town.people["尚副主任"], recorder=town.people["社工小佟"]
    )
    composing.compose(actor=director, session=meeting)
    motions.check_legality(
        actor=town.actor("祝律师"), motion=motion, favourable=True, opinion="不涉及业主共有部分，可以付表决。"
    )
    studying.record(
        actor=town.actor("罗书记"),
        matter=matter,
        held_on=clock.today(),
        attended=["罗书记", "委员老邢"],
        conclusion="同意提交居民代表会议。",
    )
    yield at(first + timedelta(days=76), 9)
    steps.publish(town, meeting, by="社工小倪")
    yield at(first + timedelta(days=84), 14)
    opening.open_session(actor=town.actor("尚副主任"), session=meeting)
    members = town.members_of_meeting()
    steps.gather(town, meeting, members[:46], by="社工小倪", online=20)
    chairing.take_up_motion(actor=town.actor("尚副主任"), motion=motion)
    yield at(first + timedelta(days=84), 15)
    final = steps.vote(town, motion, by="尚副主任", yes=35, no=8, abstain=3)
    assert final.verdict == "PASSED", final.sentence
    steps.close_with_minutes(town, meeting, by="尚副主任", recorder="社工小佟", approved_by=members[:4])
    yield at(first + timedelta(days=85), 9)
    resolution = Resolution.objects.get(poll=final)
    steps.complete(
        town,
        resolution,
        by="社工小倪",
        lawyer="祝律师",
        consensus=["夜间错时共享一百二十个车位"],
        reservations=["八名代表希望先试行一个月"],
        supervisor="居务监督委员会卞监督",
        duties=[
            Row(
                what="与写字楼签约并公布办法",
                party="property_manager",
                person_name="物业冉经理",
                owner=town.people["物业冉经理"].pk,
                deadline=first + timedelta(days=130),
                money="停车人自付",
                standard="协议公示，车位标识到位",
            )
        ],
        opinion="与表决内容一致。",
    )
    yield at(first + timedelta(days=86), 15)
    steps.sign_and_countersign(town, resolution, countersigner=None)
    yield at(first + timedelta(days=87), 9)
    steps.post(town, resolution, by="社工小倪")


def m25(town: Town, *, today: date) -> Story:
    """Couriers' routes: raised last night, waiting to be accepted."""
    yield at(today - timedelta(days=1), 21, 10)
    raise_(town, "M25", by="小辛", wishes_to_join=True, wishes_to_help=True)
