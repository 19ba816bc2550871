"""Matters, sessions and motions as they stand in the middle of things, for the tests of this stage.

Matters are inserted as intake leaves them; everything of the agenda is made by its verbs.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from consult.agenda.appointing import appoint
from consult.agenda.composing import compose
from consult.agenda.convening import convene
from consult.agenda.drafting import draft
from consult.agenda.forms import FORMS
from consult.agenda.items import add_item
from consult.agenda.materials import add_material
from consult.agenda.models import Invitation, Motion, Session
from consult.agenda.motions import write_page
from consult.agenda.publishing import publish
from consult.agenda.studying import record
from consult.intake.models import Matter, Petition, TopicReview
from consult.intake.numbering import next_number
from consult.kernel import clock
from consult.people.models import Body, Delegation, Person, Role
from tests.again import arranged
from tests.world import START, World

CONVENERS = {
    "grid_session": "网格长老柏",
    "building_session": "楼长刘姐",
    "residents_meeting": "何主任",
    "representatives_meeting": "何主任",
    "owners_assembly": "何主任",
    "party_branch": "周书记",
    "committee_meeting": "何主任",
}
CHAIRS = {"grid_session": "网格长老柏", "building_session": "楼长刘姐", "party_branch": "委员老陈"}
PAGE = {
    "what": "是否把闲置自行车库改作老年助餐点",
    "if_passed": "六月一日起试运营三个月",
    "if_failed": "车库照旧闲置，半年后可以再提",
    "who_touched": "全体居民，楼上十六户影响最大",
    "whose_money": "街道补助八万元，不向居民收钱",
    "how_to_vote": "到会举手或投票，赞成、反对、弃权三选一",
    "how_to_object": "公示期内书面或在线提出异议",
}
TEXT = {
    "title": "开设老年助餐点",
    "who": "社区居委会",
    "when": "2026年6月1日起试运营三个月",
    "what": "把闲置自行车库改作老年助餐点，由中央厨房配送、现场只分餐",
}


@arranged
def matter(world: World, **fields: Any) -> Matter:
    """A matter as intake leaves it: large and admitted, touching the second staircase of the first building."""
    fields.setdefault("stage", "listed")
    fields.setdefault("route", "large")
    fields.setdefault("affected", {"kind": "unit", "ids": [str(world.units[1].pk)]})
    fields.setdefault("title", "把闲置自行车库改作老年助餐点")
    fields.setdefault("category", "养老助残")
    community = fields.pop("community", world.community)
    return Matter.objects.create(
        community=community,
        number=next_number(community),
        text=fields.pop("text", "社区用房有一间自行车库长期闲置，建议改作助餐点。"),
        grid=fields.pop("grid", world.grids[0]),
        proposer=world.people[fields.pop("proposer", "王阿姨")],
        raised_at=START - timedelta(days=7),
        pack=world.community.pack,
        **fields,
    )


def small(world: World, **fields: Any) -> Matter:
    """A small matter of the first building, resting with its grid."""
    fields.setdefault("affected", {"kind": "building", "ids": [str(world.buildings[0].pk)]})
    fields.setdefault("title", "一号楼楼道堆物清理约定")
    fields.setdefault("category", "消防与充电")
    return matter(world, stage="with_grid", route="small", building=world.buildings[0], **fields)


def fitting(world: World, form: str) -> Matter | None:
    """A matter that this form takes, or none for the form that needs none."""
    if form == "collection":
        return None
    if form in ("grid_session", "building_session"):
        return small(world)
    if form == "appraisal":
        return matter(world, stage="evaluating")
    if form == "owners_assembly":
        return matter(world, owners_decision=True, owners_common=True, compound=world.compound)
    return matter(world)


def admitted_by(world: World, name: str, it: Matter) -> None:
    TopicReview.objects.create(
        matter=it, conclusion="listed", reason="符合立项条件", reviewer=world.people[name], at=clock.now()
    )


def day(days: int, hour: int = 9) -> datetime:
    """So many days after the tests' first day, at an hour of Beijing."""
    return START.replace(hour=hour) + timedelta(days=days)


@arranged
def drafted(world: World, form: str = "round_table", it: Matter | None = None, **fields: Any) -> Session:
    """A session of this form, convened by who convenes it, twenty days ahead, on a matter that fits."""
    fields.setdefault("starts_at", day(20))
    actor = world.actor(fields.pop("by", CONVENERS.get(form, "社工小李")))
    return convene(
        actor=actor,
        community=world.community,
        form=form,
        title=fields.pop("title", f"助餐点{FORMS[form].zh}"),
        place=fields.pop("place", "社区议事厅"),
        matter=it or fields.pop("matter", None) or fitting(world, form),
        **fields,
    )


def representatives(world: World, number: int = 8) -> list[Person]:
    """Residents' representatives, beside the committee's two members of the small community."""
    made = []
    for place in range(number):
        name = f"代表{place + 1}"
        person = world.person(name, home=world.homes[10 + place])
        world.hold(name, Role.RESIDENT_REP)
        made.append(person)
    return made


def members(world: World, form: str) -> None:
    """Whoever a meeting of members consists of."""
    if form == "representatives_meeting":
        representatives(world)
    elif form == "council":
        world.hold("小谷", Role.COUNCIL_MEMBER, body=world.bodies["council"])


@arranged
def ready(world: World, form: str = "round_table", it: Matter | None = None, **fields: Any) -> Session:
    """A session that may be published as it stands: composed, with a chair, a recorder and its material."""
    members(world, form)
    session = drafted(world, form, it, **fields)
    staff = world.actor(CONVENERS.get(form, "社工小李"))
    compose(actor=staff, session=session)
    if form == "collection":
        add_item(actor=staff, session=session, title="说说您关心的事", minutes=60)
    if FORMS[form].needs_materials:
        add_material(
            actor=staff, session=session, title="方案和预算", source="社区居委会", text="预算八万元。"
        )
    appoint(
        actor=staff,
        session=session,
        chair=world.people[CHAIRS.get(form, "孙副主任")],
        recorder=world.people["社工小郑"],
    )
    return session


def moved(world: World, session: Session, *, page: bool = True, **fields: Any) -> Motion:
    """A motion on the session's first matter, by 小谷, with its plain page."""
    it = session.items.filter(matter__isnull=False).order_by("position")[0].matter
    assert it is not None
    staff = world.actor(CONVENERS.get(session.form, "社工小李"))
    first = {"round_table": "CONSENSUS", "representatives_meeting": "REP_MEETING_MAJ"}
    fields.setdefault("rule", first.get(session.form) or next(iter(FORMS[session.form].votes)))
    fields.setdefault("mover", world.people["小谷"])
    motion = draft(actor=staff, session=session, matter=it, **{**TEXT, **fields})
    if page:
        write_page(actor=staff, motion=motion, page=PAGE)
    return motion


def studied(world: World, it: Matter) -> None:
    record(
        actor=world.actor("周书记"),
        matter=it,
        held_on=clock.today(),
        attended=["周书记", "委员老陈"],
        conclusion="同意提交居民代表会议表决",
    )


@arranged
def published(world: World, form: str = "round_table", it: Matter | None = None, **fields: Any) -> Session:
    session = ready(world, form, it, **fields)
    publish(actor=world.actor(CONVENERS.get(form, "社工小李")), session=session)
    return session


def letter(
    session: Session, person: Person | None = None, household: Any = None, body: Any = None
) -> Invitation:
    return Invitation.objects.get(
        session=session, participant__person=person, participant__household=household, participant__body=body
    )


def delegation(world: World) -> Delegation:
    return Delegation.objects.get(community=world.community)


def petitioned(world: World, it: Matter, kind: str) -> Petition:
    """Enough people signed: a meeting must be held on this matter."""
    it.petition_obliged = True
    it.save(update_fields=["petition_obliged"])
    return Petition.objects.create(
        community=world.community,
        matter=it,
        kind=kind,
        stage="obliged",
        starter=world.people["王阿姨"],
        text="请召开会议决定助餐点",
        base=40,
        needed=4,
        started_at=START,
        obliged_at=START,
    )


def body(world: World, kind: str, name: str) -> Body:
    return Body.objects.create(
        subdistrict=world.community.subdistrict, community=world.community, kind=kind, name=name
    )
