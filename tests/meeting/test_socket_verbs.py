"""The verbs that travel on the socket: the same answers, refusals and keys as over HTTP."""

from __future__ import annotations

from typing import Any

import pytest

from consult.kernel.log import parsed
from consult.kernel.models import Answer
from consult.meeting import by_socket
from consult.meeting.client import Refused, RoomClient
from consult.meeting.models import FloorEntry, Presence, Remark
from tests.meeting.conftest import Run
from tests.meeting.made import Hall
from tests.meeting.serving import Served
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def phone(world: World, here: Hall, server: Served, run: Run) -> RoomClient:
    made = server.phone(here.room, world.people["王阿姨"])
    run(made.enter())
    return made


def refused(run: Run, doing: Any) -> dict[str, Any]:
    with pytest.raises(Refused) as caught:
        run(doing)
    return caught.value.problem


def test_a_hand_is_raised_and_lowered_and_a_remark_sent(here: Hall, phone: RoomClient, run: Run) -> None:
    raised = run(phone.do("floor.raise", stance="for"))
    assert raised["stage"] == "open"
    assert "floor.lower" in raised["allowed"]
    assert FloorEntry.objects.get().pk.hex == raised["facts"]["id"].replace("-", "")
    run(phone.do("floor.lower"))
    assert FloorEntry.objects.get().state == "withdrawn"
    sent = run(phone.do("remark.send", text="晾衣杆太低了", stance="for"))
    assert str(Remark.objects.get().pk) == sent["facts"]["id"]
    run(phone.until(lambda: phone.state.pos == 3))


def test_an_answer_comes_after_the_commit(here: Hall, phone: RoomClient, run: Run) -> None:
    run(phone.do("remark.send", text="一"))
    assert Remark.objects.count() == 1


def test_the_same_key_is_the_same_intention_by_whichever_way(here: Hall, phone: RoomClient, run: Run) -> None:
    first = run(phone.do("remark.send", key="a-key-of-ours", text="一"))
    assert run(phone.do("remark.send", key="a-key-of-ours", text="一")) == first
    assert run(phone.post("/remark", key="a-key-of-ours", text="一")) == first
    other = run(phone.post("/raise", key="another-of-ours", stance="for"))
    assert run(phone.do("floor.raise", key="another-of-ours", stance="for")) == other
    assert (Remark.objects.count(), FloorEntry.objects.count()) == (1, 1)
    assert refused(run, phone.do("floor.lower", key="a-key-of-ours"))["code"] == "key_reused"


def test_refusals_are_those_of_http(world: World, here: Hall, phone: RoomClient, run: Run) -> None:
    """Permits, guards and values: each refused with the same envelope both ways."""
    Presence.objects.filter(person=world.people["王阿姨"]).delete()
    neighbour = str(world.people["小谷"].pk)
    for verb, path, body in (
        ("floor.raise", "/raise", {"stance": "for"}),
        ("floor.raise", "/raise", {"stance": "sideways"}),
        ("floor.raise", "/raise", {}),
        ("floor.raise", "/raise", {"stance": 7}),
        ("floor.raise", "/raise", {"stance": "x" * 21}),
        ("floor.raise", "/raise", {"stance": "for", "person": neighbour}),
        ("floor.raise", "/raise", {"stance": "for", "person": "nobody"}),
        ("floor.raise", "/raise", {"stance": "for", "person": "00000000-0000-4000-8000-000000000000"}),
        ("floor.lower", "/lower", {}),
        ("remark.send", "/remark", {"text": ""}),
        ("remark.send", "/remark", {"text": "x" * 501}),
        ("remark.send", "/remark", {"text": "x" * 2001}),
        ("remark.send", "/remark", {"text": "好", "on_paper": "perhaps"}),
    ):
        said = refused(run, phone.do(verb, **body))
        assert said == refused(run, phone.post(path, **body)), (verb, body)
        assert said["message"], said
        assert said["message_en"], said
    assert not FloorEntry.objects.exists()
    assert not Remark.objects.exists()


def test_only_the_named_verbs_travel_on_the_socket(phone: RoomClient, run: Run) -> None:
    assert {"floor.raise", "floor.lower", "remark.send"} <= set(by_socket.VERBS)
    assert refused(run, phone.do("floor.next"))["code"] == "invalid"
    assert refused(run, phone.do("floor.raise", key="short", stance="for"))["code"] == "invalid"


def test_a_big_screen_can_do_nothing(here: Hall, server: Served, run: Run) -> None:
    screen = server.phone(here.room)
    run(screen.enter())
    assert refused(run, screen.do("floor.raise", stance="for"))["code"] == "not_signed_in"


def test_the_desk_raises_a_hand_for_somebody_in_the_hall(
    world: World, here: Hall, server: Served, run: Run
) -> None:
    desk = server.phone(here.room, world.people["社工小李"])
    run(desk.enter())
    run(desk.do("floor.raise", stance="for", person=str(world.people["老尹"].pk)))
    assert FloorEntry.objects.get().entered_by == world.people["社工小李"]


def test_verbs_of_one_phone_are_done_in_the_order_they_were_sent(
    here: Hall, phone: RoomClient, run: Run
) -> None:
    async def many() -> None:
        for number in range(12):
            await phone.say({"id": f"remark-number-{number:02}", "do": "remark.send", "text": str(number)})
        await phone.until(lambda: sum("re" in frame for frame in phone.frames) == 12)

    run(many())
    order = [parsed(entry)["data"]["remark"] for entry in here.room.stream.entries.order_by("seq")]
    texts = {str(remark.pk): remark.text for remark in Remark.objects.all()}
    assert [texts[remark] for remark in order] == [str(number) for number in range(12)]
    assert [frame["re"][-2:] for frame in phone.frames if "re" in frame] == [f"{n:02}" for n in range(12)]


def test_what_is_kept_with_a_key_is_the_answer_and_not_what_was_said(
    here: Hall, phone: RoomClient, run: Run
) -> None:
    run(phone.do("remark.send", key="a-key-of-ours", text="只有我知道"))
    assert "只有我知道" not in Answer.objects.get(key="a-key-of-ours").body
