"""One more child of everything in a Town that has a page of its own: inserted, for what is asked is how a page is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.files.base import ContentFile

from consult.agenda.models import AgendaItem, Invitation, Material, Participant, PartyStudy
from consult.intake.models import Endorsement, Matter, Petition, Photo, Referral, ReviewOpinion, TopicReview
from consult.kernel import clock, ledger, log
from consult.meeting import attending
from consult.meeting.models import (
    Concern,
    FloorEntry,
    MinutesApproval,
    Opinion,
    Point,
    Proposal,
    Remark,
    SessionPhoto,
)
from consult.people.models import Body
from consult.resolution.models import Duty, Objection, Resolution
from consult.supervision.models import (
    Evaluation,
    Extension,
    Inspection,
    Order,
    Progress,
    Rectification,
    Round,
)
from consult.voting.models import Cast, OpenedBallot, VotingRight
from tests.agenda import scene
from tests.intake import steps
from tests.resolution import made as resolved
from tests.supervision import made as supervised

if TYPE_CHECKING:
    from tests.api.town import Town


def photo(town: Town, matter: Matter, purpose: str = "matter") -> Photo:
    photo = Photo.objects.get(pk=steps.photo(town.world, "王阿姨"))
    photo.matter, photo.purpose = matter, purpose
    photo.save()
    town.things["photos"].append(photo)
    return photo


def matters(town: Town) -> None:
    """The timeline, and everything that a matter's page lists."""
    world, matter, now = town.world, town.main, clock.now()
    for one in (matter, town.judged, town.posted.matter):
        Endorsement.objects.create(matter=one, person=town.somebody(), at=now)
        photo(town, one)
        for verb in ("matter.endorse", "matter.track", "session.reply"):
            entry = log.Draft(verb=verb, actor=town.somebody().pk, data={}, about=[one.pk])
            ledger.write(community=world.community.pk, draft=entry)
        TopicReview.objects.create(
            matter=one, conclusion="returned", reason="再改改", reviewer=world.people["周书记"], at=now
        )
        ReviewOpinion.objects.create(matter=one, person=town.somebody(), favours=True, text="同意", at=now)
        Referral.objects.create(matter=one, to=f"单位{town.times}", note="请答复", at=now)
        Petition.objects.create(
            community=world.community,
            matter=one,
            kind=Petition.Kind.values[town.times % 4],
            stage="withdrawn",
            starter=town.somebody(),
            text="请召集会议",
            base=40,
            needed=4,
            started_at=now,
        )
        PartyStudy.objects.create(
            community=world.community,
            matter=one,
            held_on=clock.today(),
            attended=["周书记"] * town.times,
            conclusion="同意",
            recorded_by=world.people["周书记"],
            at=now,
        )
        held = resolved.session(world, "round_table", [one])
        resolved.motion(world, held, one)
        Resolution.objects.filter(pk=resolved.opinion(world).pk).update(matter=one)


def sessions(town: Town) -> None:
    """Items with motions, papers, participants with letters, opinions and services."""
    world, session, n = town.world, town.things["sessions"][0], town.times
    motion = resolved.motion(world, session, town.main, stage="drafted", rule="CONSENSUS")
    AgendaItem.objects.create(
        session=session, position=100 + n, title="再议一件", matter=scene.matter(world), motion=motion
    )
    paper = Material.objects.create(
        session=session,
        title=f"材料{n}",
        source="居委会",
        text="<p>预算</p>",
        sha256="0" * 64,
        added_by=world.people["社工小李"],
        at=clock.now(),
    )
    town.things["materials"].append(paper)
    for home, person in ((world.homes[20 + n], None), (None, town.somebody()), (None, None)):
        body = (
            None
            if home or person
            else Body.objects.filter(community=world.community, name=f"驻区单位{n}").first()
        )
        guest = Participant.objects.create(
            session=session,
            part="X" if home else "N",
            household=home,
            person=person,
            body=body,
            why="邀请",
        )
        letter = Invitation.objects.create(
            participant=guest,
            session=session,
            community=world.community,
            number=f"邀{n}-{guest.pk.hex[:8]}",
            issued_at=clock.now(),
            reply="written",
            written_opinion="怕有油烟",
            replied_at=clock.now(),
            replied_by=town.somebody(),
        )
        letter.services.create(means="called", by=world.people["社工小李"], at=clock.now())
    whole = town.things["motions"][0]
    whole.parts.add(resolved.motion(world, town.hall.session, town.hall.matter, stage="drafted"))


def rooms(town: Town) -> None:
    """People, turns, remarks and points."""
    room, now = town.hall.room, clock.now()
    person = town.somebody()
    attending.sign_in(actor=town.world.actor(person.name), room=town.hall.fresh(), mode="on_site")
    for state in ("waiting", "done"):
        FloorEntry.objects.create(
            room=room,
            item=town.hall.items[0],
            person=person,
            stance="for",
            state=state,
            asked_at=now,
            started_at=now if state == "done" else None,
            place=town.times,
        )
    remark = Remark.objects.create(room=room, person=person, text="油烟怎么办？", state="shown", at=now)
    for told_in in (room, None):
        # Each with a label of its own, so that the groups grow longer too.
        Concern.objects.create(
            community=town.world.community,
            room=told_in,
            person=person,
            text="电梯老是停",
            label=f"组{town.times}",
            at=now,
        )
    Concern.objects.create(
        community=town.world.community, person=town.world.people["王阿姨"], text="北门太黑", at=now
    )
    SessionPhoto.objects.create(
        session=room.session, sha256="0" * 64, covered=1, by=town.world.people["社工小李"], at=now
    )
    opinion = Opinion.objects.create(room=room, person=person, window="before", text="上夜班来不了", at=now)
    town.things["opinions"].append(opinion)
    point = Point.objects.create(room=room, kind="consensus", text="不设灶具", by=person, at=now)
    AgendaItem.objects.create(session=town.hall.session, position=100 + town.times, title="再议一件")
    Proposal.objects.create(
        community=town.world.community,
        session=town.review,
        number=100 + town.times,
        proposer=person,
        title="楼道装扶手",
        who="居委会",
        when="九月底前",
        what="双侧",
        at=now,
    )
    MinutesApproval.objects.create(
        minutes=room.session.record,
        person=person,
        objection="漏记了油烟一条",
        sha256=room.session.record.hash,
        at=now,
    )
    picture = steps.picture()
    taken = SessionPhoto(session=room.session, sha256="0" * 64, covered=1, by=person, at=now)
    taken.file.save("a.png", ContentFile(picture), save=False)
    taken.thumb.save("b.png", ContentFile(picture))
    town.things["session_photos"].append(taken)
    town.things["remarks"].append(remark)
    town.things["points"].append(point)


def votes(town: Town) -> None:
    """Rights and ballots beyond those that were counted: pages are read here, not results."""
    for poll in (town.over, town.box):
        right = VotingRight.objects.create(
            poll=poll, number=1000 + town.times, person=town.somebody(), present=True
        )
        Cast.objects.create(
            poll=poll,
            right=right,
            voter=right.person_id,
            key=f"key-{town.times}",
            channel="phone",
            at=clock.now(),
            choice=None if poll.sealed else "yes",
            log_seq=3,
        )
    OpenedBallot.objects.create(poll=town.box, code=f"CODE-{town.times}", choice="yes")


def board(town: Town) -> None:
    """Objections and duties of what is posted."""
    Objection.objects.create(
        community=town.world.community,
        resolution=town.posted,
        person=town.somebody(),
        text="担心人流",
        at=clock.now(),
        answer_by=clock.today(),
    )
    Duty.objects.create(resolution=town.posted, position=100 + town.times, what="再办一件", party="residents")
    draft = Resolution.objects.filter(stage="draft", community=town.world.community)[0]
    Duty.objects.create(resolution=draft, position=100 + town.times, what="再办一件", party="residents")


def orders(town: Town) -> None:
    """Steps with photos, extensions, inspections; and rounds of judging with what had to be put right."""
    world, order, now = town.world, town.order, clock.now()
    step = Progress.objects.create(order=order, text="又清一车", by=world.people["孙副主任"], at=now)
    step.photos.add(photo(town, order.matter, "progress"), photo(town, order.matter, "progress"))
    Extension.objects.create(
        order=order,
        until=clock.today(),
        reason="下雨",
        asked_at=now,
        granted=True,
        decided_by=world.people["周书记"],
        decided_at=now,
    )
    looked = Inspection.objects.create(
        order=order, inspector=world.people["督查老丁"], finding="还有两处", passed=False, at=now
    )
    looked.photos.add(photo(town, order.matter, "inspection"))
    before = Round.objects.create(
        matter=town.judged, number=100 + town.times, opened_at=now, until=clock.today(), judged_at=now
    )
    for _ in range(2):
        Evaluation.objects.create(
            round=before,
            person=town.somebody(),
            by="affected",
            responded=True,
            resolved=False,
            satisfied=2,
            dimensions={"smile": 2},
            why_not="又堆上了",
            at=now,
        )
    right = Rectification.objects.create(
        matter=town.judged, round=before, trigger="满意率低", opened_at=now, closed_at=now, outcome="已改"
    )
    supervised_order = supervised.issued(world)
    Order.objects.filter(pk=supervised_order.pk).update(matter=town.judged, rectification=right)
