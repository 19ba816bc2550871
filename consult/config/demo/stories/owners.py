"""业主共同决定的事: the community deliberates, owners are asked for their intent; what binds is the city's own vote."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from consult.agenda import appointing, composing, convening, drafting, items, materials, studying
from consult.agenda import motions as motion_verbs
from consult.agenda.models import Session
from consult.intake import accepting, review, triage
from consult.kernel import clock
from consult.kernel.errors import Refusal
from consult.meeting import attending, chairing, floor, opening, opinions, points, remarks
from consult.people.models import Person
from consult.resolution.editing import Row
from consult.resolution.models import Resolution
from consult.voting import preparing
from consult.voting.casting import Wish, cast_together
from consult.voting.models import Poll

from ..clockwork import Story
from ..town import Town
from . import steps
from .raised import common, raise_
from .steps import at

PAGE = {
    "what": "征求业主意向：{what}",
    "if_passed": "意向达到比例后，通过城市的业主表决系统正式表决；这里的结果不是法定表决。",
    "if_failed": "维持现状，可有新方案时再提。",
    "who_touched": "{who}",
    "whose_money": "{money}",
    "how_to_vote": "业主在期限内用手机或纸票表达意向，人数和面积分别计算。",
    "how_to_object": "可在公示页提出异议，或在征询期内提交书面意见。",
}


def page(what: str, who: str, money: str) -> dict[str, str]:
    return {key: text.format(what=what, who=who, money=money) for key, text in PAGE.items()}


def to_review(
    town: Town, code: str, *, by: str | Person, on: date, worker: str, staff: str, **wishes: bool
) -> Story:
    """Raised, accepted, and confirmed as large: it lies before the Party organization."""
    yield at(on, 19, 40)
    matter = raise_(town, code, by=by, **wishes)
    yield at(on + timedelta(days=1), 9, 20)
    accepting.accept(actor=town.actor(worker), matter=matter)
    yield at(on + timedelta(days=1), 15)
    triage.route(actor=town.actor(staff), matter=matter, route="large", owners_common=common(code))


def admitted(
    town: Town, code: str, *, on: date, forms: Sequence[str], reason: str, opinion: tuple[str, str]
) -> Story:
    yield at(on, 16)
    steps.admit(
        town,
        town.matters[code],
        opinions={opinion[0]: opinion[1]},
        reason=reason,
        forms=forms,
        needs_meeting=False,
    )


def ask_owners(
    town: Town,
    session: Session,
    *,
    by: str,
    until: datetime,
    rule: str = "",
    scope: dict[str, object] | None = None,
) -> Poll:
    """意向征询 over days, by phone and paper."""
    chair = town.actor(by)
    poll = preparing.prepare(actor=chair, motion=town.motion(session), closes_at=until, force="advisory")
    return preparing.open_poll(actor=chair, poll=poll)


def answer(town: Town, poll: Poll, *, yes: int, no: int, abstain: int = 0, by_area: bool = False) -> None:
    """Owners answer in the order of the roll (or the smaller flats first), as far as they can be reached."""
    choices = ["yes"] * yes + ["no"] * no + ["abstain"] * abstain
    reached = poll.rights.filter(party__voter__isnull=False).select_related("party__voter")
    rights = list(reached.order_by("area_cm2" if by_area else "number", "number"))
    wishes = [
        Wish(
            poll=poll.pk,
            actor=town.as_actor(right.party.voter),
            key=f"demo-{poll.pk.hex[:8]}-{right.number}",
            choice=choice,
            right=right.pk,
        )
        for right, choice in zip(rights, choices, strict=False)
        if right.party and right.party.voter
    ]
    refused = [one for one in cast_together(wishes) if isinstance(one, Refusal)]
    assert not refused, refused[0]


def m01(town: Town, *, today: date) -> Story:
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


def m03(town: Town, *, today: date) -> Story:
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
    motion_verbs.check_legality(
        actor=town.actor("石律师"),
        motion=town.motion(table),
        favourable=True,
        opinion="属民法典第278条第（八）项，系统内只作意向征询。",
    )
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


def m09(town: Town, *, today: date) -> Story:
    """The property fee: a hearing is called for next week, its papers are out."""
    first = today - timedelta(days=13)
    yield from to_review(town, "M09", by="老裴", on=first, worker="网格员小纪", staff="社工小倪")
    yield from admitted(
        town,
        "M09",
        on=first + timedelta(days=4),
        forms=["hearing"],
        reason="社区只组织听证，调价由业主决定；收支和整改清单先公开。",
        opinion=("委员老邢", "先公开近两年收支"),
    )
    yield at(today - timedelta(days=2), 10)
    hearing = steps.convene(
        town,
        form="hearing",
        title="物业服务费调整听证会",
        starts=at(today + timedelta(days=5), 14),
        place="新澜社区议事厅",
        matter=town.matters["M09"],
        by="社工小倪",
        chair="尚副主任",
        recorder="社工小佟",
        material=("近两年收支和服务整改清单", "新澜苑物业服务公司", "收入、支出、结余和二十一项整改的进度。"),
    )
    steps.publish(town, hearing, by="社工小倪")


def m10(town: Town, *, today: date) -> Story:
    """Property service for an old compound: before the Party organization, with opinions on file."""
    yield from to_review(
        town, "M10", by="老耿", on=today - timedelta(days=4), worker="网格员小唐", staff="社工小李"
    )
    yield at(today - timedelta(days=2), 16)
    review.opine(
        actor=town.actor("委员老陈"),
        matter=town.matters["M10"],
        favours=True,
        text="补贴停止以后怎么办要先说清。",
    )
    review.opine(
        actor=town.actor("兼职委员吴校长"),
        matter=town.matters["M10"],
        favours=True,
        text="可与自管小组方案一并比较。",
    )


def m20(town: Town, *, now: datetime) -> Story:
    """Cameras against things thrown from above: the round table is in session at this moment."""
    today = now.astimezone(clock.BEIJING).date()
    first = today - timedelta(days=16)
    began = now - timedelta(minutes=20)
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
    _checked(town, table)
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


def m25(town: Town, *, today: date) -> Story:
    """Couriers' routes: raised last night, waiting to be accepted."""
    yield at(today - timedelta(days=1), 21, 10)
    raise_(town, "M25", by="小辛", wishes_to_join=True, wishes_to_help=True)


def _checked(town: Town, session: Session) -> None:
    motion_verbs.check_legality(
        actor=town.actor("祝律师"),
        motion=town.motion(session),
        favourable=True,
        opinion="属民法典第278条第（八）项，系统内只作意向征询。",
    )


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
    _checked(town, table)
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
    _checked(town, again)
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
    motion_verbs.write_page(
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
    motion_verbs.check_legality(
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
