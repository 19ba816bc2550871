"""剧本甲, M18: a meal point for the old in idle community premises, from a phone to the archive."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from consult.agenda import motions as motion_verbs
from consult.agenda import studying
from consult.intake.raising import raise_matter
from consult.kernel import clock
from consult.meeting import chairing, floor, opening, phasing, points
from consult.people.models import Delegation
from consult.resolution import objecting, publishing
from consult.resolution.editing import Row
from consult.resolution.models import Resolution
from consult.supervision import appraising

from ..clockwork import Story
from ..town import Town
from . import steps
from .carrying import carry_out, evaluate_and_close
from .raised import photographed
from .steps import at

TITLE = "用社区闲置用房开设老年助餐点"
TEXT = (
    "社区六十岁以上居民有780人，其中独居和高龄老人126人，做饭困难。原自行车库有120平方米闲置，可改成助餐点。"
    "楼上住户担心油烟和人流，收费标准和运营方也要听取大家意见。"
)
PAGE = {
    "what": "是否把原自行车库改为老年助餐点：不设灶具，由中央厨房配送、现场分餐，营业 10:30–13:00，试运营三个月。",
    "if_passed": "公示期满后一个月内开始供餐，三个月后开评议会，由用餐老人和楼上住户评价。",
    "if_failed": "自行车库维持原样，另议其他助餐办法。",
    "who_touched": "全社区老人；楼上十六户。",
    "whose_money": "社区民生项目资金改造，餐费由用餐人负担，街道补贴特困老人。",
    "how_to_vote": "居民代表会议组成人员到会表决，赞成超过到会人数一半才通过。",
    "how_to_object": "公示期内可在公示页或社区服务站提出异议，三日内由签发人以外的人答复。",
}
OBJECTIONS = ("担心油烟和异味", "担心人流和噪声影响午休", "担心占用消防通道")
CONSENSUS = (
    "不设灶具，由中央厨房配送、现场分餐",
    "营业时间 10:30 至 13:00",
    "试运营三个月，期满由用餐老人和楼上住户评议",
)
DUTIES = (
    (
        "改造自行车库（不设灶具）",
        "residents_committee",
        "居委会副主任",
        "社区民生项目资金",
        "验收合格，无油烟设施",
    ),
    ("确定中央厨房配送单位", "residents_committee", "社区工作者小李", "不需资金", "合同公示，证照齐全"),
    (
        "楼上十六户联络和意见登记",
        "party_organization",
        "党组织委员老陈",
        "不需资金",
        "每周一次，意见逐条答复",
    ),
    ("志愿者排班分餐", "residents", "舞队队长葛阿姨", "不需资金", "每个营业日不少于两人"),
    ("消防和食品安全检查", "department", "街道小高", "街道经费", "检查记录公示"),
    ("每月收支公示", "residents_committee", "社区工作者小郑", "不需资金", "次月五日前上墙"),
)


def story(town: Town, *, first: date) -> Story:
    """`first` is the day it is raised; in 剧本甲 2 March 2026."""

    def day(n: int, hour: int = 9, minute: int = 0) -> datetime:
        return at(first + timedelta(days=n), hour, minute)

    yield day(0, 20, 10)
    matter = raise_matter(
        actor=town.actor("小谷"),
        community=town.community,
        title=TITLE,
        text=TEXT,
        category="养老助残",
        affected={"kind": "community", "ids": []},
        owners_common=False,
        wishes_to_join=True,
        wishes_to_help=True,
    )
    town.matters["M18"] = matter

    yield day(1, 10)
    steps.accept(town, matter, by="社工小李")
    yield day(3, 9, 30)
    steps.accept_as_large(town, matter, by="社工小李", owners_common=False)
    yield day(4, 15)
    steps.admit(
        town,
        matter,
        opinions={"委员老陈": "符合民生项目方向", "兼职委员吴校长": "学校食堂可作备选配送点"},
        reason="关系全社区老人，属授权居民代表会议的社区用房事项；请先听证、再圆桌会。",
        forms=["hearing", "round_table", "representatives_meeting"],
        needs_meeting=True,
    )

    # 听证会第一轮: sixteen households upstairs are all served.
    yield day(7, 9)
    hearing = steps.convene(
        town,
        form="hearing",
        title="助餐点听证会（第一轮）",
        starts=day(12, 9, 30),
        place="社区议事厅",
        matter=matter,
        by="社工小李",
        chair="孙副主任",
        recorder="社工小郑",
        material=("自行车库现状和改造设想", "居委会", "面积 120 平方米，现闲置；改造预算与配送方案见附表。"),
    )
    steps.publish(town, hearing, by="社工小李", called=16)
    yield day(12, 9, 30)
    residents = town.speakers(town.homes(building__compound__name="槐安里"))[:16]
    opening.open_session(actor=town.actor("孙副主任"), session=hearing)
    steps.gather(
        town, hearing, [*residents, town.people["小谷"], town.people["丁奶奶"]], by="社工小李", online=9
    )
    room = town.room(hearing)
    chairing.take_up_item(actor=town.actor("孙副主任"), room=room, item=hearing.items.get(position=1))
    for nth, words in enumerate(OBJECTIONS):
        yield day(12, 9, 40 + 3 * nth)
        speaker = residents[nth]
        floor.raise_hand(actor=town.as_actor(speaker), room=town.room(hearing), stance="against")
        floor.next_speaker(actor=town.actor("孙副主任"), room=town.room(hearing))
        points.record(actor=town.actor("社工小郑"), room=room, kind="reservation", text=words, by=speaker)
    yield day(12, 11)
    floor.next_speaker(actor=town.actor("孙副主任"), room=town.room(hearing))
    photographed(town, hearing, by="社工小郑", caption="楼上住户发言")
    steps.close_with_minutes(town, hearing, by="孙副主任", recorder="社工小郑", approved_by=residents[:5])

    # 圆桌会第二轮
    yield day(13, 9)
    table = steps.convene(
        town,
        form="round_table",
        title="助餐点圆桌会（第二轮）",
        starts=day(19, 14),
        place="社区议事厅",
        matter=matter,
        by="社工小李",
        chair="孙副主任",
        recorder="社工小郑",
        material=("三条异议的书面答复", "居委会", "逐条答复：不设灶具；限时营业；消防通道划线。"),
        follows=hearing,
    )
    steps.publish(town, table, by="社工小李", called=10)
    yield day(19, 14)
    opening.open_session(actor=town.actor("孙副主任"), session=table)
    steps.gather(town, table, [*residents[:10], town.people["小谷"]], by="社工小李", online=6)
    for text in CONSENSUS:
        point = points.record(
            actor=town.actor("社工小郑"), room=town.room(table), kind="consensus", text=text
        )
        points.confirm(actor=town.actor("孙副主任"), room=town.room(table), point=point)
    yield day(19, 15, 40)
    steps.close_with_minutes(town, table, by="孙副主任", recorder="社工小郑", approved_by=residents[:3])

    # 居民代表会议
    yield day(20, 10)
    meeting = steps.convene(
        town,
        form="representatives_meeting",
        title="居民代表会议：老年助餐点",
        starts=day(30, 14),
        place="社区议事厅",
        matter=matter,
        by="孙副主任",
        chair="孙副主任",
        recorder="社工小郑",
        material=("协商意见", "圆桌会", "不设灶具；限时营业；试运营三个月。"),
        motion={
            "title": "开设老年助餐点",
            "who": "居委会",
            "when": "公示期满后一个月内",
            "what": "把原自行车库改为老年助餐点，由中央厨房配送、现场分餐，试运营三个月。",
            "rule": "REP_MEETING_MAJ",
            "subject": "社区用房",
        },
        page=PAGE,
        delegation=Delegation.objects.filter(community=town.community).first(),
        subject="社区用房",
    )
    motion = town.motion(meeting)
    motion_verbs.check_legality(
        actor=town.actor("石律师"),
        motion=motion,
        favourable=True,
        opinion="属授权事项；不新设产生油烟的餐饮，符合大气污染防治法；可以付表决。",
    )
    yield day(21, 16)
    studying.record(
        actor=town.actor(steps.secretary(town)),
        matter=matter,
        held_on=clock.today(),
        attended=["周书记", "委员老陈", "兼职委员吴校长"],
        conclusion="同意提交居民代表会议决定。",
    )
    yield day(23, 9)
    steps.publish(town, meeting, by="社工小李")
    yield day(30, 14)
    opening.open_session(actor=town.actor("孙副主任"), session=meeting)
    members = town.members_of_meeting()
    steps.gather(town, meeting, members[:36], by="社工小李", online=22)
    chairing.take_up_motion(actor=town.actor("孙副主任"), motion=motion)
    yield day(30, 14, 40)
    poll = steps.vote(town, motion, by="孙副主任", yes=29, no=5, abstain=2)
    assert poll.verdict == "PASSED", poll.sentence
    yield day(30, 15, 10)
    steps.close_with_minutes(town, meeting, by="孙副主任", recorder="社工小郑", approved_by=members[:4])

    # 定稿、签发、复核、公示
    yield day(31, 9)
    resolution = Resolution.objects.get(poll=poll)
    steps.complete(
        town,
        resolution,
        by="社工小李",
        lawyer="石律师",
        consensus=CONSENSUS,
        reservations=OBJECTIONS,
        supervisor="居务监督委员会吕监督",
        duties=[
            Row(
                what=what,
                party=party,
                person_name=who,
                owner=town.people["社工小李"].pk if nth == 0 else None,
                deadline=first + timedelta(days=130 + nth),
                money=money,
                standard=standard,
            )
            for nth, (what, party, who, money, standard) in enumerate(DUTIES)
        ],
        opinion="定稿与表决内容一致，责任清单明确，合法。",
    )
    yield day(31, 15)
    steps.sign_and_countersign(town, resolution, countersigner="吕监督")
    yield day(32, 10)
    steps.post(town, resolution, by="社工小李")
    resolution.refresh_from_db()
    yield day(35, 20)
    objection = objecting.raise_objection(
        actor=town.as_actor(residents[0]), resolution=resolution, reason="担心配送车辆停放占道。"
    )
    yield day(37, 10)
    objecting.answer(
        actor=town.actor("社工小李"), objection=objection, answer="配送车辆限时停靠南门装卸位，已划线。"
    )
    objecting.settle(actor=town.as_actor(residents[0]), objection=objection)
    assert resolution.publish_until is not None
    over = resolution.publish_until + timedelta(days=1)
    yield at(over, 9)
    publishing.take_down(actor=town.actor("社工小李"), resolution=resolution)
    yield from carry_out(town, resolution, first=over, done=first + timedelta(days=135))

    # 评议会: those who were promised something give points, duty by duty.
    yield day(136, 16)
    matter.refresh_from_db()
    appraisal = steps.convene(
        town,
        form="appraisal",
        title="助餐点评议会",
        starts=day(140, 15),
        place="社区议事厅",
        matter=matter,
        by="社工小李",
        chair="吕监督",
        recorder="社工小郑",
        material=("责任清单办理情况", "居委会", "六项都已办结，核查合格；三个月共供餐 5,300 份。"),
    )
    steps.publish(town, appraisal, by="社工小李", called=6)
    yield day(140, 15)
    opening.open_session(actor=town.actor("吕监督"), session=appraisal)
    judges = [town.people["小谷"], town.people["丁奶奶"], *residents[:8]]
    steps.gather(town, appraisal, judges, by="社工小郑", online=4)
    room = town.room(appraisal)
    for phase in ("questions", "score"):
        phasing.enter(actor=town.actor("吕监督"), room=room, phase=phase)
    for nth, duty in enumerate(appraising.promised(room)):
        for who, person in enumerate(judges):
            typed = person.account_id is None
            appraising.score(
                actor=town.actor("社工小郑") if typed else town.as_actor(person),
                room=town.room(appraisal),
                duty=duty,
                points=4 if (nth + who) % 4 == 0 else 5,
                person=person if typed else None,
            )
    photographed(town, appraisal, by="社工小郑", caption="逐项打分")
    yield day(140, 16, 30)
    steps.close_with_minutes(town, appraisal, by="吕监督", recorder="社工小郑", approved_by=residents[:3])
    yield from evaluate_and_close(
        town,
        matter,
        first=first + timedelta(days=140),
        judges=[town.people["小谷"], *residents[:11]],
        satisfied=11,
    )
