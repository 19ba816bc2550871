"""What flow.py and wiring.py name must be there when the server starts, not when somebody presses the button."""

from __future__ import annotations

import pytest

from consult import flow
from consult.config import wiring


def test_all_that_is_named_is_there() -> None:
    wiring.connect()


@pytest.mark.parametrize("part", ["who", "guards"])
def test_a_permit_or_guard_that_is_not_there_stops_the_start(
    part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flow.MATTER[0], part, ("intake.guards.nowhere",))
    with pytest.raises(RuntimeError, match=r"intake\.guards\.nowhere"):
        wiring.connect()


def test_a_function_that_is_no_guard_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flow.MATTER[0], "guards", ("intake.raising.endorse",))
    with pytest.raises(RuntimeError, match="not a guard"):
        wiring.connect()


def test_what_follows_a_verb_that_is_not_there_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(wiring.DOWNSTREAM, "matter.rais", ("voting.live.show_poll",))
    with pytest.raises(RuntimeError, match=r"matter\.rais$"):
        wiring.connect()


@pytest.mark.parametrize("table", ["DOWNSTREAM", "DEADLINES", "SOCKET_VERBS"])
def test_a_function_that_is_not_there_stops_the_start(table: str, monkeypatch: pytest.MonkeyPatch) -> None:
    nowhere = "voting.live.nowhere"
    monkeypatch.setitem(
        getattr(wiring, table), "floor.raise", (nowhere,) if table == "DOWNSTREAM" else nowhere
    )
    with pytest.raises(RuntimeError, match=r"voting\.live\.nowhere"):
        wiring.connect()
