"""What the archive's papers say of an order and of a review: what was, and not what would look well."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from consult.intake import review
from consult.intake.models import TopicReview
from consult.kernel import clock
from consult.paper.documents.intake import topic_review
from consult.paper.documents.supervision import rectification_order, supervision_order
from consult.resolution.models import Resolution
from consult.supervision import ordering
from consult.supervision.papers.outcome import order_paper, rectified_paper
from consult.supervision.papers.raised import record_paper, review_paper, triage_paper
from tests.agenda import scene
from tests.intake import steps
from tests.paper.reading import folded, text
from tests.resolution.made import ROW
from tests.supervision import made
from tests.world import World


@pytest.mark.parametrize(("late", "flag"), [(0, ""), (1, "黄"), (4, "橙"), (8, "红")])
def test_an_order_reported_late_is_filed_as_late(world: World, late: int, flag: str) -> None:
    order = made.issued(world)
    assert ROW.deadline is not None
    day = ROW.deadline + timedelta(days=late)
    with clock.at(clock.beijing(day.year, day.month, day.day)):
        made.reported(world, order)
    with clock.at(clock.beijing(2026, 12, 1)):
        order.refresh_from_db()
        assert order_paper(order.matter, order).overdue == flag


def test_a_member_is_named_in_their_own_office(world: World) -> None:
    matter = steps.in_review(world)
    for minute, name in enumerate(("委员老陈", "兼职委员吴校长")):
        with clock.at(clock.now() + timedelta(minutes=minute)):
            review.opine(actor=world.actor(name), matter=matter, favours=True, text="可以")
    with clock.at(clock.now() + timedelta(minutes=5)):
        review.admit(actor=world.actor("周书记"), matter=matter, reason="涉及多数居民", checks=steps.CHECKS)

    opinions = review_paper(matter, matter.reviews.get()).opinions

    assert [(each.name, each.role) for each in opinions] == [
        ("委员老陈", "党组织委员"),
        ("兼职委员吴校长", "兼职委员"),
    ]


def test_a_closed_order_says_who_closed_it_and_when_and_an_open_one_nothing_of_it(world: World) -> None:
    order = made.issued(world)
    open_paper = order_paper(order.matter, order)
    assert (open_paper.inspector, open_paper.finding, open_paper.closed_by) == ("", "", None)
    assert open_paper.source == f"决议 {Resolution.objects.get().number}"
    made.verified(world, order)
    with clock.at(clock.beijing(2026, 3, 20, 15)):
        ordering.close(actor=world.actor("周书记"), order=order)

    closed = order_paper(order.matter, order).closed_by

    assert closed is not None
    assert (closed.name, closed.signed_at) == ("周书记", clock.beijing(2026, 3, 20, 15))


def test_an_order_that_puts_something_right_says_after_which_evaluation_and_leaves_out_what_nobody_asked(
    world: World,
) -> None:
    matter = made.evaluating_matter(world)
    made.give(world, "老尹", matter, made.BAD)
    made.judged(world, matter)
    with clock.at(clock.beijing(2026, 3, 11)):
        order = ordering.issue_for(
            actor=world.actor("周书记"),
            rectification=matter.rectifications.get(),
            measure=ordering.Measure(
                what="再清一次", owner_name="孙副主任", deadline=date(2026, 3, 25), standard="楼道畅通"
            ),
        )

    printed = text(supervision_order(order_paper(matter, order)))

    assert folded("第1轮满意度评价后的整改") in printed
    for never_asked in ("配合单位", "资金来源", "承办主体："):
        assert never_asked not in printed
    assert "责任主体" not in text(rectification_order(rectified_paper(matter, order)))


def test_a_review_names_who_was_invited_by_1_n_and_x_once_sessions_were_composed(world: World) -> None:
    it = scene.matter(world)
    scene.admitted_by(world, "周书记", it)
    review_of = it.reviews.get()
    before = review_paper(it, review_of)
    assert (before.compositions, before.forms) == ((), ())
    printed = text(topic_review(before))
    assert "未提出建议" in printed
    assert "参会主体" not in printed
    session = scene.published(world, "hearing", it)

    [composed] = review_paper(it, review_of).compositions

    invited = session.participants
    assert composed.session == session.title
    assert set(composed.core) >= set(invited.filter(part="1").values_list("body__name", flat=True))
    assert composed.stakeholders == (f"受影响住户 {invited.filter(part='X').count()} 户",)
    declined = TopicReview(
        matter=it, conclusion="not_listed", reviewer=world.people["周书记"], at=review_of.at
    )
    assert review_paper(it, declined).compositions == ()


def test_a_matter_that_was_revised_is_filed_in_its_next_version(world: World) -> None:
    matter = steps.returned(world)
    review.revise(actor=world.actor("王阿姨"), matter=matter, title="写清楚的事", text="写清了地点和做法。")
    assert record_paper(matter).head.version == 2


def test_a_triage_sheet_claims_no_comparison_and_names_what_was_merged(world: World) -> None:
    matter = steps.with_grid(world)
    sheet = triage_paper(matter)
    assert sheet is not None
    assert sheet.duplicate_check == "没有事项并入本事项"
    other = steps.accepted(world, by="小谷")
    other.stage, other.merged_into = "merged", matter
    other.save()
    again = triage_paper(matter)
    assert again is not None
    assert again.duplicate_check == f"并入本事项：{other.number}"
