"""PostgreSQL stopped and started under a room.

Expected exactly: sockets stay; while it is away a verb is refused with `unavailable` (503 over HTTP, the same envelope on
the socket), a page is not answered with a failure of ours, and nothing is half done; once it is back the same keys do what
they asked for, once, and every screen is right without a snapshot.
"""

from __future__ import annotations

from typing import Any

import pytest

from consult.meeting.client import Refused
from tests.scaled.conftest import Run, Stack
from tests.scaled.going import PATIENCE, all_as_now, floor_goes_on, vote_goes_on

pytestmark = pytest.mark.scaled


def test_restarted(stack: Stack, run: Run) -> None:
    database = stack.running.services.postgres
    assert database
    here, there = (
        stack.phone(name, at=at)
        for name, at in zip(("王阿姨", "孙副主任"), stack.running.daphnes, strict=True)
    )
    screen = stack.phone()
    everybody = (here, there, screen)
    for phone in everybody:
        run(phone.enter())
    database.stop()

    def refused(doing: Any) -> Refused:
        with pytest.raises(Refused) as caught:
            run(doing)
        return caught.value

    on_socket = refused(here.do("remark.send", key="while-it-is-away", text="断了吗"))
    over_http = refused(there.post("/remark", key="also-while-away", text="断了"))
    ballot = refused(here.do("ballot.cast", key="a-ballot-meanwhile", poll=stack.poll, choice="yes"))
    assert (on_socket.code, over_http.code, over_http.status) == ("unavailable", "unavailable", 503)
    assert ballot.code in ("unavailable", "unconfirmed")
    assert refused(there.snapshot()).code == "unavailable"
    assert on_socket.problem["next"]["zh"]
    database.start()

    position = here.state.pos
    run(here.do("remark.send", key="while-it-is-away", text="断了吗"))
    run(there.post("/remark", key="also-while-away", text="断了"))
    first = run(here.do("ballot.cast", key="a-ballot-meanwhile", poll=stack.poll, choice="yes"))
    assert run(here.do("ballot.cast", key="a-ballot-meanwhile", poll=stack.poll, choice="yes")) == first
    for phone in everybody:
        run(phone.until(lambda phone=phone: phone.state.pos == position + 2, seconds=PATIENCE))
    texts = [remark["text"] for remark in here.state.shared["remarks"].values()]
    assert (texts.count("断了吗"), texts.count("断了")) == (1, 1)
    floor_goes_on(run, here, there, screen)
    vote_goes_on(run, stack)
    all_as_now(run, *everybody)
    assert [(phone.code, phone.snapshots) for phone in everybody] == [(None, 1)] * 3, "nobody was hung up on"
