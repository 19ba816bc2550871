"""Throwaway servers are really started here, and really gone afterwards."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
import redis

from deploy.server import ServiceError
from deploy.services import LINKS, throwaway

ROOT = Path(__file__).resolve().parent.parent

# Where DATABASE_URL and REDIS_URL are set, the programs to start others are there too.
pytestmark = [pytest.mark.postgres, pytest.mark.redis]


def folders() -> set[Path]:
    """What this process's links in var/services lead to: one folder a running server."""
    return {link.resolve() for link in LINKS.glob(f"*-{os.getpid()}-*")}


def listens(url: str) -> bool:
    address = urlsplit(url)
    with socket.socket() as probe:
        return probe.connect_ex((address.hostname or "", address.port or 0)) == 0


def test_servers_answer_and_leave_nothing_behind() -> None:
    with throwaway() as services:
        assert services.database_url
        assert services.redis_url
        made = folders()
        assert len(made) == 2
        with psycopg.connect(services.database_url) as connection:
            row = connection.execute("SELECT pg_encoding_to_char(encoding) FROM pg_database").fetchone()
            assert row == ("UTF8",)
        assert redis.Redis.from_url(services.redis_url).ping() is True
    assert not listens(services.database_url)
    assert not listens(services.redis_url)
    assert [folder for folder in made if folder.exists()] == []


def test_servers_stop_when_their_user_fails() -> None:
    seen: list[str] = []

    def fail() -> None:
        with throwaway(postgres=False) as services:
            seen.extend(services.environment.values())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert len(seen) == 1
    assert not listens(seen[0])


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_servers_stop_on_a_signal(number: signal.Signals) -> None:
    command = [sys.executable, "-m", "deploy.services"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        urls = [process.stdout.readline().strip().partition("=")[2] for _ in range(2)]
        assert process.stdout.readline() == "# Ctrl-C stops them.\n"
        assert [listens(url) for url in urls] == [True, True]
        process.send_signal(number)
        assert process.wait(timeout=60) == 128 + number
    assert [listens(url) for url in urls] == [False, False]


def test_a_command_gets_the_addresses_and_answers_with_its_own_code() -> None:
    script = "import os, sys; sys.exit(7 if os.environ['REDIS_URL'].startswith('redis://127.') else 1)"
    command = [sys.executable, "-m", "deploy.services", "--no-postgres", "--", sys.executable, "-c", script]
    assert subprocess.run(command, cwd=ROOT).returncode == 7


def test_a_server_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(ServiceError, match="apt-get install redis-server"), throwaway(postgres=False):
        pass
