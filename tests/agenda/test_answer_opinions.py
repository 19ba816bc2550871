"""session.answer_opinions: every written opinion gets its answer, and whoever wrote it reads it."""

from __future__ import annotations

import pytest

from consult.agenda.answering import answer_opinions
from consult.agenda.models import Invitation, Session
from consult.agenda.replying import reply
from consult.kernel.models import LogEntry, Plaintext
from consult.notice.models import Message
from consult.people.models import Role
from tests.agenda import scene
from tests.agenda.test_reply import first_unit, home_letter
from tests.expect import refused
from tests.intake.steps import post, signed_in
from tests.world import World


@pytest.fixture
def closed(world: World) -> Session:
    """A closed session for which 王阿姨 and 丁奶奶 had sent written opinions, and 小谷 had not."""
    session = first_unit(world)
    for name, door in (("王阿姨", 0), ("丁奶奶", 1)):
        reply(
            actor=world.actor(name),
            session=session,
            invitation=home_letter(world, session, door),
            reply="written",
            opinion=f"{name}怕有油烟",
        )
    Session.objects.filter(pk=session.pk).update(
        stage="closed", opened_at=session.starts_at, closed_at=session.starts_at
    )
    session.refresh_from_db()
    return session


def number(world: World, session: Session, door: int) -> str:
    return scene.letter(session, household=world.homes[door]).number


def test_an_answer_reaches_whoever_wrote_and_its_words_stand_behind_a_commitment(
    world: World, closed: Session
) -> None:
    first = number(world, closed, 0)
    answer_opinions(actor=world.actor("社工小李"), session=closed, answers={first: "不设灶具，只分餐"})
    answers = dict(Invitation.objects.exclude(written_opinion="").values_list("number", "opinion_answer"))
    assert answers == {first: "不设灶具，只分餐", number(world, closed, 1): ""}
    [told] = Message.objects.filter(template="session.opinion_answered", channel="in_app")
    assert told.person == world.people["王阿姨"].pk
    entry = LogEntry.objects.get(verb="session.answer_opinions", log__kind="ledger")
    assert "灶具" not in entry.body
    assert Plaintext.objects.filter(text=f"{first}：不设灶具，只分餐").exists()


def test_a_later_answer_replaces_an_earlier_one(world: World, closed: Session) -> None:
    first = number(world, closed, 0)
    for words in ("不设灶具", "不设灶具，另装排风"):
        answer_opinions(actor=world.actor("社工小郑"), session=closed, answers={first: words})
    assert scene.letter(closed, household=world.homes[0]).opinion_answer == "不设灶具，另装排风"


@pytest.mark.parametrize("wrong", ["no opinion", "another session", "nothing"])
def test_one_wrong_number_and_nothing_is_answered(world: World, closed: Session, wrong: str) -> None:
    numbers = {"no opinion": number(world, closed, 2), "another session": "槐安邀〔2026〕第999号"}
    answers = {number(world, closed, 0): "不设灶具", numbers.get(wrong, ""): "好"} if wrong in numbers else {}
    with refused("invalid"):
        answer_opinions(actor=world.actor("社工小李"), session=closed, answers=answers)
    assert not Invitation.objects.exclude(opinion_answer="").exists()


def test_only_the_desk_and_the_recorder_answer_and_only_after_the_session(
    world: World, closed: Session
) -> None:
    answers = {number(world, closed, 0): "不设灶具"}
    for name in ("王阿姨", "网格员小魏", "石律师", "吕监督"):
        with refused("not_permitted"):
            answer_opinions(actor=world.actor(name), session=closed, answers=answers)
    world.person("记录人")
    world.hold("记录人", Role.ORG_REP)
    Session.objects.filter(pk=closed.pk).update(recorder=world.people["记录人"])
    closed.refresh_from_db()
    answer_opinions(actor=world.actor("记录人"), session=closed, answers=answers)
    Session.objects.filter(pk=closed.pk).update(stage="published", opened_at=None, closed_at=None)
    with refused("wrong_stage"):
        answer_opinions(actor=world.actor("社工小李"), session=closed, answers=answers)


def test_the_desk_answers_over_http(world: World, closed: Session) -> None:
    answers = [{"number": number(world, closed, 0), "answer": "不设灶具"}]
    desk = signed_in(world, "社工小李")
    done = post(desk, f"/sessions/{closed.pk}/answer_opinions", {"answers": answers})
    assert (done.status_code, done.json()["stage"]) == (200, "closed")
    page = desk.get(f"/api/v1/sessions/{closed.pk}").json()
    assert {"不设灶具", ""} == {one["answer"] for one in page["opinions"]}
