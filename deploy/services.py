"""Throwaway PostgreSQL and Redis: private ports, folders of their own, gone when done.

    python -m deploy.services                      start both, print their addresses, stop on Ctrl-C
    python -m deploy.services -- COMMAND ARGS      run COMMAND with DATABASE_URL and REDIS_URL set

They lose everything by design: syncing is off, so nothing measured here says how fast a durable
PostgreSQL is.
"""

import argparse
import contextlib
import os
import pwd
import random
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import TypedDict

ROOT = Path(__file__).resolve().parent.parent
LINKS = ROOT / "var" / "services"

# Seconds. A first start on a busy two-core machine was seen to take four.
START_TIMEOUT = 60
STOP_TIMEOUT = 30


class ServiceError(Exception):
    """A server cannot be had or did not start; the message says which, why and what to do."""


@dataclass(frozen=True, kw_only=True)
class Services:
    """Addresses of what is running; None for what was not asked for."""

    database_url: str | None = None
    redis_url: str | None = None

    @property
    def environment(self) -> dict[str, str]:
        """The variables the settings read, to be merged into a child's environment."""
        named = {"DATABASE_URL": self.database_url, "REDIS_URL": self.redis_url}
        return {name: url for name, url in named.items() if url is not None}


def postgres_folder() -> Path | None:
    """Where `initdb` and `postgres` lie, the newest release first, or None.

    Debian keeps them out of PATH, one folder a release.
    """
    releases = Path("/usr/lib/postgresql").glob("*/bin")
    newest_first = sorted(releases, key=lambda folder: int(folder.parent.name), reverse=True)
    on_path = [Path(found).parent] if (found := shutil.which("postgres")) else []
    return next((f for f in [*newest_first, *on_path] if (f / "initdb").exists()), None)


def redis_program() -> str | None:
    return shutil.which("redis-server")


@contextlib.contextmanager
def throwaway(*, postgres: bool = True, redis: bool = True) -> Iterator[Services]:
    """Run the servers asked for while the block runs.

    Raises ServiceError when one cannot be had or does not answer. Both are stopped and their
    folders removed however the block ends, an interrupt included.
    """
    with contextlib.ExitStack() as stack:
        database_url = stack.enter_context(throwaway_postgres()) if postgres else None
        redis_url = stack.enter_context(throwaway_redis()) if redis else None
        yield Services(database_url=database_url, redis_url=redis_url)


@contextlib.contextmanager
def throwaway_postgres() -> Iterator[str]:
    """A new cluster with one empty database `consult`; yields its DATABASE_URL."""
    programs = postgres_folder()
    if programs is None:
        raise ServiceError("PostgreSQL is not installed. As root: apt-get install postgresql")
    # PostgreSQL refuses to run as root and cannot enter a folder of root's.
    owner = _account("postgres") if os.geteuid() == 0 else None
    with _folder(name="postgres", owner=owner) as folder:
        data, port = folder / "data", _free_port()
        initdb: list[str | Path] = [programs / "initdb", "--pgdata", data, "--username", "consult"]
        initdb += ["--auth", "trust", "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"]
        made = subprocess.run(initdb, **_as(owner), cwd=folder, capture_output=True, text=True)
        if made.returncode:
            raise ServiceError(f"PostgreSQL could not make a cluster:\n{made.stdout}{made.stderr}")
        options = {
            "port": port,
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": folder,
            "fsync": "off",
            "synchronous_commit": "off",
            "full_page_writes": "off",
        }
        command: list[str | Path] = [programs / "postgres", "-D", data]
        command += [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
        address = ["-h", "127.0.0.1", "-p", str(port), "-U", "consult"]
        with _running(
            name="PostgreSQL",
            command=command,
            folder=folder,
            owner=owner,
            # An interrupt makes PostgreSQL close its sessions and leave; a plain terminate waits
            # for every client to go away by itself.
            stop_signal=signal.SIGINT,
            answers=lambda: _succeeds(programs / "pg_isready", *address),
        ):
            subprocess.run([programs / "createdb", *address, "consult"], check=True)
            yield f"postgres://consult@127.0.0.1:{port}/consult"


@contextlib.contextmanager
def throwaway_redis() -> Iterator[str]:
    """A Redis that writes nothing to disk; yields its REDIS_URL."""
    program = redis_program()
    if program is None:
        raise ServiceError("Redis is not installed. As root: apt-get install redis-server")
    with _folder(name="redis", owner=None) as folder:
        port = _free_port()
        command: list[str | Path] = [program, "--port", str(port), "--bind", "127.0.0.1", "--dir", folder]
        command += ["--save", "", "--appendonly", "no"]
        with _running(
            name="Redis",
            command=command,
            folder=folder,
            owner=None,
            stop_signal=signal.SIGTERM,
            answers=lambda: _pongs(port),
        ):
            yield f"redis://127.0.0.1:{port}/0"


@contextlib.contextmanager
def _folder(*, name: str, owner: pwd.struct_passwd | None) -> Iterator[Path]:
    """A temporary folder of the owner's (None: ours), linked from var/services so that a person finds its log."""
    # As root TMPDIR may point under a folder that only root may enter.
    parent = "/tmp" if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix=f"consult-{name}-", dir=parent))
    LINKS.mkdir(parents=True, exist_ok=True)
    link = LINKS / f"{name}-{os.getpid()}-{secrets.token_hex(2)}"
    link.symlink_to(folder)
    try:
        if owner:
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        yield folder
    finally:
        link.unlink(missing_ok=True)
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _running(
    *,
    name: str,
    command: list[str | Path],
    folder: Path,
    owner: pwd.struct_passwd | None,
    stop_signal: signal.Signals,
    answers: Callable[[], bool],
) -> Iterator[None]:
    """Keep one server running in the block. Its output is in `log` in its folder."""
    log = folder / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=folder,
            **_as(owner),
            # A session of its own: Ctrl-C goes to us, and we stop it after its clients.
            start_new_session=True,
        )
    try:
        deadline = time.monotonic() + START_TIMEOUT
        while not answers():
            if process.poll() is not None or time.monotonic() > deadline:
                raise ServiceError(f"{name} did not start:\n{log.read_text(errors='replace')}")
            time.sleep(0.05)
        yield
    finally:
        process.send_signal(stop_signal)
        try:
            process.wait(timeout=STOP_TIMEOUT)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _account(name: str) -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        raise ServiceError(f"PostgreSQL will not run as root, and there is no user {name}") from None


class _Credentials(TypedDict, total=False):
    user: int
    group: int
    extra_groups: list[int]


def _as(owner: pwd.struct_passwd | None) -> _Credentials:
    """What subprocess needs to start a program as the owner; None: as we are."""
    if owner is None:
        return {}
    return {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}


def _free_port() -> int:
    """A port nobody listens on, below the range the kernel hands to outgoing connections."""
    for port in random.sample(range(20000, 32000), 50):
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise ServiceError("No free port between 20000 and 32000 on 127.0.0.1")


def _succeeds(*command: str | Path) -> bool:
    return subprocess.run(command, capture_output=True).returncode == 0


def _pongs(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
    except OSError:
        return False


def stop_on_signals() -> None:
    """Turn SIGTERM and SIGINT into SystemExit, so that every `finally` runs.

    SIGINT too: in a shell's background job it is ignored until somebody asks for it.
    """

    def leave(number: int, _frame: FrameType | None) -> None:
        sys.exit(128 + number)

    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGINT, leave)


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m deploy.services", description="Throwaway PostgreSQL and Redis."
    )
    parser.add_argument("--no-postgres", action="store_true")
    parser.add_argument("--no-redis", action="store_true")
    parser.add_argument("command", nargs="*", help="run this while they run; without it, wait for Ctrl-C")
    arguments = parser.parse_args()
    stop_on_signals()
    try:
        with throwaway(postgres=not arguments.no_postgres, redis=not arguments.no_redis) as services:
            if arguments.command:
                return subprocess.run(
                    arguments.command, env={**os.environ, **services.environment}
                ).returncode
            for name, url in services.environment.items():
                print(f"export {name}={url}", flush=True)
            print("# Ctrl-C stops them.", flush=True)
            signal.pause()
    except ServiceError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
