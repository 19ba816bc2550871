"""A proposal review: its call, three proposals, and the room in the phase a test asks for."""

from __future__ import annotations

from datetime import timedelta

from consult.agenda.models import Participant, Session
from consult.kernel import clock
from consult.meeting import proposing, ranking
from consult.meeting.models import Proposal, Room
from tests.meeting.made import Hall, hall, seat
from tests.world import START, World

CRITERIA = (proposing.Criterion("受益的人多不多", 60), proposing.Criterion("花钱值不值", 40))
BROUGHT = {
    "王阿姨": ("楼道加扶手", "居委会", "9 月 30 日前", "在三个单元的楼道装双侧扶手", 1_200_000),
    "老尹": ("更新晾衣架", "居委会", "8 月底前", "把南面空地的旧晾衣架换成不锈钢的", 800_000),
    "葛阿姨": ("暑期托管班", "社区工作站", "7 月 1 日前", "开办二十人的暑期托管班，每天三小时", 3_000_000),
}
SCORERS = ("小谷", "丁奶奶", "小范")


def announced(world: World, *, called: bool = True) -> Hall:
    """Published for three days from now; its call is open until the evening before."""
    made = hall(world, form="proposal_review", stage="published", rule="CONSENSUS")
    Session.objects.filter(pk=made.session.pk).update(starts_at=START + timedelta(days=3), opened_at=None)
    made.session.refresh_from_db()
    Room.objects.filter(pk=made.room.pk).update(phase="call")
    if called:
        proposing.call(
            actor=world.actor("社工小李"),
            session=made.session,
            text="请提今年的民生项目",
            closes_at=START + timedelta(days=2),
            criteria=CRITERIA,
            reviewers_percent=50,
            budget_fen=5_000_000,
        )
    return made


def bring(world: World, made: Hall, name: str) -> Proposal:
    title, who, when, what, cost = BROUGHT[name]
    return proposing.submit(
        actor=world.actor(name),
        session=made.session,
        title=title,
        who=who,
        when=when,
        what=what,
        cost_fen=cost,
    )


def sitting(world: World, phase: str) -> tuple[Hall, list[Proposal]]:
    """Three proposals came in; the session is open in that phase, everybody is there, 小谷 sits on the panel."""
    made = announced(world)
    brought = [bring(world, made, name) for name in BROUGHT]
    Participant.objects.create(session=made.session, part="1", person=world.people["小谷"], why="评议员")
    Session.objects.filter(pk=made.session.pk).update(stage="open", opened_at=clock.now())
    Room.objects.filter(pk=made.room.pk).update(phase=phase)
    made.session.refresh_from_db()
    seat(made.room, *(world.people[name] for name in (*BROUGHT, *SCORERS, "孙副主任", "社工小李")))
    return made, brought


def scored(world: World) -> tuple[Hall, list[Proposal]]:
    """All three have been scored by all three scorers; the last is liked best."""
    made, brought = sitting(world, "score")
    for name in SCORERS:
        for nth, proposal in enumerate(brought):
            ranking.give_score(
                actor=world.actor(name), room=made.fresh(), proposal=proposal, points={"1": 3 + nth, "2": 4}
            )
    return made, brought
