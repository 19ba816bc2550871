"""ballot.cast on the socket, and the figures a room shows while people vote and arrive."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from consult.kernel import clock
from consult.kernel.models import Answer
from consult.meeting import attending, gauges
from consult.meeting.client import Refused, RoomClient
from consult.voting import closing
from consult.voting.models import Cast
from tests.meeting.conftest import Run
from tests.meeting.serving import Served
from tests.voting.made import CHAIR, REPS, Vote, meeting, opened
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def vote(committed: None, world: World) -> Vote:
    return opened(world)


def phones(vote: Vote, server: Served, run: Run, *names: str) -> list[RoomClient]:
    made = [server.phone(vote.hall.room, vote.world.people[name]) for name in names]
    for phone in made:
        run(phone.enter())
    return made


def problem(run: Run, doing: Any) -> dict[str, Any]:
    with pytest.raises(Refused) as caught:
        run(doing)
    return caught.value.problem


def test_a_ballot_is_cast_and_its_receipt_is_that_of_http(vote: Vote, server: Served, run: Run) -> None:
    [phone] = phones(vote, server, run, "王阿姨")
    poll = str(vote.poll.pk)
    answer = run(phone.do("ballot.cast", key="a-ballot-key", poll=poll, choice="yes"))
    kept = Cast.objects.get()
    assert (kept.choice, kept.channel, kept.log_seq) == ("yes", "phone", answer["receipt"]["seq"])
    again = run(phone.do("ballot.cast", key="a-ballot-key", poll=poll, choice="no"))
    assert again == answer, "the same key is the same ballot, whatever is said now"
    headers = {"Idempotency-Key": "a-ballot-key"}
    http = run(
        phone.http.post(f"{phone.base}/api/v1/polls/{poll}/cast", json={"choice": "no"}, headers=headers)
    )
    assert http.json() == answer
    assert Cast.objects.count() == 1


def test_nothing_of_a_ballot_is_kept_with_its_key(vote: Vote, server: Served, run: Run) -> None:
    [phone] = phones(vote, server, run, "王阿姨")
    run(phone.do("ballot.cast", key="a-ballot-key", poll=str(vote.poll.pk), choice="yes"))
    assert not Answer.objects.exists()
    assert not [frame for frame in phone.frames if "p" in frame], "a cast has no event of its own"
    assert "yes" not in str([frame for frame in phone.frames if "hello" not in frame])


def test_refusals_of_a_ballot_are_those_of_http(vote: Vote, server: Served, run: Run) -> None:
    phone, outsider = phones(vote, server, run, "王阿姨", "小辛")
    poll = str(vote.poll.pk)
    nowhere = "00000000-0000-4000-8000-000000000000"
    run(phone.do("ballot.cast", poll=poll, choice="yes"))
    for who, where, body in (
        (phone, poll, {"choice": "yes"}),
        (phone, poll, {"choice": "perhaps"}),
        (phone, poll, {"choice": ["a"]}),
        (phone, poll, {}),
        (phone, poll, {"choice": "yes", "right": "mine"}),
        (phone, poll, {"choice": "yes", "right": nowhere}),
        (phone, poll, {"choice": "yes", "channel": "paper"}),
        (phone, nowhere, {"choice": "yes"}),
        (outsider, poll, {"choice": "yes"}),
    ):
        said = problem(run, who.do("ballot.cast", key="another-ballot-key", poll=where, **body))
        headers = {"Idempotency-Key": "another-ballot-key"}
        http = run(who.http.post(f"{who.base}/api/v1/polls/{where}/cast", json=body, headers=headers)).json()
        assert (said["code"], said["message"]) == (http["code"], http["message"]), (where, body)
    assert Cast.objects.count() == 1


def test_ballots_sent_together_are_all_in(vote: Vote, server: Served, run: Run) -> None:
    made = phones(vote, server, run, *REPS)

    async def together() -> list[Any]:
        casts = [phone.do("ballot.cast", poll=str(vote.poll.pk), choice="yes") for phone in made]
        return await asyncio.gather(*casts)

    answers = run(together())
    assert len({answer["receipt"]["seq"] for answer in answers}) == len(REPS) == Cast.objects.count()


def test_a_ballot_that_waits_for_company_holds_nobody_up(
    world: World, committed: None, server: Served, run: Run
) -> None:
    """A secret ballot waits two seconds for four others; the floor goes on meanwhile."""
    vote = opened(world, secrecy="hidden")
    first, second = phones(vote, server, run, "王阿姨", "小谷")

    async def both() -> list[str]:
        order = []

        async def then(what: str, doing: Any) -> None:
            await doing
            order.append(what)

        cast = first.do("ballot.cast", poll=str(vote.poll.pk), choice="yes")
        await asyncio.gather(then("ballot", cast), then("remark", second.do("remark.send", text="还没到我")))
        return order

    assert run(both()) == ["remark", "ballot"]


def test_arrivals_move_the_figures_and_name_nobody(vote: Vote, server: Served, run: Run) -> None:
    [phone] = phones(vote, server, run, "王阿姨")
    run(phone.until(lambda: phone.state.gauges.get("presence")))
    before = phone.state.gauges["presence"]
    [desk] = phones(vote, server, run, "社工小李")
    run(desk.post("/sign_in", mode="online"))
    run(phone.until(lambda: phone.state.gauges["presence"]["online"] == before["online"] + 1))
    run(phone.until(lambda: phone.state.pos > 0))
    assert [frame for frame in phone.frames if "p" in frame] == [{"p": phone.state.pos}]
    assert desk.state.mine["presence"] == "online"


def test_quorum_is_told_as_it_stands(world: World, committed: None, server: Served, run: Run) -> None:
    vote = meeting(world)
    assert gauges.GAUGES["quorum"](vote.hall.fresh()) == {"present": 8, "needed": 6, "eligible": 8}
    for name in REPS[:4]:
        attending.sign_out(actor=world.actor(name), room=vote.hall.fresh())
    assert gauges.GAUGES["quorum"](vote.hall.fresh()) == {"present": 4, "needed": 6, "eligible": 8}


def test_turnout_is_told_in_fives_and_not_before_the_minute_is_over(vote: Vote) -> None:
    told = gauges.GAUGES["turnout"]
    poll = str(vote.poll.pk)
    with clock.at(clock.now() + timedelta(seconds=20)):
        for name in REPS:
            vote.cast(name, "yes")
        assert told(vote.hall.fresh()) == {poll: {"cast": 0, "entitled": 8}}
    with clock.at(clock.now() + timedelta(seconds=60)):
        assert told(vote.hall.fresh()) == {poll: {"cast": 5, "entitled": 8}}
        closing.close(actor=vote.actor(CHAIR), poll=vote.poll)
    assert told(vote.hall.fresh()) is None
