"""session.reply: by whoever is invited, or typed in from paper; sending somebody only where the form allows it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from consult.agenda.models import Invitation, Session
from consult.agenda.replying import reply
from consult.kernel.errors import Refusal
from consult.kernel.log import parsed
from consult.kernel.models import LogEntry, Plaintext
from consult.notice.models import Message
from consult.people.models import Body, Residency, Role
from tests.agenda import scene
from tests.expect import guards, refused
from tests.world import START, World


def first_unit(world: World, form: str = "round_table") -> Session:
    """A published session whose X is the staircase where 王阿姨, 丁奶奶, 小谷, 小范, 老尹 and 葛阿姨 live."""
    it = scene.matter(world, affected={"kind": "unit", "ids": [str(world.units[0].pk)]}, proposer="老秦")
    return scene.published(world, form, it)


def home_letter(world: World, session: Session, door: int = 0) -> Invitation:
    return scene.letter(session, household=world.homes[door])


def test_an_invited_household_attends(world: World) -> None:
    session = first_unit(world)
    letter = home_letter(world, session)

    reply(actor=world.actor("王阿姨"), session=session, invitation=letter, reply="attend")

    assert (letter.reply, letter.replied_by) == ("attend", world.people["王阿姨"])
    data = parsed(LogEntry.objects.get(verb="session.reply", log__kind="ledger"))["data"]
    assert (data["number"], data["reply_zh"], data["on_paper"]) == (letter.number, "参加", False)


def test_a_later_reply_replaces_the_earlier(world: World) -> None:
    session = first_unit(world)
    letter = home_letter(world, session)
    actor = world.actor("王阿姨")
    reply(actor=actor, session=session, invitation=letter, reply="written", opinion="怕有油烟")
    reply(actor=actor, session=session, invitation=letter, reply="decline")
    assert (letter.reply, letter.written_opinion) == ("decline", "")


def test_a_written_opinion_stands_behind_a_commitment_in_the_ledger(world: World) -> None:
    session = first_unit(world)
    reply(
        actor=world.actor("王阿姨"),
        session=session,
        invitation=home_letter(world, session),
        reply="written",
        opinion="怕有油烟",
    )
    entry = LogEntry.objects.get(verb="session.reply", log__kind="ledger")
    assert "油烟" not in entry.body
    assert Plaintext.objects.get(pk=parsed(entry)["hidden"]["opinion"]).text == "怕有油烟"


def test_staff_type_in_a_paper_slip(world: World) -> None:
    session = first_unit(world)
    letter = home_letter(world, session, 1)

    reply(actor=world.actor("社工小李"), session=session, invitation=letter, reply="written", opinion="同意")

    assert (letter.reply, letter.replied_by) == ("written", world.people["社工小李"])
    assert parsed(LogEntry.objects.get(verb="session.reply", log__kind="ledger"))["data"]["on_paper"] is True


def test_a_building_lead_types_in_a_slip_of_the_building(world: World) -> None:
    session = first_unit(world)
    letter = home_letter(world, session, 1)
    reply(actor=world.actor("楼长刘姐"), session=session, invitation=letter, reply="attend")
    assert letter.replied_by == world.people["楼长刘姐"]


@guards("session.reply", "agenda.guards.invitation_is_yours")
def test_nobody_answers_a_neighbours_invitation(world: World) -> None:
    session = first_unit(world)
    with refused("invitation_is_yours"):
        reply(
            actor=world.actor("王阿姨"),
            session=session,
            invitation=home_letter(world, session, 1),
            reply="decline",
        )


def test_who_is_not_invited_does_not_reply(world: World) -> None:
    session = first_unit(world)
    with refused("not_permitted"):
        reply(
            actor=world.actor("小辛"), session=session, invitation=home_letter(world, session), reply="attend"
        )


def test_a_child_does_not_answer_for_the_household(world: World) -> None:
    world.person("小朋友", home=world.homes[0], of_age_on=date(2030, 1, 1))
    session = first_unit(world)
    with refused("not_permitted"):
        reply(
            actor=world.actor("小朋友"),
            session=session,
            invitation=home_letter(world, session),
            reply="attend",
        )


def test_whoever_acts_for_a_body_answers_for_it(world: World) -> None:
    manager = scene.body(world, Body.Kind.PROPERTY, "和顺物业")
    world.person("物业经理老顾")
    world.hold("物业经理老顾", Role.ORG_REP, body=manager)
    session = scene.ready(world)
    staff = world.actor("社工小李")
    scene.compose(actor=staff, session=session, bodies=[manager.pk])
    scene.publish(actor=staff, session=session)

    letter = scene.letter(session, body=manager)
    reply(actor=world.actor("物业经理老顾"), session=session, invitation=letter, reply="attend")

    assert letter.replied_by == world.people["物业经理老顾"]


def test_a_household_sends_another_of_its_adults(world: World) -> None:
    daughter = world.person("王家女儿", home=world.homes[0])
    session = first_unit(world)
    letter = home_letter(world, session)

    reply(
        actor=world.actor("王阿姨"), session=session, invitation=letter, reply="delegate", delegate=daughter
    )

    assert letter.delegate == daughter
    assert Message.objects.filter(template="session.delegated", person=daughter.pk).exists()


def test_taking_the_delegation_back_names_nobody(world: World) -> None:
    daughter = world.person("王家女儿", home=world.homes[0])
    session = first_unit(world)
    letter, actor = home_letter(world, session), world.actor("王阿姨")
    reply(actor=actor, session=session, invitation=letter, reply="delegate", delegate=daughter)
    reply(actor=actor, session=session, invitation=letter, reply="attend")
    assert letter.delegate is None


@pytest.mark.parametrize("whom", ["nobody", "a neighbour", "a child of the house", "an unconfirmed lodger"])
def test_nobody_else_is_sent(world: World, whom: str) -> None:
    child = world.person("小朋友", home=world.homes[0], of_age_on=date(2030, 1, 1))
    lodger = world.person("租客")
    Residency.objects.create(
        community=world.community,
        person=lodger,
        household=world.homes[0],
        relation="tenant",
        state="claimed",
        claimed_at=START,
    )
    session = first_unit(world)
    sent = {
        "nobody": None,
        "a neighbour": world.people["小谷"],
        "a child of the house": child,
        "an unconfirmed lodger": lodger,
    }
    with pytest.raises(Refusal) as caught:
        reply(
            actor=world.actor("王阿姨"),
            session=session,
            invitation=home_letter(world, session),
            reply="delegate",
            delegate=sent[whom],
        )
    assert caught.value.facts["field"] == "delegate"


@guards("session.reply", "agenda.guards.may_delegate")
def test_households_send_nobody_to_a_representatives_meeting(world: World) -> None:
    daughter = world.person("王家女儿", home=world.homes[0])
    session = first_unit(world, "representatives_meeting")
    with refused("may_delegate"):
        reply(
            actor=world.actor("王阿姨"),
            session=session,
            invitation=home_letter(world, session),
            reply="delegate",
            delegate=daughter,
        )


def test_a_representative_sends_nobody(world: World) -> None:
    session = first_unit(world, "representatives_meeting")
    letter = scene.letter(session, person=world.people["代表1"])
    with refused("may_delegate"):
        reply(
            actor=world.actor("代表1"),
            session=session,
            invitation=letter,
            reply="delegate",
            delegate=world.people["小谷"],
        )
    reply(actor=world.actor("代表1"), session=session, invitation=letter, reply="attend")
    assert letter.reply == "attend"


@pytest.mark.parametrize(
    ("field", "fields"),
    [
        ("reply", {"reply": ""}),
        ("reply", {"reply": "maybe"}),
        ("opinion", {"reply": "written"}),
        ("opinion", {"reply": "written", "opinion": " "}),
        ("opinion", {"reply": "attend", "opinion": "长" * 1001}),
    ],
)
def test_bad_values_are_named(world: World, field: str, fields: dict[str, Any]) -> None:
    session = first_unit(world)
    letter = home_letter(world, session)
    with pytest.raises(Refusal) as caught:
        reply(actor=world.actor("王阿姨"), session=session, invitation=letter, **fields)
    assert caught.value.facts["field"] == field
    assert Invitation.objects.get(pk=letter.pk).reply == ""


def test_a_letter_of_another_session_is_not_found(world: World) -> None:
    session, other = first_unit(world), first_unit(world)
    with refused("not_found"):
        reply(
            actor=world.actor("王阿姨"),
            session=session,
            invitation=home_letter(world, other),
            reply="attend",
        )


def test_replies_end_when_the_session_opens(world: World) -> None:
    session = first_unit(world)
    letter = home_letter(world, session)
    Session.objects.filter(pk=session.pk).update(stage="open")
    session.refresh_from_db()
    with refused("wrong_stage"):
        reply(actor=world.actor("王阿姨"), session=session, invitation=letter, reply="attend")


@pytest.mark.database
@pytest.mark.parametrize(
    "fields",
    [
        {"reply": "delegate", "replied_at": START},
        {"reply": "written", "replied_at": START},
        {"reply": "attend"},
    ],
)
def test_the_database_keeps_replies_whole(world: World, fields: dict[str, Any]) -> None:
    """Nobody is sent without a name, nothing written is empty, no reply lacks its hand and its time."""
    session = first_unit(world)
    person = {"replied_by": world.people["王阿姨"]} if "replied_at" in fields else {}
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.filter(pk=home_letter(world, session).pk).update(**fields, **person)
