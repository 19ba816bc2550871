"""剧本乙, M24: a small matter that moves up. Vegetables on the green: two grid sessions fail, another grid is touched."""

from __future__ import annotations

from datetime import date, timedelta

from consult.agenda import motions as motion_verbs
from consult.meeting import chairing, floor, opening, points
from consult.resolution.editing import Row
from consult.resolution.models import Resolution
from consult.resolution.publishing import take_down

from ..clockwork import Story
from ..town import Town
from . import steps
from .carrying import carry_out
from .owners import answer, ask_owners, page
from .raised import raise_
from .reviewed import admitted
from .small import to_grid
from .steps import at


def story(town: Town, *, first: date) -> Story:
    """`first` is the day of the first grid session; in 剧本乙 1 April 2026."""
    yield at(first - timedelta(days=6), 19)
    matter = raise_(town, "M24", by="老耿")
    yield at(first - timedelta(days=5), 9)
    to_grid(town, "M24", worker="网格员小唐", lead="网格长老董")
    neighbours = town.speakers(town.homes(building__name="1号楼", building__compound__name="槐安里"))
    for nth, (day, why, touches) in enumerate(
        (
            (first, "种菜的五户不愿清退，其他住户要求恢复绿地，没有谈成。", None),
            (first + timedelta(days=9), "仍未谈成；8号楼前也有同样情况，属二网格。", town.grid("02")),
        )
    ):
        yield at(day - timedelta(days=3), 10)
        session = steps.convene(
            town,
            form="grid_session",
            title=f"1号楼前种菜恳谈（{'第一次' if nth == 0 else '第二次'}）",
            starts=at(day, 19),
            place="1号楼前",
            matter=matter,
            by="网格长老董",
            chair="网格长老董",
            recorder="网格员小唐",
        )
        steps.publish(town, session, by="网格长老董")
        yield at(day, 19)
        opening.open_session(actor=town.actor("网格长老董"), session=session)
        steps.gather(town, session, neighbours[:10], by="网格员小唐", online=2)
        yield at(day, 20, 20)
        steps.close_with_minutes(
            town, session, by="网格长老董", recorder="网格员小唐", approved_by=neighbours[:2]
        )
        if touches:
            # 8号楼 is whose? That is looked up the next morning.
            yield at(day + timedelta(days=1), 9)
        opening.fail(actor=town.actor("网格长老董"), session=session, reason=why, touches=touches)
    matter.refresh_from_db()
    assert matter.stage == "in_review", "two failed grid sessions move it up by themselves"
    yield from admitted(
        town,
        "M24",
        on=first + timedelta(days=14),
        forms=["round_table"],
        reason="两个网格都有，社区统一商定共享花园规则；绿地改变用途由业主决定，这里只征询意向。",
        opinion=("委员老陈", "种菜的老人也要有地方"),
    )
    yield at(first + timedelta(days=16), 10)
    table = steps.convene(
        town,
        form="round_table",
        title="共享花园圆桌会",
        starts=at(first + timedelta(days=24), 14),
        place="社区议事厅",
        matter=matter,
        by="社工小李",
        chair="孙副主任",
        recorder="社工小郑",
        material=("共享花园认养规则草案", "居委会", "一户一畦，不浇粪，一年一签，六成恢复绿地。"),
        motion={
            "title": "共享花园认养规则",
            "who": "居委会和认养户",
            "when": "意向征询结束后一个月内",
            "what": "六成恢复绿地，四成作共享花园，一户一畦，一年一签，不浇粪肥。",
            "rule": "OWNERS_3_4",
        },
        page=page("六成恢复绿地、四成作共享花园", "槐安里六百七十二户业主", "社区基金购置围边和工具"),
    )
    motion_verbs.check_legality(
        actor=town.actor("石律师"),
        motion=town.motion(table),
        favourable=True,
        opinion="属民法典第278条第（八）项；系统内作意向征询。",
    )
    steps.publish(town, table, by="社工小李", called=8)
    yield at(first + timedelta(days=24), 14)
    chair = town.actor("孙副主任")
    opening.open_session(actor=chair, session=table)
    people = town.speakers(town.homes(building__compound__name="槐安里"))[::16][:24]
    steps.gather(town, table, people, by="社工小郑", online=9)
    chairing.take_up_motion(actor=chair, motion=town.motion(table))
    for nth, stance in enumerate(("for", "against", "for", "against")):
        floor.raise_hand(actor=town.as_actor(people[nth]), room=town.room(table), stance=stance)
    for nth in range(5):
        yield at(first + timedelta(days=24), 14, 10 + 2 * nth)
        floor.next_speaker(actor=chair, room=town.room(table))
    for text in ("六成恢复绿地", "一户一畦，一年一签", "不浇粪肥，枯枝日产日清"):
        point = points.record(
            actor=town.actor("社工小郑"), room=town.room(table), kind="consensus", text=text
        )
        points.confirm(actor=chair, room=town.room(table), point=point)
    yield at(first + timedelta(days=25), 9)
    poll = ask_owners(town, table, by="孙副主任", until=at(first + timedelta(days=39), 18))
    steps.close_with_minutes(town, table, by="孙副主任", recorder="社工小郑", approved_by=people[:3])
    yield at(first + timedelta(days=35), 20)
    answer(town, poll, yes=430, no=70, abstain=20)
    yield at(first + timedelta(days=40), 9)
    poll.refresh_from_db()
    assert poll.verdict == "PASSED", poll.sentence

    resolution = Resolution.objects.get(poll=poll)
    steps.complete(
        town,
        resolution,
        by="社工小李",
        lawyer="石律师",
        consensus=["六成恢复绿地，四成作共享花园", "一户一畦，一年一签"],
        reservations=["两户希望保留原有菜地"],
        supervisor="居务监督委员会马监督",
        duties=[
            Row(
                what="恢复绿地、划定花园、组织认养签约",
                party="residents_committee",
                person_name="社工小李",
                owner=town.people["社工小李"].pk,
                deadline=first + timedelta(days=240),
                money="社区基金",
                standard="六成绿地成活，认养协议上墙",
            )
        ],
        opinion="意向征询结论写明“如按第278条计算”，合法。",
    )
    yield at(first + timedelta(days=41), 15)
    steps.sign_and_countersign(town, resolution, countersigner="马监督")
    yield at(first + timedelta(days=42), 9)
    steps.post(town, resolution, by="社工小李")
    resolution.refresh_from_db()
    assert resolution.publish_until is not None
    over = resolution.publish_until + timedelta(days=1)
    yield at(over, 9)
    take_down(actor=town.actor("社工小李"), resolution=resolution)
    yield from carry_out(town, resolution, first=over, reported=False)
