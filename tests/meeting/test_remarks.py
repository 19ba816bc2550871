"""remark.send, show, refuse: what is written in the hall, by whom, and when it appears."""

from __future__ import annotations

from pytest_django import DjangoCaptureOnCommitCallbacks

from consult.meeting import chairing, remarks
from consult.meeting.models import Remark
from tests.expect import guards, refused
from tests.meeting.made import hall, seat
from tests.meeting.replay import state, verify_events
from tests.voting.made import CHAIR
from tests.world import World

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
