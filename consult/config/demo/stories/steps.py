"""What many stories do in the same way: admit a topic, hold a session, put a vote, sign, publish, carry out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from consult.agenda import (
    answering,
    appointing,
    composing,
    convening,
    drafting,
    materials,
    motions,
    publishing,
    replying,
    serving,
)
from consult.agenda.models import Motion, Session
from consult.intake import accepting, review, triage
from consult.intake.models import Matter
from consult.kernel import clock
from consult.meeting import attending, minutes, opening
from consult.people.models import Person
from consult.resolution import editing, signing
from consult.resolution import publishing as board
from consult.resolution.models import Resolution
from consult.voting import closing, preparing
from consult.voting.casting import Wish, cast
from consult.voting.models import Poll

from ..town import Town

CHECKS = {"political": True, "legal": True, "public_good": True, "feasible": True}


def at(day: date, hour: int = 9, minute: int = 0) -> datetime:
    """A moment of that day where the communities live."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=clock.BEIJING)


def on_the_quarter(moment: datetime) -> datetime:
    """Nobody convenes a meeting for 21:09: the quarter of an hour before."""
    return moment.replace(minute=moment.minute // 15 * 15, second=0, microsecond=0)


def accept_as_large(
    town: Town, matter: Matter, *, by: str, reason: str = "", owners_common: bool | None = None
) -> None:
    triage.route(
        actor=town.actor(by), matter=matter, route="large", reason=reason, owners_common=owners_common
    )


def accept(town: Town, matter: Matter, *, by: str) -> None:
    accepting.accept(actor=town.actor(by), matter=matter)


def admit(
    town: Town,
    matter: Matter,
    *,
    opinions: dict[str, str],
    reason: str,
    forms: Sequence[str],
    needs_meeting: bool,
) -> None:
    """党组织审题: members' opinions on file, then 立项."""
    for name, text in opinions.items():
        review.opine(actor=town.actor(name), matter=matter, favours=True, text=text)
    review.admit(
        actor=town.actor(secretary(town)),
        matter=matter,
        reason=reason,
        checks=CHECKS,
        forms=forms,
        needs_meeting=needs_meeting,
        needs_lawyer=True,
    )


def secretary(town: Town) -> str:
    return next(
        name for name in town.people if name.endswith("书记") and "副" not in name and "街道" not in name
    )


def convene(
    town: Town,
    *,
    form: str,
    title: str,
    starts: datetime,
    place: str,
    matter: Matter | None,
    by: str,
    chair: str,
    recorder: str,
    material: tuple[str, str, str] | None = None,
    motion: dict[str, str] | None = None,
    page: dict[str, str] | None = None,
    **more: object,
) -> Session:
    """Draft a session with chair and recorder, its material, and, where it is to vote, its motion with the plain page."""
    staff = town.actor(by)
    session = convening.convene(
        actor=staff,
        community=town.community,
        form=form,
        title=title,
        starts_at=starts,
        place=place,
        matter=matter,
        **more,  # type: ignore[arg-type]
    )
    if motion and matter:
        drafted = drafting.draft(actor=staff, session=session, matter=matter, mover=matter.proposer, **motion)  # type: ignore[arg-type]
        motions.write_page(actor=staff, motion=drafted, page=page or {})
    if material:
        materials.add_material(
            actor=staff, session=session, title=material[0], source=material[1], text=material[2]
        )
    appointing.appoint(actor=staff, session=session, chair=town.people[chair], recorder=town.people[recorder])
    composing.compose(actor=staff, session=session)
    return session


def publish(town: Town, session: Session, *, by: str, called: int = 0) -> None:
    """Lock the agenda, send the letters; those without a phone are called on."""
    publishing.publish(actor=town.actor(by), session=session)
    unreached = list(session.invitations.filter(services__isnull=True).order_by("number"))
    if unreached:
        serving.serve(actor=town.actor(by), session=session, invitations=unreached, means="at_door")
    answers = list(session.invitations.filter(participant__part="X").order_by("number"))[:called]
    for letter in answers:
        replying.reply(actor=town.actor(by), session=session, invitation=letter, reply="attend")


def gather(town: Town, session: Session, people: Sequence[Person], *, by: str, online: int = 0) -> None:
    """Sign people in: the first `online` of them by themselves from their phones, the others at the door."""
    room = town.room(session)
    for nth, person in enumerate(people):
        if nth < online:
            attending.sign_in(actor=town.as_actor(person), room=room, mode="online")
        else:
            attending.sign_in(actor=town.actor(by), room=room, mode="on_site", person=person)


def vote(
    town: Town,
    motion: Motion,
    *,
    by: str,
    yes: int,
    no: int,
    abstain: int,
    secrecy: str = "named",
) -> Poll:
    """Put the question and let those present cast: the first `yes` of the roll for it, and so on."""
    chair = town.actor(by)
    poll = preparing.prepare(actor=chair, motion=motion, secrecy=secrecy)
    preparing.open_poll(actor=chair, poll=poll)
    wishes = ["yes"] * yes + ["no"] * no + ["abstain"] * abstain
    rights = [right for right in town.rights(poll) if right.present]
    for nth, (right, choice) in enumerate(zip(rights, wishes, strict=False)):
        holder = right.person or (right.household.representative if right.household else None)
        assert holder is not None
        cast(
            Wish(
                poll=poll.pk, actor=town.as_actor(holder), key=f"demo-{poll.pk.hex[:8]}-{nth}", choice=choice
            )
        )
    return closing.close(actor=chair, poll=poll)


def close_with_minutes(
    town: Town,
    session: Session,
    *,
    by: str,
    recorder: str,
    approved_by: Sequence[Person],
    answer: str = "",
) -> None:
    """散会; every written opinion answered; the minutes as drafted from the stream, confirmed by some, frozen."""
    opening.close(actor=town.actor(by), session=session)
    writer = town.actor(recorder)
    if answer:
        numbers = session.invitations.exclude(written_opinion="").values_list("number", flat=True)
        answering.answer_opinions(actor=writer, session=session, answers=dict.fromkeys(numbers, answer))
    minutes.edit(actor=writer, session=session, text=minutes.draft(town.room(session), writer))
    for person in approved_by:
        minutes.approve(actor=town.as_actor(person), session=session)
    minutes.freeze(actor=writer, session=session)


def complete(
    town: Town,
    resolution: Resolution,
    *,
    by: str,
    lawyer: str,
    consensus: Sequence[str],
    reservations: Sequence[str],
    supervisor: str,
    duties: Sequence[editing.Row],
    opinion: str,
) -> None:
    """Fill in the draft and the responsibility list, and let the lawyer look at the final text."""
    drafter = town.actor(by)
    editing.edit(
        actor=drafter,
        resolution=resolution,
        words=editing.Words(
            title=resolution.title,
            consensus=list(consensus),
            reservations=list(reservations),
            supervisor_name=supervisor,
        ),
    )
    for row in duties:
        editing.set_duty(actor=drafter, resolution=resolution, position=None, row=row)
    editing.check_legality(actor=town.actor(lawyer), resolution=resolution, favourable=True, opinion=opinion)


def sign_and_countersign(town: Town, resolution: Resolution, *, countersigner: str | None) -> None:
    signing.sign(actor=town.actor(secretary(town), factor=True), resolution=resolution)
    if countersigner:
        signing.countersign(actor=town.actor(countersigner, factor=True), resolution=resolution)


def post(town: Town, resolution: Resolution, *, by: str) -> None:
    board.publish(actor=town.actor(by), resolution=resolution)


def days(count: int) -> timedelta:
    return timedelta(days=count)
