"""remark.send, show, refuse, report: what is written in the hall, by whom, and when it appears."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks

from consult.kernel import clock
from consult.meeting import by_socket, chairing, reads, remarks
from consult.meeting.models import Remark
from tests.expect import guards, refused
from tests.meeting.made import Hall, gathered, hall, seat
from tests.meeting.replay import replays, state, verify_events
from tests.resolution.asking import client, post
from tests.voting.made import CHAIR
from tests.world import START, World

DESK = "社工小李"


@pytest.fixture
def here(world: World) -> Hall:
    return gathered(world)


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


@replays("remark.refuse", "remark.send")
def test_a_held_remark_reaches_its_author_and_no_other_resident_and_a_refused_one_has_its_reason(
    world: World, here: Hall, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    commit, desk = django_capture_on_commit_callbacks, world.actor("社工小李")
    chairing.arrange(actor=world.actor("孙副主任"), room=here.fresh(), remarks_held=True)
    told = verify_events(
        here.room,
        commit,
        lambda: remarks.send(actor=world.actor("王阿姨"), room=here.fresh(), text="某人胡说"),
    )
    [mine] = told[world.people["王阿姨"].pk].values()
    assert (mine["state"], mine["held_for"]) == ("held", "arranged")
    assert "某人胡说" not in str(state(here.room, "residents"))
    assert "某人胡说" in str(state(here.room, "staff"))
    remark = here.room.remarks.get()
    told = verify_events(
        here.room,
        commit,
        lambda: remarks.refuse(actor=desk, room=here.fresh(), remark=remark, reason="请勿质疑动机"),
    )
    [mine] = told[world.people["王阿姨"].pk].values()
    assert (mine["state"], mine["reason"]) == ("refused", "请勿质疑动机")


def test_words_that_attack_are_held_and_their_author_reads_which(
    world: World, here: Hall, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    told = verify_events(
        here.room,
        django_capture_on_commit_callbacks,
        lambda: remarks.send(
            actor=world.actor("王阿姨"), room=here.fresh(), text="他动机不纯，收了好处才这么说"
        ),
    )
    [mine] = told[world.people["王阿姨"].pk].values()
    assert (mine["state"], mine["held_for"], mine["reason"]) == ("held", "words", "动机不纯、收了好处")


@replays("remark.report", "remark.show")
def test_a_reported_remark_comes_to_the_desk_and_may_be_left_standing(
    world: World, here: Hall, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    commit, desk = django_capture_on_commit_callbacks, world.actor("社工小李")
    remark = remarks.send(actor=world.actor("王阿姨"), room=here.fresh(), text="这个方案不行")
    verify_events(
        here.room,
        commit,
        lambda: remarks.report(actor=world.actor("老尹"), room=here.fresh(), remark=remark, reason="跑题"),
    )
    shown = state(here.room, "staff")[1]["remarks"][str(remark.pk)]
    assert (shown["state"], shown["reports"]) == ("shown", ["跑题"])
    assert "reports" not in state(here.room, "residents")[1]["remarks"][str(remark.pk)]
    with refused("already_reported"):
        remarks.report(actor=world.actor("老尹"), room=here.fresh(), remark=remark, reason="跑题")
    verify_events(here.room, commit, lambda: remarks.show(actor=desk, room=here.fresh(), remark=remark))
    assert state(here.room, "staff")[1]["remarks"][str(remark.pk)]["reports"] == []


@guards("remark.report", "meeting.guards.not_own_remark")
def test_nobody_reports_their_own_remark(world: World, here: Hall) -> None:
    remark = remarks.send(actor=world.actor("王阿姨"), room=here.fresh(), text="这个方案不行")
    with refused("not_own_remark"):
        remarks.report(actor=world.actor("王阿姨"), room=here.fresh(), remark=remark, reason="写错了")


@guards("remark.report", "meeting.guards.remark_is_shown")
def test_a_remark_nobody_sees_is_not_reported(world: World, here: Hall) -> None:
    chairing.arrange(actor=world.actor("孙副主任"), room=here.fresh(), remarks_held=True)
    remark = remarks.send(actor=world.actor("王阿姨"), room=here.fresh(), text="这个方案不行")
    with refused("remark_is_shown"):
        remarks.report(actor=world.actor("老尹"), room=here.fresh(), remark=remark, reason="跑题")


def test_a_room_shows_the_last_remarks_and_says_when_one_goes_or_comes_back(
    world: World,
    here: Hall,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reads, "REMARKS", 2)
    commit, desk = django_capture_on_commit_callbacks, world.actor("社工小李")

    def say(text: str, held: bool = False) -> Remark:
        chairing.arrange(actor=world.actor("孙副主任"), room=here.fresh(), remarks_held=held)
        verify_events(
            here.room,
            commit,
            lambda: remarks.send(actor=world.actor("王阿姨"), room=here.fresh(), text=text),
        )
        return Remark.objects.get(text=text)

    def settle(verb: Callable[..., Any], remark: Remark, **how: str) -> list[str]:
        verify_events(here.room, commit, lambda: verb(actor=desk, room=here.fresh(), remark=remark, **how))
        return [one["text"] for one in state(here.room, "residents")[1]["remarks"].values()]

    moment = clock.now()
    for number, text in enumerate(("一", "二", "三")):
        with clock.at(moment + timedelta(seconds=number)):
            say(text)
    with clock.at(moment + timedelta(seconds=5)):
        held = say("四", held=True)
    assert settle(remarks.show, held) == ["三", "四"]
    assert settle(remarks.refuse, held, reason="与议题无关") == ["二", "三"]
