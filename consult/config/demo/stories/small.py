"""小事网格议: on the spot, in a grid session, in one building."""

from __future__ import annotations

from datetime import date, timedelta

from consult.intake import accepting, handling, triage
from consult.kernel.errors import Refusal
from consult.meeting import chairing, opening, points
from consult.resolution.editing import Row, set_duty
from consult.resolution.models import Resolution
from consult.resolution.publishing import publish as post
from consult.resolution.publishing import take_down
from consult.resolution.signing import sign
from consult.voting import paper_desk, preparing
from consult.voting.casting import Wish, cast_together
from consult.voting.models import Poll

from ..clockwork import Story
from ..town import Town
from . import steps
from .carrying import carry_out, evaluate_and_close
from .raised import common, enter, picture, raise_
from .steps import at


def to_grid(town: Town, code: str, *, worker: str, lead: str, reason: str = "") -> None:
    """The grid worker accepts and suggests, the grid lead confirms."""
    matter = town.matters[code]
    accepting.accept(actor=town.actor(worker), matter=matter)
    triage.suggest(
        actor=town.actor(worker), matter=matter, route="small", reason=reason, owners_common=common(code)
    )
    triage.route(
        actor=town.actor(lead), matter=matter, route="small", reason=reason, owners_common=common(code)
    )


def handled(
    town: Town, code: str, *, first: date, by: str, worker: str, lead: str, result: str, judged: bool = True
) -> Story:
    """M04, M19: dangerous, so acted on at once and never voted; the proposer judges what was done."""
    yield at(first, 18, 20)
    matter = raise_(town, code, by=by, pictured=True)
    yield at(first, 19, 5)
    to_grid(town, code, worker=worker, lead=lead)
    yield at(first + timedelta(days=1), 9, 30)
    actor = town.actor(worker)
    handling.handle(actor=actor, matter=matter, result=result, photos=[picture(town, actor, f"{code}done")])
    if judged:
        yield from evaluate_and_close(
            town, matter, first=first + timedelta(days=3), judges=[town.people[by]], satisfied=1
        )


def m06(town: Town, *, today: date) -> Story:
    """Suggested by the grid worker, waiting for the grid lead to confirm."""
    yield at(today - timedelta(days=1), 8, 10)
    matter = raise_(town, "M06", by="老秦", pictured=True)
    yield at(today - timedelta(days=1), 10)
    accepting.accept(actor=town.actor("网格员小唐"), matter=matter)
    triage.suggest(
        actor=town.actor("网格员小唐"),
        matter=matter,
        route="small",
        reason="只涉及一个单元，立管共用",
        owners_common=True,
    )


def m08(town: Town, *, today: date) -> Story:
    """One session failed, the second is called: a second failure would move it up."""
    first = today - timedelta(days=20)
    yield at(first, 21, 30)
    matter = raise_(town, "M08", by="葛阿姨")
    yield at(first + timedelta(days=1), 9)
    to_grid(town, "M08", worker="网格员小魏", lead="网格长老蔡")
    yield at(first + timedelta(days=2), 10)
    session = steps.convene(
        town,
        form="grid_session",
        title="中心花园广场舞约定（第一次）",
        starts=at(first + timedelta(days=5), 19),
        place="二网格议事角",
        matter=matter,
        by="网格长老蔡",
        chair="网格长老蔡",
        recorder="网格员小魏",
    )
    steps.publish(town, session, by="网格长老蔡")
    yield at(first + timedelta(days=5), 19)
    opening.open_session(actor=town.actor("网格长老蔡"), session=session)
    neighbours = town.speakers(town.homes(building__name="12号楼", building__compound__name="槐安里"))[:8]
    steps.gather(town, session, [*neighbours, town.people["葛阿姨"]], by="网格员小魏", online=3)
    yield at(first + timedelta(days=5), 20, 30)
    steps.close_with_minutes(
        town, session, by="网格长老蔡", recorder="网格员小魏", approved_by=neighbours[:2]
    )
    opening.fail(
        actor=town.actor("网格长老蔡"),
        session=session,
        reason="两支舞队对场地朝向没有谈拢，12号楼要求八点半结束。",
    )
    yield at(today - timedelta(days=2), 10)
    again = steps.convene(
        town,
        form="grid_session",
        title="中心花园广场舞约定（第二次）",
        starts=at(today + timedelta(days=2), 19),
        place="二网格议事角",
        matter=matter,
        by="网格长老蔡",
        chair="网格长老蔡",
        recorder="网格员小魏",
        follows=session,
    )
    steps.publish(town, again, by="网格长老蔡")


def m12(town: Town, *, today: date) -> Story:
    """A building agrees among itself: entered for 丁奶奶's neighbour at the door, settled by consensus, carried out."""
    first = today - timedelta(days=26)
    yield at(first, 10)
    keeper = town.speakers(town.homes(building__name="2号楼", building__compound__name="槐安里"))
    matter = enter(town, "M12", by="刘姐", for_=keeper[3])
    yield at(first, 16)
    to_grid(town, "M12", worker="网格员小唐", lead="网格长老董")
    yield at(first + timedelta(days=1), 9)
    session = steps.convene(
        town,
        form="building_session",
        title="2号楼楼道清理约定",
        starts=at(first + timedelta(days=4), 19, 30),
        place="2号楼一楼门厅",
        matter=matter,
        by="刘姐",
        chair="刘姐",
        recorder="网格员小唐",
    )
    steps.publish(town, session, by="刘姐")
    yield at(first + timedelta(days=4), 19, 30)
    opening.open_session(actor=town.actor("刘姐"), session=session)
    steps.gather(town, session, keeper[:22], by="网格员小唐", online=6)
    room = town.room(session)
    chairing.take_up_item(actor=town.actor("刘姐"), room=room, item=session.items.get(position=1))
    for text in ("本周六上午集中清理，六位邻居帮忙搬运", "以后临时放物不过夜，楼长每周看一次"):
        point = points.record(actor=town.actor("网格员小唐"), room=room, kind="consensus", text=text)
        points.confirm(actor=town.actor("刘姐"), room=room, point=point)
    yield at(first + timedelta(days=4), 20, 20)
    steps.close_with_minutes(town, session, by="刘姐", recorder="网格员小唐", approved_by=keeper[:3])
    opening.agree(actor=town.actor("刘姐"), session=session)
    resolution = Resolution.objects.get(session=session)
    yield at(first + timedelta(days=5), 9)
    _grid_resolution(
        town,
        resolution,
        lead="网格长老董",
        what="周六上午清理四个单元楼道",
        who="刘姐",
        by=today + timedelta(days=5),
    )
    yield from carry_out(town, resolution, first=first + timedelta(days=6), reported=False)


def m17(town: Town, *, today: date) -> Story:
    """The parcel lockers: talked over the day before yesterday; households still answer, by phone or by slip, until
    tomorrow. What comes after today is played by the tests alone."""
    first = today - timedelta(days=8)
    lead, worker = "网格长苗叔", "网格员小苗"
    yield at(first, 20)
    matter = raise_(town, "M17", by="小范", wishes_to_join=True)
    yield at(first + timedelta(days=1), 9)
    to_grid(town, "M17", worker=worker, lead=lead)
    yield at(first + timedelta(days=3), 10)
    session = steps.convene(
        town,
        form="grid_session",
        title="南门快递柜选位",
        starts=at(today - timedelta(days=2), 19),
        place="一期南门岗亭",
        matter=matter,
        by=lead,
        chair=lead,
        recorder=worker,
        motion={
            "title": "快递柜放在南门西侧",
            "who": "物业公司和网格",
            "when": "两周内",
            "what": "增设的一组快递柜放在南门西侧岗亭旁，离儿童滑梯二十米，不占通道。",
            "rule": "GRID_HOUSEHOLDS_MAJ",
        },
        page={
            "what": "免费增设的快递柜放在哪里。",
            "if_passed": "两周内装好；经营者占用共有场地，另由业主共同决定。",
            "if_failed": "不增设，另议。",
            "who_touched": "5—8号楼三百八十四户。",
            "whose_money": "不花居民的钱，快递公司免费安装。",
            "how_to_vote": "一户一票，手机、电话代录或纸条都可以，三天内交回。",
            "how_to_object": "向网格长或社区提出。",
        },
    )
    steps.publish(town, session, by=lead)
    yield at(today - timedelta(days=2), 19)
    opening.open_session(actor=town.actor(lead), session=session)
    homes = town.homes(grid=town.grid("02"))
    neighbours = town.speakers(homes)
    steps.gather(town, session, neighbours[:14], by=worker, online=5)
    for text in ("离儿童滑梯二十米以上", "不占消防通道和人行道"):
        point = points.record(actor=town.actor(worker), room=town.room(session), kind="consensus", text=text)
        points.confirm(actor=town.actor(lead), room=town.room(session), point=point)
    chairing.take_up_motion(actor=town.actor(lead), motion=town.motion(session))
    yield at(today - timedelta(days=2), 20)
    poll = preparing.prepare(
        actor=town.actor(lead), motion=town.motion(session), closes_at=at(today + timedelta(days=1), 18)
    )
    preparing.open_poll(actor=town.actor(lead), poll=poll)
    steps.close_with_minutes(town, session, by=lead, recorder=worker, approved_by=neighbours[:3])
    yield at(today - timedelta(days=1), 10)
    rights = town.rights(poll)
    slips = [right for right in rights if right.household and right.household.representative_id is None][:6]
    batch = paper_desk.issue(actor=town.actor(worker), poll=poll, rights=[right.pk for right in slips])
    yield at(today - timedelta(days=1), 20)
    _answer(town, poll, yes=96, no=9)

    yield at(today + timedelta(days=1), 9)
    _answer(town, poll, yes=110, no=4)
    returned = [right.number for right in slips[:5]]
    said = [{"number": number, "choice": "yes"} for number in returned]
    for typist, type_in in ((worker, paper_desk.enter), (lead, paper_desk.confirm)):
        type_in(actor=town.actor(typist), batch=batch, returned=returned, ballots=said, invalid_ballots=0)
    # The deadline closes it.
    yield at(today + timedelta(days=2), 9)
    _grid_resolution(
        town,
        Resolution.objects.get(poll=poll),
        lead=lead,
        what="安装快递柜",
        who="物业冉经理",
        by=today + timedelta(days=14),
    )


def _answer(town: Town, poll: Poll, *, yes: int, no: int) -> None:
    """Households answer from their phones, those that have not yet, in the order of the roll."""
    free = poll.rights.filter(
        paper=False, casts__isnull=True, household__representative__account__isnull=False
    ).select_related("household__representative")
    wishes = [
        Wish(
            poll=poll.pk,
            actor=town.as_actor(right.household.representative),
            key=f"demo-{poll.pk.hex[:8]}-{right.number}",
            choice=choice,
            right=right.pk,
        )
        for right, choice in zip(free.order_by("number"), ["yes"] * yes + ["no"] * no, strict=False)
        if right.household and right.household.representative
    ]
    refused = [one for one in cast_together(wishes) if isinstance(one, Refusal)]
    assert not refused, refused[0]


def m23(town: Town, *, today: date) -> Story:
    """One building, one household one vote: its own fund, spent as it decides and shown."""
    first = today - timedelta(days=60)
    yield at(first, 19)
    matter = raise_(town, "M23", by="老穆")
    yield at(first + timedelta(days=1), 9)
    to_grid(town, "M23", worker="网格员小唐", lead="网格长老董")
    yield at(first + timedelta(days=2), 10)
    session = steps.convene(
        town,
        form="building_session",
        title="6号楼门禁更换",
        starts=at(first + timedelta(days=6), 19),
        place="6号楼一楼门厅",
        matter=matter,
        by="网格长老董",
        chair="网格长老董",
        recorder="网格员小唐",
        motion={
            "title": "用楼组自治金更换四个单元门禁",
            "who": "楼组长和两名住户监督",
            "when": "一个月内",
            "what": "选用报价 7200 元、保修三年的一家，从楼组自治金支出。",
            "rule": "BUILDING_HOUSEHOLDS_MAJ",
        },
        page={
            "what": "用 9600 元楼组自治金中的 7200 元换四个单元的门禁。",
            "if_passed": "一个月内装好，凭证张贴在门厅。",
            "if_failed": "门禁维持现状，另议。",
            "who_touched": "6号楼四十八户。",
            "whose_money": "6号楼楼组自治金。",
            "how_to_vote": "一户一票，全体户过半才通过。",
            "how_to_object": "张贴后可向网格长或社区提出异议。",
        },
    )
    steps.publish(town, session, by="网格长老董")
    yield at(first + timedelta(days=6), 19)
    opening.open_session(actor=town.actor("网格长老董"), session=session)
    neighbours = town.speakers(town.homes(building__name="6号楼", building__compound__name="槐安里"))
    steps.gather(town, session, neighbours[:38], by="网格员小唐", online=10)
    motion = town.motion(session)
    chairing.take_up_motion(actor=town.actor("网格长老董"), motion=motion)
    yield at(first + timedelta(days=6), 19, 40)
    poll = steps.vote(town, motion, by="网格长老董", yes=31, no=4, abstain=2)
    yield at(first + timedelta(days=6), 20)
    steps.close_with_minutes(
        town, session, by="网格长老董", recorder="网格员小唐", approved_by=neighbours[:3]
    )
    resolution = Resolution.objects.get(poll=poll)
    yield at(first + timedelta(days=7), 9)
    _grid_resolution(
        town,
        resolution,
        lead="网格长老董",
        what="更换四个单元门禁",
        who="老穆",
        by=first + timedelta(days=40),
    )
    yield from carry_out(town, resolution, first=first + timedelta(days=8))
    yield at(first + timedelta(days=30), 9)
    take_down(actor=town.actor("社工小李"), resolution=resolution)
    yield from evaluate_and_close(
        town, matter, first=first + timedelta(days=31), judges=neighbours[:10], satisfied=10
    )


def _grid_resolution(town: Town, resolution: Resolution, *, lead: str, what: str, who: str, by: date) -> None:
    """网格议定: one duty, signed by the grid lead, posted; it is carried out at once."""
    set_duty(
        actor=town.actor(lead),
        resolution=resolution,
        position=None,
        row=Row(
            what=what,
            party="residents",
            person_name=who,
            owner=town.people[who].pk,
            deadline=by,
            money="楼组自治金或不需资金",
            standard="楼道畅通、照片为证",
        ),
    )
    sign(actor=town.actor(lead, factor=True), resolution=resolution)
    post(actor=town.actor(lead), resolution=resolution)
