"""`pytest --without-guards`: each guard of flow.py is taken away in turn, and its named test must fail.

It runs only tests marked `guards(verb, name)`, and at the end names every guard of flow.py that no test protects.
"""

from __future__ import annotations

from collections.abc import Generator

import pytest

from consult import flow

PROTECTED = pytest.StashKey[set[tuple[str, str]]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--without-guards", action="store_true", help="take each guard away; its test must fail")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "guards(verb, guard): fails when this guard is taken from its row of flow.py"
    )
    config.stash[PROTECTED] = set()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        for mark in item.iter_markers("guards"):
            config.stash[PROTECTED].add((mark.args[0], mark.args[1]))
    if config.getoption("--without-guards"):
        items[:] = [item for item in items if any(item.iter_markers("guards"))]


def rows_of(verb: str) -> list[flow.Row]:
    return [row for table in flow.TABLES.values() for row in table if row.verb == verb]


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Generator[None, object, object]:
    """Only the test's own call runs without the guard; what its fixtures arrange still has it."""
    if not pyfuncitem.config.getoption("--without-guards"):
        return (yield)
    marks = list(pyfuncitem.iter_markers("guards"))
    taken: list[tuple[flow.Row, tuple[str, ...]]] = []
    for mark in marks:
        verb, name = mark.args
        holders = [row for row in rows_of(verb) if name in row.guards]
        assert holders, f"no row of {verb} has the guard {name}"
        for row in holders:
            taken.append((row, row.guards))
            row.guards = tuple(guard for guard in row.guards if guard != name)
    try:
        yield
    except BaseException:
        return True
    finally:
        for row, kept in reversed(taken):
            row.guards = kept
    pytest.fail("the guard was taken away and this test did not notice", pytrace=False)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if not config.getoption("--without-guards"):
        return
    every = {(row.verb, name) for table in flow.TABLES.values() for row in table for name in row.guards}
    bare = sorted(every - config.stash[PROTECTED])
    terminalreporter.write_line(
        f"guards: {len(every)} in flow.py, {len(every) - len(bare)} protected by a named test"
    )
    for verb, name in bare:
        terminalreporter.write_line(f"  unprotected: {verb} {name}", red=True)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    if session.config.getoption("--without-guards") and exitstatus == 0:
        every = {(row.verb, name) for table in flow.TABLES.values() for row in table for name in row.guards}
        if every - session.config.stash[PROTECTED]:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
