"""remark.send, show, refuse: what is written in the hall, by whom, and when it appears."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from pytest_django import DjangoCaptureOnCommitCallbacks

from consult.kernel import clock
from consult.meeting import by_socket, chairing, remarks
from consult.meeting.models import Remark
from tests.expect import guards, refused
from tests.meeting.made import hall, seat
from tests.meeting.replay import state, verify_events
from tests.resolution.asking import client, post
from tests.voting.made import CHAIR
from tests.world import START, World

DESK = "社工小李"


def test_a_remark_appears_at_once_where_none_are_held(
    world: World, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    made = hall(world)
    seat(made.room, world.people["王阿姨"])
    verify_events(
        made.room,
        django_capture_on_commit_callbacks,
        lambda: remarks.send(actor=world.actor("王阿姨"), room=made.fresh(), text="油烟怎么办?"),
    )
    assert "油烟怎么办?" in str(state(made.room, "residents"))


def test_the_desk_types_in_a_slip_of_paper_and_holds_it_not(world: World) -> None:
    made = hall(world)
    seat(made.room, world.people["丁奶奶"])
    chairing.arrange(actor=world.actor(CHAIR), room=made.fresh(), remarks_held=True)
    kept = remarks.send(
        actor=world.actor(DESK),
        room=made.fresh(),
        text="饭要软一点",
        person=world.people["丁奶奶"],
        on_paper=True,
    )
    assert (kept.person, kept.entered_by) == (world.people["丁奶奶"], world.people[DESK])
    assert (kept.state, kept.on_paper) == ("shown", True)
    with refused("not_permitted"):
        remarks.send(
            actor=world.actor("王阿姨"), room=made.fresh(), text="替她说", person=world.people["丁奶奶"]
        )


def test_a_held_remark_is_shown_once(
    world: World, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    made = hall(world)
    seat(made.room, world.people["王阿姨"])
    chairing.arrange(actor=world.actor(CHAIR), room=made.fresh(), remarks_held=True)
    kept = remarks.send(actor=world.actor("王阿姨"), room=made.fresh(), text="油烟怎么办?")
    assert kept.state == "held"
    verify_events(
        made.room,
        django_capture_on_commit_callbacks,
        lambda: remarks.show(actor=world.actor(DESK), room=made.fresh(), remark=kept),
    )
    assert Remark.objects.get().state == "shown"
    with refused("already_so"):
        remarks.show(actor=world.actor(DESK), room=made.fresh(), remark=kept)
    with refused("not_permitted"):
        remarks.refuse(actor=world.actor("小谷"), room=made.fresh(), remark=kept, reason="我不爱听")


@guards("remark.send", "meeting.guards.speaker_signed_in")
def test_who_has_not_signed_in_sends_no_remark(world: World) -> None:
    made = hall(world)
    with refused("speaker_signed_in"):
        remarks.send(actor=world.actor("葛阿姨"), room=made.fresh(), text="我在家里看着")


def test_nobody_writes_without_end_whichever_way(world: World, settings: Any) -> None:
    settings.REMARKS_A_PERSON = ((2, 60),)
    made = hall(world)
    seat(made.room, world.people["王阿姨"], world.people["小谷"])
    writer, browser, address = world.actor("王阿姨"), client(world, "王阿姨"), f"/rooms/{made.room.pk}/remark"
    first = post(browser, address, {"text": "一"}, key="first-of-ours")
    assert post(browser, address, {"text": "一"}, key="first-of-ours") == first, "asked again, not twice"
    by_socket.send_remark(writer, made.fresh(), "second-of-ours", {"text": "二"})
    with refused("too_often"):
        by_socket.send_remark(writer, made.fresh(), "third-of-ours", {"text": "三"})
    assert post(browser, address, {"text": "三"})["code"] == "too_often"
    assert post(client(world, "小谷"), address, {"text": "我的"})["stage"] == "open", "each for themselves"
    with clock.at(START + timedelta(minutes=2)):
        assert post(browser, address, {"text": "三"})["stage"] == "open"
    assert list(Remark.objects.order_by("at").values_list("text", flat=True)) == ["一", "二", "我的", "三"]


def test_the_desk_types_in_as_many_slips_as_there_are(world: World, settings: Any) -> None:
    settings.REMARKS_A_PERSON = ((1, 60),)
    made = hall(world)
    seat(made.room, world.people["王阿姨"])
    for text in ("一", "二"):
        said = {"text": text, "person": str(world.people["王阿姨"].pk), "on_paper": True}
        post(client(world, DESK), f"/rooms/{made.room.pk}/remark", said)
    assert Remark.objects.count() == 2
