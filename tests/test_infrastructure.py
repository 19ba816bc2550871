"""The checkout's own promises: what is locked, what is tracked, and what `make` says and runs."""

import os
import re
import select
import signal
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from django.db import connection

from deploy.install import frontend_sources, hash_of
from deploy.steps import LAST, Step, run_all
from tests import template
from tests.environment import absent

ROOT = Path(__file__).resolve().parent.parent
LOCKS = [ROOT / "requirements" / name for name in ("run.txt", "dev.txt")]


def pins(lock: Path) -> dict[str, str]:
    return dict(re.findall(r"^([\w.\[\],-]+)==(\S+)", lock.read_text(), flags=re.MULTILINE))


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_locked_package_has_a_hash_and_no_address(lock: Path) -> None:
    text = lock.read_text()
    entries = re.split(r"^(?=\w)", text, flags=re.MULTILINE)[1:]
    assert len(entries) == len(pins(lock)) > 50
    assert [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry] == []
    assert re.findall(r"^.*(?:://|--index|--find-links| @ ).*$", text, flags=re.MULTILINE) == []


def test_what_runs_is_what_was_tested() -> None:
    run, dev = (pins(lock) for lock in LOCKS)
    assert {name: version for name, version in run.items() if dev.get(name) != version} == {}


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_no_file_names_a_machine_or_a_package_index() -> None:
    # In pieces, so that this file does not name them either.
    forbidden = re.compile(
        "|".join(
            [
                "(?<![\\w.])/ro" + "ot/",
                "/wo" + "rk/(?:main|shared)",
                "pythonhost" + "ed",
                "registry" + r"\.npm",
            ]
        )
    )
    found = [
        f"{file.relative_to(ROOT)}: {match.group()}"
        for file in tracked()
        if (match := forbidden.search(file.read_text(errors="replace")))
    ]
    assert found == []


def test_no_tracked_file_is_a_product() -> None:
    product = re.compile(r"(^|/)(node_modules|dist|__pycache__|\.venv|var)/|\.(sqlite3|pem|pyc)$|(^|/)\.env$")
    names = [file.relative_to(ROOT).as_posix() for file in tracked()]
    assert [name for name in names if product.search(name)] == []


def test_every_file_of_rules_is_held_to_plain_python() -> None:
    """The linter's wildcards stand for whole modules, so its contract names each."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    contracts = {each["name"]: each for each in settings["tool"]["importlinter"]["contracts"]}
    held = contracts["rules.py and rules_*.py import no Django"]["source_modules"]
    files = {file.relative_to(ROOT).with_suffix("") for file in ROOT.glob("consult/**/rules*.py")}
    assert sorted(held) == sorted(".".join(file.parts) for file in files)


def test_every_make_target_has_a_line_of_help() -> None:
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z-]+):", makefile, flags=re.MULTILINE))
    phony = re.search(r"^\.PHONY: (.*)$", makefile, flags=re.MULTILINE)
    said = subprocess.run(
        ["make", "--no-print-directory"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert phony
    assert set(phony.group(1).split()) == targets
    assert {line.split()[1] for line in said.splitlines()} == targets


def test_every_step_runs_after_one_fails(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    steps = [
        Step(name="fails", command=["false"]),
        Step(
            name="still runs",
            command=["sh", "-c", "echo $GREETING > after"],
            folder=tmp_path,
            environment={"GREETING": "你好"},
        ),
    ]
    assert run_all(steps) == 1
    assert (tmp_path / "after").read_text() == "你好\n"
    said = capfd.readouterr().out
    assert re.search(r"^FAILED .* fails$", said, flags=re.MULTILINE)
    assert re.search(r"^ok .* still runs$", said, flags=re.MULTILINE)


def test_lanes_run_side_by_side_and_never_talk_at_once(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Each end of a pipe waits until the other is opened, and the other goes first in its lane."""
    os.mkfifo(tmp_path / "pipe")
    gives = Step(
        name="gives", command=["sh", "-c", "echo begins; echo 你好 > pipe; echo ends"], folder=tmp_path
    )
    takes = Step(name="takes", command=["cat", "pipe"], folder=tmp_path)
    assert run_all([gives], [takes]) == 0
    said = capfd.readouterr().out
    assert "=== gives\nbegins\nends\n" in said
    assert "=== takes\n你好\n" in said


def test_a_step_that_gives_way_comes_after_the_others_on_their_core(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    says = ["sh", "-c", "nice; cat /proc/self/autogroup 2>/dev/null || true"]
    assert (
        run_all([Step(name="gives way", command=says, gives_way=True), Step(name="goes", command=says)]) == 0
    )
    said = re.findall(r"=== ([a-z ]+)\n(\d+)\n(?:/autogroup-\d+ nice (\d+)\n)?", capfd.readouterr().out)
    own = os.nice(0)
    assert said in (
        [("gives way", str(min(own + LAST, 19)), str(LAST)), ("goes", str(own), "0")],
        # Where the system does not share its time out among sessions.
        [("gives way", str(min(own + LAST, 19)), ""), ("goes", str(own), "")],
    )


# The step asks as soon as it runs, and it is not known as ours before it has asked.
STOPPED = """
import os, signal, subprocess, sys
from pathlib import Path
from deploy.services import stop_on_signals
from deploy.steps import Step, run_all

class Late(subprocess.Popen):
    def __init__(self, *args, **named):
        super().__init__(*args, **named)
        while signal.SIGTERM not in signal.sigpending():
            os.sched_yield()

stop_on_signals()
subprocess.Popen = Late
command = ["sh", "-c", "(echo begun; kill -TERM $PPID; exec sleep 1000) > pipe & wait"]
run_all([Step(name="asks us to stop", command=command, folder=Path(sys.argv[1]))])
"""


def test_whoever_stops_the_steps_stops_what_they_started(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    held = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    done = subprocess.run([sys.executable, "-c", STOPPED, tmp_path], cwd=ROOT)
    assert done.returncode == 128 + signal.SIGTERM
    assert os.read(held, 100) == b"begun\n"
    # Its end comes when nobody holds the other any more.
    assert select.select([held], [], [], 30)[0]
    assert os.read(held, 100) == b""
    os.close(held)


def test_the_bundle_is_rebuilt_when_a_source_changes_and_only_then() -> None:
    sources = frontend_sources()
    assert ROOT / "frontend" / "package.json" in sources
    assert not any("node_modules" in source.parts or "dist" in source.parts for source in sources)
    assert hash_of(sources) == hash_of(sources) != hash_of(sources[1:])


@pytest.mark.parametrize(
    ("marks", "environment", "reason"),
    [
        (set(), {}, None),
        ({"database"}, {}, None),
        ({"postgres"}, {}, "DATABASE_URL names no PostgreSQL"),
        ({"postgres"}, {"DATABASE_URL": "sqlite:///var/consult.sqlite3"}, "DATABASE_URL names no PostgreSQL"),
        ({"postgres"}, {"DATABASE_URL": "postgres://consult@127.0.0.1/consult"}, None),
        ({"redis"}, {}, "REDIS_URL is not set"),
        ({"redis"}, {"REDIS_URL": "redis://127.0.0.1/0"}, None),
        ({"browser"}, {"PATH": "/nowhere"}, "chromium is not installed"),
        ({"scaled"}, {"PATH": "/nowhere"}, "PostgreSQL, Redis or nginx is not installed"),
        ({"postgres", "redis"}, {"DATABASE_URL": "postgres://127.0.0.1/consult"}, "REDIS_URL is not set"),
    ],
)
def test_a_test_is_skipped_for_what_it_needs_only(
    marks: set[str], environment: dict[str, str], reason: str | None
) -> None:
    assert absent(marks, environment) == reason


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="the log is SQLite's")
def test_sqlite_tests_use_a_write_ahead_log() -> None:
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_the_migrated_template_follows_what_its_migrations_import() -> None:
    followed = {file.relative_to(ROOT).as_posix() for file in template.shapers()}
    assert {"consult/kernel/migrations/0001_initial.py", "consult/kernel/append_only.py"} <= followed


@pytest.mark.parametrize(("ci", "outcome"), [("", "1 skipped"), ("true", "1 error")])
def test_a_missing_server_is_an_error_in_ci(tmp_path: Path, ci: str, outcome: str) -> None:
    needy = tmp_path / "test_needy.py"
    needy.write_text("import pytest\n\n\n@pytest.mark.redis\ndef test_needs_redis() -> None: ...\n")
    environment = {name: value for name, value in os.environ.items() if name != "REDIS_URL"}
    command = [sys.executable, "-m", "pytest", "-c", ROOT / "pyproject.toml", "-p", "no:cacheprovider", needy]
    done = subprocess.run(command, cwd=ROOT, env={**environment, "CI": ci}, capture_output=True, text=True)
    assert outcome in done.stdout.splitlines()[-1]
