"""What the stages before leave behind, made directly: sessions, motions and closed polls for resolutions to come from."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from consult.agenda.forms import FORMS
from consult.agenda.models import AgendaItem, Consultation, Motion, PartyStudy, Session, StatutoryMeeting
from consult.intake.models import Matter, TopicReview
from consult.intake.numbering import next_number
from consult.kernel import clock, log
from consult.kernel.act import Act
from consult.kernel.models import Log
from consult.kernel.permits import Actor
from consult.meeting.models import Point, Room
from consult.people.models import Role
from consult.resolution import drafting, editing, signing
from consult.resolution.models import Resolution
from consult.voting.models import Poll
from consult.voting.rules_counts import Counts
from consult.voting.rules_named import RULES
from consult.voting.rules_record import counts_record, rule_record
from tests.again import arranged
from tests.world import World


def matter(world: World, **fields: Any) -> Matter:
    """M18, as the stages before would have left it while it is being talked over."""
    values: dict[str, Any] = {
        "community": world.community,
        "number": next_number(world.community),
        "stage": "discussing",
        "title": "用社区闲置用房开设老年助餐点",
        "text": "社区六十岁以上居民多，独居和高龄老人做饭困难，原自行车库可改成助餐点。",
        "category": "养老助残托幼",
        "proposer": world.people["王阿姨"],
        "raised_at": clock.now(),
        "route": "large",
        "affected": {"kind": "unit", "ids": [str(world.units[0].pk)]},
        "pack": world.community.pack,
    }
    return Matter.objects.create(**{**values, **fields})


def small_matter(world: World, **fields: Any) -> Matter:
    fields = {"stage": "with_grid", "grid": world.grids[0], "route": "small", **fields}
    return matter(world, title="2号楼楼道堆物清理约定", category="消防与充电", **fields)


def session(
    world: World, form: str, matters: list[Matter], *, at: datetime | None = None, stage: str = "closed"
) -> Session:
    """A session that was held, with its room; `at` is when it was opened."""
    moment = at or clock.now()
    level = FORMS[form].level
    made = Session.objects.create(
        community=world.community,
        grid=world.grids[0] if level == "grid" else None,
        building=world.buildings[1] if level == "building" else None,
        form=form,
        stage=stage,
        title=FORMS[form].zh,
        starts_at=moment,
        place="社区议事厅",
        convener=world.people["何主任"],
        chair=world.people["孙副主任"],
        pack=world.community.pack,
        published_at=moment - timedelta(days=10),
        opened_at=moment,
        closed_at=moment + timedelta(hours=2) if stage == "closed" else None,
    )
    if FORMS[form].statutory:
        StatutoryMeeting.objects.create(session=made)
    else:
        Consultation.objects.create(session=made)
    Room.objects.create(
        session=made, stream=log.open_log(kind=Log.Kind.ROOM, community=world.community.pk, demo=True)
    )
    for position, one in enumerate(matters, start=1):
        AgendaItem.objects.create(session=made, position=position, title=one.title, matter=one)
    return made


def point(held: Session, kind: str, text: str, *, confirmed: bool = True) -> Point:
    return Point.objects.create(room=held.room, kind=kind, text=text, confirmed=confirmed, at=clock.now())


def motion(world: World, held: Session, about: Matter, *, stage: str = "put", **fields: Any) -> Motion:
    values: dict[str, Any] = {
        "number": f"{about.number}-{about.motions.count() + 1}",
        "title": about.title,
        "who": "居民委员会",
        "when": "2026年7月底前",
        "what": "用原自行车库开设老年助餐点，由中央厨房配送，只分餐，不设灶具",
        "rule": "REP_MEETING_MAJ",
        "mover": world.people["王阿姨"],
    }
    return Motion.objects.create(
        community=world.community, matter=about, session=held, stage=stage, **{**values, **fields}
    )


def poll(put: Motion, *, verdict: str, force: str = "binding", rule: str | None = None) -> Poll:
    """A poll just closed, as voting leaves it."""
    put.stage = "carried" if verdict == "PASSED" else "defeated" if verdict == "FAILED" else "pending"
    put.save(update_fields=["stage"])
    return Poll.objects.create(
        community=put.community,
        session=put.session,
        statutory=getattr(put.session, "statutory", None),
        motion=put,
        stage="closed",
        rule=rule or put.rule,
        force=force,
        roll_root="0" * 64,
        entitled=42,
        present=36,
        closed_at=clock.now(),
        verdict=verdict,
        rule_text=rule_record(RULES[rule or put.rule]),
        counts={
            "counts": counts_record(Counts(entitled=42, present=36, yes=29, no=5, abstain=2)),
            "inequalities": [],
        },
        sentence="应到 42 人，到会 36 人，赞成 29、反对 5、弃权 2;29×2>36，通过",
    )


def closed(counted: Poll) -> Act:
    """What voting hands downstream when it has closed a poll."""
    return Act(verb="poll.close", actor=Actor(person=None), on=counted, community=counted.community_id)


def agreed(held: Session) -> Act:
    return Act(verb="session.agree", actor=Actor(person=None), on=held, community=held.community_id)


def study(world: World, about: Matter, day: date) -> PartyStudy:
    return PartyStudy.objects.create(
        community=world.community,
        matter=about,
        held_on=day,
        conclusion="同意提交居民代表会议",
        recorded_by=world.people["周书记"],
        at=clock.now(),
    )


def review(world: World, about: Matter, *, needs_meeting: bool) -> TopicReview:
    return TopicReview.objects.create(
        matter=about,
        conclusion="listed",
        reason="涉及全体居民利益",
        needs_meeting=needs_meeting,
        reviewer=world.people["周书记"],
        at=clock.now(),
    )


@arranged
def decision(world: World, *, about: Matter | None = None, studied: bool = True, **fields: Any) -> Resolution:
    """The draft that follows from a representatives' meeting's passed motion."""
    about = about or matter(world)
    if studied:
        study(world, about, clock.today())
    held = session(world, "representatives_meeting", [about])
    counted = poll(motion(world, held, about, **fields), verdict="PASSED")
    with transaction.atomic():
        drafting.on_poll_closed(closed(counted))
    return Resolution.objects.get(matter=about, session=held)


@arranged
def opinion(world: World, *, about: Matter | None = None) -> Resolution:
    """The draft that follows from a round table that agreed."""
    about = about or matter(world)
    held = session(world, "round_table", [about])
    point(held, "consensus", "先试运营三个月")
    with transaction.atomic():
        drafting.on_session_agreed(agreed(held))
    return Resolution.objects.get(matter=about, session=held)


@arranged
def settled_by_grid(world: World, *, about: Matter | None = None) -> Resolution:
    about = about or small_matter(world)
    held = session(world, "grid_session", [about])
    point(held, "consensus", "本周六上午一起清理，以后楼道不再堆物")
    with transaction.atomic():
        drafting.on_session_agreed(agreed(held))
    return Resolution.objects.get(matter=about, session=held)


ROW = editing.Row(
    what="改造原自行车库",
    party="residents_committee",
    person_name="何主任",
    deadline=date(2026, 6, 30),
    money="社区公益金",
    standard="通过消防检查，可供 40 人用餐",
)


def listed(world: World, resolution: Resolution, *rows: editing.Row, by: str = "社工小李") -> Resolution:
    """Its responsibility list filled in: one complete row where none is given."""
    for row in rows or (ROW,):
        editing.set_duty(actor=world.actor(by), resolution=resolution, position=None, row=row)
    return resolution


def checked(world: World, resolution: Resolution, *rows: editing.Row) -> Resolution:
    listed(world, resolution, *rows)
    return editing.check_legality(
        actor=world.actor("石律师"), resolution=resolution, favourable=True, opinion="程序和内容合法"
    )


def signed(world: World, resolution: Resolution, *rows: editing.Row) -> Resolution:
    """Signed by whoever signs it."""
    signers = {"grid": "网格长老柏", "committee": "何主任"}
    if resolution.kind == "grid":
        listed(world, resolution, *rows)
    else:
        checked(world, resolution, *rows)
    return signing.sign(
        actor=world.actor(signers.get(resolution.kind, "周书记"), factor=True), resolution=resolution
    )


def stale(actor: Actor) -> Actor:
    """The same person six minutes after the second factor was shown."""
    return replace(actor, factor_at=clock.now() - timedelta(minutes=6))


def one_head(world: World) -> None:
    """周书记 is director as well (一肩挑): 何主任's term has ended."""
    held = world.people["何主任"].holdings.get(role="committee_director")
    held.ends = clock.today()
    held.save(update_fields=["ends"])
    world.hold("周书记", Role.COMMITTEE_DIRECTOR)
