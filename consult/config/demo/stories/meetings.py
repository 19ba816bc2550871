"""大事社区议: what the representatives' and the residents' meeting decide."""

from __future__ import annotations

from datetime import date, timedelta

from consult.agenda import motions as motion_verbs
from consult.agenda import replying, studying
from consult.intake import review
from consult.kernel import clock
from consult.meeting import chairing, opening, points
from consult.people.models import Delegation
from consult.resolution.editing import Row
from consult.resolution.models import Resolution
from consult.resolution.publishing import take_down
from consult.voting.models import Poll

from ..clockwork import Story
from ..town import Town
from . import steps
from .carrying import carry_out
from .raised import photographed
from .reviewed import admitted, to_review
from .steps import CHECKS, at


def page(what: str, money: str) -> dict[str, str]:
    return {
        "what": what,
        "if_passed": "公示期满后按责任清单办理，三个月后评议。",
        "if_failed": "维持现状；有新理由、新方案或满六个月可再提。",
        "who_touched": "全社区居民。",
        "whose_money": money,
        "how_to_vote": "居民代表会议到会表决，赞成超过到会人数一半才通过。",
        "how_to_object": "公示期内提出异议，三日内由签发人以外的人答复。",
    }


def decide(
    town: Town,
    code: str,
    *,
    on: date,
    staff: str,
    convener: str,
    recorder: str,
    motion: dict[str, str],
    money: str,
    subject: str,
    yes: int,
    no: int,
    abstain: int,
    online: int = 20,
) -> Story:
    """A representatives' meeting on one matter, from notice to the close of the vote; the poll is the last of its motion."""
    matter = town.matters[code]
    lawyer = "石律师" if "石律师" in town.people else "祝律师"
    chair = convener if "副主任" in convener else ("孙副主任" if "孙副主任" in town.people else "尚副主任")
    yield at(on - timedelta(days=12), 10)
    meeting = steps.convene(
        town,
        form="representatives_meeting",
        title=f"居民代表会议：{motion['title']}",
        starts=at(on, 14),
        place="社区议事厅",
        matter=matter,
        by=convener,
        chair=chair,
        recorder=recorder,
        material=("协商情况和方案", "居委会", "前期协商的共识、不同意见和方案全文。"),
        motion={**motion, "rule": "REP_MEETING_MAJ", "subject": subject}
        if subject
        else {**motion, "rule": "REP_MEETING_MAJ"},
        page=page(motion["what"], money),
        delegation=Delegation.objects.filter(community=town.community).first() if subject else None,
        subject=subject,
    )
    motion_verbs.check_legality(
        actor=town.actor(lawyer),
        motion=town.motion(meeting),
        favourable=True,
        opinion="可以付居民代表会议表决。",
    )
    yield at(on - timedelta(days=9), 16)
    studying.record(
        actor=town.actor(steps.secretary(town)),
        matter=matter,
        held_on=clock.today(),
        attended=[name for name in town.people if "书记" in name or name.startswith("委员")],
        conclusion="同意提交居民代表会议决定。",
    )
    yield at(on - timedelta(days=8), 9)
    steps.publish(town, meeting, by=staff)
    yield at(on, 14)
    opening.open_session(actor=town.actor(chair), session=meeting)
    members = town.members_of_meeting()
    steps.gather(town, meeting, members[: yes + no + abstain], by=staff, online=online)
    chairing.take_up_motion(actor=town.actor(chair), motion=town.motion(meeting))
    yield at(on, 15)
    steps.vote(town, town.motion(meeting), by=chair, yes=yes, no=no, abstain=abstain)
    yield at(on, 15, 30)
    steps.close_with_minutes(town, meeting, by=chair, recorder=recorder, approved_by=members[:4])


def m05(town: Town, *, today: date) -> Story:
    """Waste collection points: decided this week, the draft waits for the lawyer and the secretary."""
    first = today - timedelta(days=40)
    yield from to_review(town, "M05", by="小岑", on=first, worker="网格员小纪", staff="社工小倪")
    yield from admitted(
        town,
        "M05",
        on=first + timedelta(days=4),
        forms=["hearing", "representatives_meeting"],
        reason="属授权事项；上夜班住户和点位旁住户的意见要逐条听。",
        opinion=("委员庄姐", "要有误时投放办法"),
    )
    yield at(first + timedelta(days=6), 10)
    hearing = steps.convene(
        town,
        form="hearing",
        title="垃圾投放点听证会",
        starts=at(first + timedelta(days=12), 19),
        place="新澜社区议事厅",
        matter=town.matters["M05"],
        by="社工小倪",
        chair="尚副主任",
        recorder="社工小佟",
        material=(
            "二十三个现有点位和九个拟设点位",
            "居委会",
            "早 6:30–8:30，晚 18:00–20:00；误时投放点一处。",
        ),
    )
    steps.publish(town, hearing, by="社工小倪", called=9)
    yield at(first + timedelta(days=12), 19)
    opening.open_session(actor=town.actor("尚副主任"), session=hearing)
    people = town.speakers(town.homes(grid=town.grid("04")))[:14]
    steps.gather(town, hearing, people, by="社工小佟", online=8)
    for text in ("误时投放点设在南门，刷卡进入", "晚间延到 20:30"):
        point = points.record(
            actor=town.actor("社工小佟"), room=town.room(hearing), kind="consensus", text=text
        )
        points.confirm(actor=town.actor("尚副主任"), room=town.room(hearing), point=point)
    yield at(first + timedelta(days=12), 20, 40)
    steps.close_with_minutes(town, hearing, by="尚副主任", recorder="社工小佟", approved_by=people[:3])
    yield from decide(
        town,
        "M05",
        on=today - timedelta(days=2),
        staff="社工小倪",
        convener="何主任",
        recorder="社工小佟",
        motion={
            "title": "撤桶并点和开放时段",
            "who": "居委会会同物业",
            "when": "公示期满后一个月内",
            "what": "二十三个散放桶并为九个定时投放点，晚间延至 20:30，南门设误时投放点。",
        },
        money="社区民生项目资金",
        subject="垃圾分类投放点",
        yes=34,
        no=8,
        abstain=3,
    )


def m07(town: Town, *, today: date) -> Story:
    """The convention on dogs: talked over twice; it goes to the residents' meeting next month."""
    first = today - timedelta(days=28)
    yield from to_review(town, "M07", by="王阿姨", on=first, worker="社工小李", staff="社工小李")
    yield from admitted(
        town,
        "M07",
        on=first + timedelta(days=4),
        forms=["heart_to_heart", "council", "residents_meeting"],
        reason="公约关系全体居民，由居民会议决定，报街道备案。",
        opinion=("委员梁姐", "遛犬时段要顾到上班的人"),
    )
    yield at(first + timedelta(days=6), 10)
    talk = steps.convene(
        town,
        form="heart_to_heart",
        title="文明养犬恳谈会",
        starts=at(first + timedelta(days=11), 19),
        place="社区议事厅",
        matter=town.matters["M07"],
        by="社工小李",
        chair="孙副主任",
        recorder="社工小郑",
    )
    steps.publish(town, talk, by="社工小李")
    yield at(first + timedelta(days=9), 20)
    absent = ("我上夜班来不了，希望早上六点半也能遛犬。", "孩子怕狗，请把滑梯周围划为不进犬的地方。")
    letters = talk.invitations.filter(
        participant__household__grid=town.grid("01"),
        participant__household__representative__account__isnull=False,
    ).select_related("participant__household__representative")
    for letter, words in zip(letters.order_by("number"), absent, strict=False):
        home = letter.participant.household
        assert home is not None
        assert home.representative is not None
        replying.reply(
            actor=town.as_actor(home.representative),
            session=talk,
            invitation=letter,
            reply="written",
            opinion=words,
        )
    yield at(first + timedelta(days=11), 19)
    opening.open_session(actor=town.actor("孙副主任"), session=talk)
    people = town.speakers(town.homes(grid=town.grid("03")))[:18]
    steps.gather(town, talk, people, by="社工小郑", online=10)
    for text in (
        "早七点前、晚八点后可在北侧空地遛犬",
        "幼儿活动区全天不进犬",
        "不牵绳、不清粪由楼长提醒并登记",
    ):
        points.record(actor=town.actor("社工小郑"), room=town.room(talk), kind="concern", text=text)
    photographed(town, talk, by="社工小郑", caption="养犬和不养犬的邻居坐在一起")
    yield at(first + timedelta(days=11), 20, 40)
    steps.close_with_minutes(
        town,
        talk,
        by="孙副主任",
        recorder="社工小郑",
        approved_by=people[:3],
        answer="会上念了这份意见，已写进公约草案的时段和区域两条。",
    )


def m11(town: Town, *, today: date) -> Story:
    """The garden: returned for revision, because three drawings lack their costs."""
    yield from to_review(
        town, "M11", by="老祁", on=today - timedelta(days=9), worker="网格员小魏", staff="社工小李"
    )
    yield at(today - timedelta(days=4), 16)
    review.return_(
        actor=town.actor("周书记"),
        matter=town.matters["M11"],
        reason="三个方案请补上各自的造价和保留树木的数量，补好后直接送审。",
        checks={**CHECKS, "feasible": False},
    )


def m21(town: Town, *, today: date) -> Story:
    """The year's livelihood projects: decided, posted, being carried out."""
    first = today - timedelta(days=75)
    yield from to_review(town, "M21", by="社工小郑", on=first, worker="社工小李", staff="社工小李")
    yield from admitted(
        town,
        "M21",
        on=first + timedelta(days=4),
        forms=["proposal_review", "representatives_meeting"],
        reason="年度民生项目，在 30 万元内由居民代表排序决定。",
        opinion=("委员小宋", "每个项目要有点菜人"),
    )
    yield from decide(
        town,
        "M21",
        on=first + timedelta(days=22),
        staff="社工小李",
        convener="孙副主任",
        recorder="社工小郑",
        motion={
            "title": "2026 年度民生项目清单",
            "who": "居委会",
            "when": "年底前",
            "what": "楼道扶手、雨棚、晾衣架、暑期托管四项，合计 29.6 万元。",
        },
        money="社区民生项目资金 30 万元",
        subject="民生项目",
        yes=30,
        no=4,
        abstain=2,
    )
    poll = Poll.objects.get(motion__matter=town.matters["M21"])
    resolution = Resolution.objects.get(poll=poll)
    yield at(first + timedelta(days=23), 9)
    steps.complete(
        town,
        resolution,
        by="社工小李",
        lawyer="石律师",
        consensus=["先做楼道扶手和雨棚", "每个项目一名点菜人、一名监督人"],
        reservations=["健身器材更新明年优先"],
        supervisor="居务监督委员会马监督",
        duties=[
            Row(
                what=what,
                party="residents_committee",
                person_name=who,
                owner=town.people[who].pk,
                deadline=today + timedelta(days=12 + nth),
                money="社区民生项目资金",
                standard="点菜人和监督人共同验收",
            )
            for nth, (what, who) in enumerate(
                (
                    ("楼道扶手", "社工小李"),
                    ("单元雨棚", "社工小郑"),
                    ("晾衣架", "居委会小夏"),
                    ("暑期托管", "网格长田姐"),
                )
            )
        ],
        opinion="内容与表决一致。",
    )
    yield at(first + timedelta(days=24), 15)
    steps.sign_and_countersign(town, resolution, countersigner="马监督")
    yield at(first + timedelta(days=25), 10)
    steps.post(town, resolution, by="社工小李")
    resolution.refresh_from_db()
    assert resolution.publish_until is not None
    over = resolution.publish_until + timedelta(days=1)
    yield at(over, 9)
    take_down(actor=town.actor("社工小李"), resolution=resolution)
    yield from carry_out(town, resolution, first=over, reported=False)
