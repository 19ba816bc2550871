"""Sessions and motions, from convening to the day they are held."""

from __future__ import annotations

from typing import Any

from consult.agenda import amending, answering, motions, studying
from consult.agenda.appointing import appoint
from consult.agenda.composing import compose
from consult.agenda.convening import cancel, convene
from consult.agenda.drafting import draft
from consult.agenda.items import add_item, drop_item
from consult.agenda.materials import add_material
from consult.agenda.models import Invitation, Motion, Participant, Session
from consult.agenda.publishing import publish
from consult.agenda.replying import reply
from consult.agenda.serving import serve
from consult.kernel import clock
from consult.kernel.permits import Actor
from consult.meeting.models import Room
from tests.agenda import scene
from tests.flow.situation import Situation, row
from tests.meeting.made import hall
from tests.world import World


def related(world: World, session: Session) -> Session:
    """The session's chair and recorder are people who hold nothing else."""
    Session.objects.filter(pk=session.pk).update(
        chair=world.people["主持人"], recorder=world.people["记录人"]
    )
    Room.objects.filter(session=session).update(chair=world.people["主持人"])
    Motion.objects.filter(session=session).update(mover=world.people["动议人"])
    session.refresh_from_db()
    return session


def on(session: Session, verb: Any, **given: Any) -> Situation:
    return Situation(session, lambda actor, thing: verb(actor=actor, session=thing, **given))


@row("study.record")
def record_study(world: World) -> Situation:
    def do(actor: Actor, thing: Any) -> Any:
        return studying.record(
            actor=actor, matter=thing, held_on=clock.today(), attended=["周书记"], conclusion="同意提交表决"
        )

    return Situation(scene.matter(world), do)


@row("session.convene")
def convene_(world: World) -> Situation:
    def do(actor: Actor, _: None) -> Session:
        return convene(
            actor=actor,
            community=world.community,
            form="round_table",
            title="助餐点圆桌会",
            starts_at=scene.day(20),
            place="社区议事厅",
            matter=matter,
        )

    matter = scene.matter(world)
    return Situation(None, do)


@row("session.compose")
def compose_(world: World) -> Situation:
    return on(related(world, scene.drafted(world)), compose)


@row("session.add_item")
def add_item_(world: World) -> Situation:
    return on(related(world, scene.drafted(world)), add_item, title="其他", minutes=10)


@row("session.drop_item")
def drop_item_(world: World) -> Situation:
    session = related(world, scene.drafted(world))
    return on(session, drop_item, item=session.items.get().pk)


@row("session.add_material")
def add_material_(world: World) -> Situation:
    given = {"title": "方案和预算", "source": "社区居委会", "text": "预算八万元。"}
    return on(related(world, scene.drafted(world)), add_material, **given)


@row("session.appoint")
def appoint_(world: World) -> Situation:
    session = related(world, scene.drafted(world))
    return on(session, appoint, chair=world.people["孙副主任"], recorder=world.people["社工小郑"])


@row("session.publish")
def publish_(world: World) -> Situation:
    return on(related(world, scene.ready(world)), publish)


def letter(world: World, session: Session) -> Invitation:
    """A door of the first building is invited, and 受邀人 lives behind it."""
    guest = Participant.objects.get(session=session, household=world.homes[6])
    Participant.objects.filter(pk=guest.pk).update(person=world.people["受邀人"])
    return guest.invitation


@row("session.serve")
def serve_(world: World) -> Situation:
    session = related(world, scene.published(world))
    return on(session, serve, invitations=[letter(world, session)], means="called")


@row("session.reply")
def reply_(world: World) -> Situation:
    session = related(world, scene.published(world))
    return on(session, reply, invitation=letter(world, session), reply="attend")


@row("session.cancel")
def cancel_(world: World) -> Situation:
    return on(related(world, scene.drafted(world)), cancel, reason="与社区大扫除冲突")


@row("session.answer_opinions")
def answer_opinions(world: World) -> Situation:
    session = related(world, scene.published(world))
    asked = letter(world, session)
    given = {"reply": "written", "opinion": "怕有油烟"}
    reply(actor=world.actor("受邀人"), session=session, invitation=asked, **given)
    Session.objects.filter(pk=session.pk).update(stage="closed", opened_at=clock.now(), closed_at=clock.now())
    return on(session, answering.answer_opinions, answers={asked.number: "不设灶具"})


def moved(world: World) -> Motion:
    """A motion of a drafted session."""
    motion = scene.moved(world, scene.drafted(world))
    related(world, motion.session)
    return motion


def live(world: World) -> Motion:
    """A motion on the floor of an open round table."""
    made = hall(world, form="round_table", rule="CONSENSUS")
    Motion.objects.filter(pk=made.motion.pk).update(stage="pending")
    Room.objects.filter(pk=made.room.pk).update(motion=made.motion)
    related(world, made.session)
    return made.motion


def about(motion: Motion, verb: Any, **given: Any) -> Situation:
    return Situation(motion, lambda actor, thing: verb(actor=actor, motion=thing, **given))


@row("motion.draft")
def draft_(world: World) -> Situation:
    session = related(world, scene.drafted(world))
    matter = session.items.get().matter
    assert matter is not None

    def do(actor: Actor, _: None) -> Motion:
        given = {**scene.TEXT, "rule": "CONSENSUS", "mover": world.people["小谷"]}
        return draft(actor=actor, session=session, matter=matter, **given)

    return Situation(None, do)


@row("motion.write_page")
def write_page(world: World) -> Situation:
    return about(moved(world), motions.write_page, page=scene.PAGE)


@row("motion.check_legality")
def check_legality(world: World) -> Situation:
    return about(moved(world), motions.check_legality, favourable=True, opinion="可以")


@row("motion.amend", "drafted")
def amend_draft(world: World) -> Situation:
    return about(moved(world), amending.amend, reason="写清楚", what="只分餐，中午营业两小时")


@row("motion.amend", "pending")
def amend_live(world: World) -> Situation:
    return about(live(world), amending.amend, reason="写清楚", what="只分餐，中午营业两小时")


@row("motion.withdraw")
def withdraw(world: World) -> Situation:
    return about(moved(world), motions.withdraw, reason="再想想")


@row("motion.split")
def split(world: World) -> Situation:
    parts = [
        amending.MotionPart(
            **{**scene.TEXT, "title": title}, if_passed="六月一日起照办", if_failed="车库照旧闲置"
        )
        for title in ("开设老年助餐点", "送餐上门")
    ]
    return about(live(world), amending.split, parts=parts, reason="分开表决")
