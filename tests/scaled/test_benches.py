"""The benches' own rows against the scaled form that runs, with few phones: what `make scaled RUN=…` tells them is enough."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from bench import join_scaled
from bench.fanout_frames import publish
from bench.fanout_scaled import Bench
from bench.scaled import running
from tests.scaled.conftest import Stack
from tests.scaled.test_start import ROOT

pytestmark = [pytest.mark.scaled, pytest.mark.compiler]
PHONES = 20


@pytest.fixture(scope="module")
def bench(whole: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """Its hall is in the scaled form's database, beside what the other tests have there."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in whole.running.told().items():
            patch.setitem(os.environ, name, value)
        there = running()
        assert there
        made = Bench(there, tmp_path_factory.mktemp("bench"), phones=PHONES)
        yield made
        made.beside.stop()


def test_an_event_reaches_the_phones_of_both_daphnes(bench: Bench) -> None:
    for events in (3, 1):
        with bench.room(PHONES) as halls:
            spent, told = publish(bench.beside, halls, PHONES // 2, events, pids=bench.there.pids)
        assert told["frames"] == PHONES * events
        assert spent > 0


def test_phones_arrive_past_nginx_and_through_it(bench: Bench, capsys: pytest.CaptureFixture[str]) -> None:
    assert join_scaled.report(bench.there, bench.folder, bench.client, bench.hall, rounds=1) == 0
    figures = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert figures.keys() >= {"first_state_s", "through_nginx_s"}


def test_ballots_are_cast_through_nginx_and_all_counted(whole: Stack) -> None:
    """A poll on each road; more rounds of them are the bench's."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.ballots_run", "0", "10", "0", "ours"],
        cwd=ROOT,
        env=whole.running.told(),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout.splitlines()[-1]) == {"socket": [], "http": []}
