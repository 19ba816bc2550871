"""评议会: what was promised beside what was done, scored by those who came; what falls short is put right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoCaptureOnCommitCallbacks

from consult.agenda.models import AgendaItem, Session
from consult.kernel import clock
from consult.meeting import opening, points, ranking
from consult.meeting.models import Proposal, Room
from consult.resolution import editing, objecting, publishing, signing
from consult.resolution.models import Duty, Objection, Resolution
from consult.supervision import appraising, inspecting, ordering
from consult.supervision.models import AppraisalScore, Order, Rectification
from consult.supervision.papers.sessions import minutes_of
from tests.expect import guards, refused
from tests.meeting import reviewing
from tests.meeting.made import Hall, hall, seat
from tests.meeting.replay import replays, state, verify_events
from tests.resolution import made as before
from tests.supervision import made as supervised
from tests.voting.made import CHAIR
from tests.world import World

Commit = DjangoCaptureOnCommitCallbacks
RECORDER = "社工小李"


@dataclass
class Appraised:
    hall: Hall
    duty: Duty


@pytest.fixture
def sitting(world: World) -> Appraised:
    """An appraisal session on a matter that was carried out and is being evaluated; 小谷 and 丁奶奶 came."""
    matter = supervised.evaluating_matter(world)
    made = hall(world, form="appraisal", rule="CONSENSUS")
    AgendaItem.objects.filter(session=made.session).update(matter=matter, motion=None)
    Room.objects.filter(pk=made.room.pk).update(phase="score", item=None)
    seat(made.room, *(world.people[name] for name in ("小谷", "丁奶奶")))
    return Appraised(made, Duty.objects.filter(resolution__matter=matter).first())  # type: ignore[arg-type]


def give(world: World, at: Appraised, n: int, name: str = "小谷", **more: object) -> AppraisalScore:
    return appraising.score(
        actor=world.actor(name),
        room=at.hall.fresh(),
        duty=at.duty,
        points=n,
        **more,  # type: ignore[arg-type]
    )


def test_what_was_promised_comes_back_beside_what_was_done(world: World, sitting: Appraised) -> None:
    _, shared = state(sitting.hall.room, "screen")
    shown = shared["appraisal"][str(sitting.duty.pk)]
    assert (shown["what"], shown["standard"]) == (sitting.duty.what, sitting.duty.standard)
    assert shown["done"] in ("verified", "closed")
    assert (shown["scored"], shown["average"]) == (0, None)


def test_the_list_a_review_ranked_comes_back_beside_what_was_promised(world: World) -> None:
    """From the review's scores to the appraisal session, by the verbs between them."""
    review, _ = reviewing.scored(world)
    ranking.draw(actor=world.actor(CHAIR), session=review.session)
    opening.close(actor=world.actor(CHAIR), session=review.session)
    best, *others = Proposal.objects.order_by("rank")
    ranking.adopt(actor=world.actor("周书记"), proposal=best, reason="受益面大")
    for other in others:
        ranking.decline(actor=world.actor("周书记"), proposal=other, reason="今年资金不够")
    drafted = Resolution.objects.get()
    row = supervised.row(world, what="开办暑期托管班")
    editing.set_duty(actor=world.actor(RECORDER), resolution=drafted, position=1, row=row)
    editing.check_legality(
        actor=world.actor("石律师"), resolution=drafted, favourable=True, opinion="程序和内容合法"
    )
    signing.sign(actor=world.actor("周书记", factor=True), resolution=drafted)
    publishing.publish(actor=world.actor(RECORDER), resolution=drafted)
    with clock.at(supervised.AFTER):
        [order] = ordering.issue(actor=world.actor("周书记"), resolution=drafted)
        supervised.verified(world, order)
        appraisal = hall(world, form="appraisal", rule="CONSENSUS")
        AgendaItem.objects.filter(session=appraisal.session).update(matter=order.matter, motion=None)
        _, shared = state(appraisal.room, "residents")
    [shown] = shared["appraisal"].values()
    assert shown["proposal"] == f"{best.number}. {best.title}"
    assert shown["promised"] == f"由{best.who}，{best.when}：{best.what}"
    assert (shown["what"], shown["done"]) == ("开办暑期托管班", "verified")


@replays("appraisal.score")
def test_scores_are_given_anew_and_told_when_the_session_is_over(
    world: World, sitting: Appraised, django_capture_on_commit_callbacks: Commit
) -> None:
    room = sitting.hall.room
    verify_events(room, django_capture_on_commit_callbacks, lambda: give(world, sitting, 2))
    told = verify_events(room, django_capture_on_commit_callbacks, lambda: give(world, sitting, 4))
    assert told[world.people["小谷"].pk] == {f"appraisal.{sitting.duty.pk}": 4}
    give(world, sitting, 5, RECORDER, person=world.people["丁奶奶"])
    _, shared = state(room, "residents")
    assert (shared["appraisal"][str(sitting.duty.pk)]["scored"], AppraisalScore.objects.count()) == (2, 2)
    assert shared["appraisal"][str(sitting.duty.pk)]["average"] is None
    verify_events(
        room,
        django_capture_on_commit_callbacks,
        lambda: opening.close(actor=world.actor(CHAIR), session=sitting.hall.session),
    )
    _, shared = state(room, "residents")
    assert shared["appraisal"][str(sitting.duty.pk)]["average"] == 450
    written = minutes_of(Session.objects.get(pk=sitting.hall.session.pk)).points
    assert written == (f"评议打分（{sitting.duty.what}）：2 人打分，平均 4.50 分",)


@replays("resolution.publish", "resolution.reopen")
def test_what_is_promised_shows_as_it_is_posted_and_goes_as_it_is_talked_over_again(
    world: World, django_capture_on_commit_callbacks: Commit
) -> None:
    resolution = before.signed(world, before.decision(world))
    made = hall(world, form="appraisal", rule="CONSENSUS")
    AgendaItem.objects.filter(session=made.session).update(matter=resolution.matter, motion=None)

    def promised() -> int:
        return len(state(made.room, "residents")[1]["appraisal"])

    verify_events(
        made.room,
        django_capture_on_commit_callbacks,
        lambda: publishing.publish(actor=world.actor(RECORDER), resolution=resolution),
    )
    assert promised() == 1
    raised = objecting.raise_objection(actor=world.actor("老尹"), resolution=resolution, reason="油烟")
    Objection.objects.filter(pk=raised.pk).update(
        stage="upheld", answered_by=world.people["何主任"], answer="已答复", answered_at=clock.now()
    )
    verify_events(
        made.room,
        django_capture_on_commit_callbacks,
        lambda: publishing.reopen(actor=world.actor("吕监督"), resolution=resolution, reason="再议"),
    )
    assert promised() == 0


@replays(
    "order.issue",
    "order.begin",
    "order.progress",
    "order.report_done",
    "order.send_back",
    "order.verify",
    "order.close",
)
def test_how_far_an_order_is_shows_in_the_room_that_appraises_it(
    world: World, django_capture_on_commit_callbacks: Commit
) -> None:
    resolution = supervised.settled_small(world, supervised.row(world))
    made = hall(world, form="appraisal", rule="CONSENSUS")
    AgendaItem.objects.filter(session=made.session).update(matter=resolution.matter, motion=None)
    owner, inspector, secretary = (world.actor(name) for name in (CHAIR, "督查老丁", "周书记"))

    def follow(do: Callable[[], object], stage: str) -> None:
        verify_events(made.room, django_capture_on_commit_callbacks, do)
        _, shared = state(made.room, "residents")
        assert [one["done"] for one in shared["appraisal"].values()] == [stage]

    def order() -> Order:
        return Order.objects.get()

    def done() -> None:
        ordering.report_done(actor=owner, order=order())

    follow(lambda: ordering.issue(actor=secretary, resolution=resolution), "issued")
    follow(lambda: ordering.begin(actor=owner, order=order()), "under_way")
    follow(lambda: ordering.progress(actor=owner, order=order(), text="已清运", photos=[]), "under_way")
    follow(done, "reported")
    follow(
        lambda: inspecting.send_back(actor=inspector, order=order(), reason="还有一辆", photos=[]),
        "under_way",
    )
    ordering.progress(actor=owner, order=order(), text="都清了", photos=[])
    done()
    follow(lambda: inspecting.verify(actor=inspector, order=order(), finding="已清空", photos=[]), "verified")
    follow(lambda: ordering.close(actor=secretary, order=order()), "closed")


def test_a_confirmed_rectification_is_opened_when_the_session_closes(
    world: World, sitting: Appraised
) -> None:
    matter = sitting.duty.resolution.matter
    for text, confirmed in (("扶手松动，一周内加固", True), ("换个颜色", False)):
        kept = points.record(
            actor=world.actor(RECORDER), room=sitting.hall.fresh(), kind="rectification", text=text
        )
        if confirmed:
            points.confirm(actor=world.actor(CHAIR), room=sitting.hall.fresh(), point=kept)
    opening.close(actor=world.actor(CHAIR), session=sitting.hall.session)
    opened = Rectification.objects.get(matter=matter)
    assert opened.trigger == "评议会提出：扶手松动，一周内加固"
    matter.refresh_from_db()
    assert matter.stage == "carrying_out"


def test_nobody_scores_for_another_or_off_the_scale(world: World, sitting: Appraised) -> None:
    with refused("not_permitted"):
        give(world, sitting, 5, person=world.people["丁奶奶"])
    with refused("invalid"):
        give(world, sitting, 6)
    with pytest.raises(IntegrityError), transaction.atomic():
        AppraisalScore.objects.filter(pk=give(world, sitting, 5).pk).update(points=0)


@guards("appraisal.score", "meeting.guards.scoring_open")
def test_scores_are_given_in_the_phase_for_it(world: World, sitting: Appraised) -> None:
    Room.objects.filter(pk=sitting.hall.room.pk).update(phase="questions")
    with refused("scoring_open"):
        give(world, sitting, 5)


@guards("appraisal.score", "meeting.guards.speaker_signed_in")
def test_who_has_not_come_does_not_score(world: World, sitting: Appraised) -> None:
    with refused("speaker_signed_in"):
        give(world, sitting, 5, "老秦")


@guards("appraisal.score", "meeting.guards.not_removed")
def test_who_was_sent_out_does_not_score(world: World, sitting: Appraised) -> None:
    sitting.hall.room.presences.filter(person=world.people["小谷"]).update(
        removed_at=sitting.hall.session.starts_at, removed_why="扰乱秩序"
    )
    with refused("not_removed"):
        give(world, sitting, 5)


def test_no_other_form_of_session_appraises(world: World, sitting: Appraised) -> None:
    Session.objects.filter(pk=sitting.hall.session.pk).update(form="hearing")
    Room.objects.filter(pk=sitting.hall.room.pk).update(phase="")
    with refused("not_found"):
        give(world, sitting, 5)


@guards("appraisal.score", "meeting.guards.judge_is_known")
def test_who_only_introduced_themselves_does_not_score(world: World, sitting: Appraised) -> None:
    seat(sitting.hall.room, world.person("号码上的第二个人"))
    with refused("judge_is_known"):
        give(world, sitting, 5, "号码上的第二个人")
