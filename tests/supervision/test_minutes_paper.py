"""会议记录 as a file: what was said, written, ruled and objected to, with a page to sign; for those who were there."""

from __future__ import annotations

import io

import pytest
from docx import Document

from consult.agenda.amending import amend
from consult.agenda.models import Participant
from consult.agenda.motions import check_legality
from consult.kernel import clock
from consult.meeting import chairing, minutes, opening, opinions, points
from consult.meeting.models import Presence
from consult.paper.documents.sessions import NOTHING_FOLLOWED
from consult.paper.documents.sessions import minutes as minutes_pdf
from consult.paper.word import minutes as minutes_docx
from consult.supervision.papers.sessions import minutes_of
from consult.supervision.papers.sign_in import sheet
from consult.voting import closing, preparing
from tests.intake.steps import signed_in
from tests.meeting.made import Hall, hall, seat
from tests.paper.reading import folded
from tests.paper.reading import text as pdf_text
from tests.resolution import made as resolved
from tests.supervision import made as ordered
from tests.voting.made import CHAIR, OTHER_DESK, REPS, representatives
from tests.world import World

RECORDER = "社工小李"


@pytest.fixture
def over(world: World) -> Hall:
    """A hearing that is over: a statement, a warning, an answered opinion, and an objection to the minutes."""
    made = hall(world, form="hearing", rule="CONSENSUS")
    seat(made.room, world.people["王阿姨"], world.people["小谷"])
    points.record(
        actor=world.actor(RECORDER),
        room=made.fresh(),
        kind="statement",
        text="做饭困难",
        by=world.people["王阿姨"],
    )
    chairing.warn(actor=world.actor(CHAIR), room=made.fresh(), person=world.people["小谷"], reason="打断别人")
    kept = opinions.write(actor=world.actor("老秦"), room=made.fresh(), text="上夜班来不了，怕油烟")
    opinions.answer(actor=world.actor(RECORDER), room=made.fresh(), opinion=kept, text="不设灶具")
    opening.close(actor=world.actor(CHAIR), session=made.session)
    minutes.edit(actor=world.actor(RECORDER), session=made.session, text="到会两人。")
    minutes.approve(actor=world.actor("王阿姨"), session=made.session, objection="我还说了时间")
    minutes.freeze(actor=world.actor(CHAIR), session=made.session)
    made.session.refresh_from_db()
    return made


def test_the_paper_says_all_that_is_on_record(world: World, over: Hall) -> None:
    paper = minutes_of(over.session)
    assert [(one.name, one.answer) for one in paper.opinions] == [("老秦", "不设灶具")]
    assert paper.points == ("陈述意见（王阿姨）：做饭困难",)
    assert paper.rulings == ("提醒 小谷：打断别人",)
    assert [(one.name, one.text) for one in paper.objections] == [("王阿姨", "我还说了时间")]
    assert (paper.approved, len(paper.sha256)) == (1, 64)


def test_who_was_there_takes_it_as_pdf_and_docx_and_nobody_else(world: World, over: Hall) -> None:
    address = f"/api/v1/sessions/{over.session.pk}/minutes"
    here = signed_in(world, "王阿姨")
    assert here.get(f"{address}/pdf").content.startswith(b"%PDF")
    word = Document(io.BytesIO(here.get(f"{address}/docx").content))
    text = "\n".join(paragraph.text for paragraph in word.paragraphs)
    assert "签字页" in text
    assert "王阿姨 提出异议：我还说了时间" in text
    assert {"王阿姨", "小谷"} <= {cell.text for table in word.tables for cell in table.columns[0].cells}
    assert signed_in(world, "葛阿姨").get(f"{address}/pdf").status_code == 404


def test_who_sat_in_is_told_from_who_was_invited(world: World) -> None:
    """列席 is not 出席: a neighbour and a supervisor in the room are nobody's quorum."""
    made = hall(world, form="hearing", rule="CONSENSUS")
    for part, who in (
        ("N", {"person": world.people["王阿姨"]}),
        ("N", {"person": world.people["葛阿姨"]}),
        ("X", {"household": world.homes[2]}),
        ("X", {"household": world.homes[30]}),
        ("O", {"person": world.people["吕监督"]}),
    ):
        Participant.objects.create(session=made.session, part=part, why="邀请", **who)
    seat(made.room, *(world.people[name] for name in ("王阿姨", "小谷", "老尹", "吕监督")))
    opening.close(actor=world.actor(CHAIR), session=made.session)
    made.session.refresh_from_db()

    paper = minutes_of(made.session)

    assert paper.attendees == ("王阿姨", "小谷")
    assert paper.observers == ("老尹", "吕监督")
    assert (paper.eligible, paper.present) == ("2 人、2 户", "2 人")
    assert ("1 户", "没有人到会") in {(one.name, one.reason) for one in paper.absences}


def test_a_meeting_that_voted_counts_by_its_roll_and_misses_its_members_alone(world: World) -> None:
    about = resolved.matter(world)
    held = resolved.session(world, "representatives_meeting", [about])
    Participant.objects.create(session=held, part="1", person=world.people["小谷"], why="居民代表")
    Participant.objects.create(session=held, part="X", household=world.homes[30], why="受影响住户")
    resolved.poll(resolved.motion(world, held, about), verdict="PASSED")

    paper = minutes_of(held)

    assert (paper.eligible, paper.present) == ("42 人", "36 人")
    assert not any("户" in one.name for one in paper.absences)


def test_minutes_of_a_session_that_still_sits_are_not_exported(world: World) -> None:
    made = hall(world)
    answer = signed_in(world, RECORDER).get(f"/api/v1/sessions/{made.session.pk}/minutes/pdf")
    assert answer.json()["code"] == "not_closed"


def test_observers_stand_apart_and_what_the_meeting_changed_stands_beside_the_first_wording(
    world: World,
) -> None:
    representatives(world)
    made = hall(world)
    seat(made.room, *(world.people[name] for name in (*REPS, CHAIR, OTHER_DESK, "石律师")))
    made.matter.affected = {"kind": "grid", "ids": [str(world.grids[0].pk)]}
    made.matter.save()
    Participant.objects.create(session=made.session, part="O", person=world.people["石律师"], why="列席")
    first = made.motion.what
    chairing.take_up_motion(actor=world.actor(CHAIR), motion=made.motion)
    amend(
        actor=world.actor(CHAIR),
        motion=made.motion,
        what="把原自行车库改为助餐点，只在中午开",
        reason="夜里安静",
    )
    check_legality(actor=world.actor("石律师"), motion=made.motion, favourable=True, opinion="合法")
    poll = preparing.prepare(actor=world.actor(CHAIR), motion=made.motion)
    preparing.open_poll(actor=world.actor(CHAIR), poll=poll)
    closing.close(actor=world.actor(CHAIR), poll=poll)
    opening.close(actor=world.actor(CHAIR), session=made.session)
    made.session.refresh_from_db()

    paper = minutes_of(made.session)

    assert paper.observers == ("石律师",)
    assert "石律师" not in paper.attendees
    assert len(paper.attendees) == len((*REPS, CHAIR, OTHER_DESK))
    assert paper.present == f"{len(paper.attendees)} 人"
    [said] = paper.votes
    assert said.text == first
    assert said.amendments == ("内容改为“把原自行车库改为助餐点，只在中午开”（理由：夜里安静）",)
    word = Document(io.BytesIO(minutes_docx(paper)))
    text = "\n".join(paragraph.text for paragraph in word.paragraphs)
    assert "列席：石律师" in text
    assert "修正：内容改为" in text


def test_what_follows_is_what_was_taken_on_and_the_orders_that_came_of_it(world: World) -> None:
    order = ordered.issued(world, resolved.ROW)
    assert order.resolution is not None
    held = order.resolution.session
    assert held is not None
    resolved.point(held, "commitment", "周六带头清理")
    held.room.points.filter(kind="commitment").update(by=world.people["小谷"])

    paper = minutes_of(held)

    assert [(one.what, one.who, one.due) for one in paper.follow_ups] == [
        ("周六带头清理", "小谷", "未记"),
        (f"改造原自行车库（督办单 {order.number}）", "居委会（组织者）", "2026年6月30日"),
    ]
    assert "后续行动" in folded(pdf_text(minutes_pdf(paper)))


def test_of_a_session_nothing_has_followed_yet_no_list_is_made_up(world: World, over: Hall) -> None:
    paper = minutes_of(over.session)
    assert paper.follow_ups == ()
    assert paper.head.version == 1
    assert folded(NOTHING_FOLLOWED) in pdf_text(minutes_pdf(paper))
    word = Document(io.BytesIO(minutes_docx(paper)))
    assert NOTHING_FOLLOWED in [paragraph.text for paragraph in word.paragraphs]


def test_an_ordering_is_not_printed_as_no_votes_for_and_none_against(world: World) -> None:
    about = resolved.matter(world)
    held = resolved.session(world, "proposal_review", [about])
    put = resolved.poll(resolved.motion(world, held, about, rule="APPROVAL_POLL"), verdict="ORDERED")
    put.counts = {"counts": {}, "inequalities": []}
    put.save()

    paper = minutes_of(held)

    assert [(vote.yes, vote.no, vote.abstain) for vote in paper.votes] == [(None, None, None)]
    assert "票数" not in pdf_text(minutes_pdf(paper))


def test_the_sign_in_sheet_on_file_says_when_each_came_and_left_and_by_whose_hand(
    world: World, over: Hall
) -> None:
    Participant.objects.create(session=over.session, part="X", household=world.homes[0], why="受影响住户")
    came = Presence.objects.filter(room=over.room)
    came.filter(person=world.people["王阿姨"]).update(
        signed_in_by=world.people[RECORDER], signed_out_at=clock.beijing(2026, 3, 2, 10)
    )

    kept = sheet(over.session, minutes_of(over.session))

    first, second = sorted(kept.lines, key=lambda line: line.name != "王阿姨")
    assert (first.standing, first.arrived, first.left, first.way) == ("受影响住户", "09:00", "10:00", "现场")
    assert first.entered_by == RECORDER
    assert (second.standing, second.left, second.entered_by) == ("列席", "至散会", "")
    assert (kept.eligible, kept.present) == ("1 户", "1 人")
