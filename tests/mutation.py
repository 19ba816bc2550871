"""`pytest --without-guards`: each guard of flow.py is taken away in turn, and its named tests must fail.

Only tests marked `guards(verb, name)` run, once for each mark, with that one guard taken out of that verb's row. Where
several rows of a verb ask the same guard, the mark names a stage of its row: `guards(verb, name, "pending")`. At the
end stands how many were taken away and how many of these a test noticed; one that nobody noticed fails the run.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import NamedTuple

import pytest

from consult import flow

PARAMETER = "without_guard"


class Place(NamedTuple):
    """One guard in one row of flow.py."""

    verb: str
    stages: str
    guard: str

    def __str__(self) -> str:
        return " ".join(part for part in (self.verb, self.stages.replace(" ", "|"), self.guard) if part)


# What became of each guard taken away, by the tests' reports.
OUTCOMES: dict[str, set[str]] = {"noticed": set(), "missed": set()}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--without-guards", action="store_true", help="take each guard away; its test must fail")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers",
        "guards(verb, guard, stage=None): fails when this guard is taken from its row of flow.py",
    )


def rows() -> dict[Place, flow.Row]:
    """Every guard of every row."""
    return {
        Place(row.verb, " ".join(row.stages), name): row
        for table in flow.TABLES.values()
        for row in table
        for name in row.guards
    }


def place(verb: str, guard: str, stage: str | None = None) -> Place:
    """Where the guard that a mark names stands. A mark that names none, or several, is a mistake in the test."""
    found = [
        one
        for one in rows()
        if (one.verb, one.guard) == (verb, guard) and (stage is None or stage in one.stages.split())
    ]
    if len(found) != 1:
        raise pytest.UsageError(f"guards({verb!r}, {guard!r}, {stage!r}) names {len(found)} rows of flow.py")
    return found[0]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Wrong names are found in every run; only `--without-guards` makes a test of each mark."""
    places = [place(*mark.args) for mark in metafunc.definition.iter_markers("guards")]
    if places and metafunc.config.getoption("--without-guards"):
        metafunc.fixturenames.append(PARAMETER)
        metafunc.parametrize(PARAMETER, places, ids=str)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--without-guards"):
        items[:] = [item for item in items if any(item.iter_markers("guards"))]


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Generator[None, object, object]:
    """Only the test's own call runs without the guard; what its fixtures arrange still has it."""
    if not pyfuncitem.config.getoption("--without-guards"):
        return (yield)
    taken = _taken(pyfuncitem)
    row = rows()[taken]
    kept = row.guards
    row.guards = tuple(guard for guard in kept if guard != taken.guard)
    try:
        yield
    except BaseException:
        pyfuncitem.user_properties.append(("noticed", str(taken)))
        return True
    finally:
        row.guards = kept
    pyfuncitem.user_properties.append(("missed", str(taken)))
    pytest.fail("the guard was taken away and this test did not notice", pytrace=False)


def _taken(item: pytest.Function) -> Place:
    """The guard this call is made without: its parameter, or the one mark of a single `pytest.param`."""
    if hasattr(item, "callspec") and PARAMETER in item.callspec.params:
        made: Place = item.callspec.params[PARAMETER]
        return made
    [mark] = item.iter_markers("guards")
    return place(*mark.args)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Whichever process ran the test, its report comes here."""
    if report.when == "call":
        for what, name in report.user_properties:
            if what in OUTCOMES:
                OUTCOMES[what].add(str(name))


def unnoticed() -> list[str]:
    """Guards that no test missed when they were gone."""
    return sorted({str(one) for one in rows()} - OUTCOMES["noticed"])


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if not config.getoption("--without-guards"):
        return
    every, bare = rows(), unnoticed()
    taken = OUTCOMES["noticed"] | OUTCOMES["missed"]
    terminalreporter.write_line(
        f"guards of flow.py: {len(every)}, taken away in turn: {len(taken)}, "
        f"noticed by a named test: {len(every) - len(bare)}"
    )
    for name in bare:
        terminalreporter.write_line(f"  nobody noticed: {name}", red=True)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    whole = session.config.getoption("--without-guards") and not hasattr(session.config, "workerinput")
    if whole and exitstatus == 0 and unnoticed():
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
