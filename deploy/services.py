"""Throwaway PostgreSQL and Redis: private ports, folders of their own, gone when done.

    python -m deploy.services                      start both, print their addresses, stop on Ctrl-C
    python -m deploy.services -- COMMAND ARGS      run COMMAND with DATABASE_URL and REDIS_URL set

They lose everything by design: syncing is off, so nothing measured here says how fast a durable
PostgreSQL is. A bench asks for a durable one.
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
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from deploy.server import Output, Server, ServiceError

ROOT = Path(__file__).resolve().parent.parent
LINKS = ROOT / "var" / "services"


@dataclass(frozen=True, kw_only=True)
class Services:
    """What is running; None for what was not asked for."""

    postgres: Server | None = None
    redis: Server | None = None
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


def redis_program(*, path: str | None = None) -> str | None:
    return shutil.which("redis-server", path=path)


def nginx_program(*, path: str | None = None) -> str | None:
    # Debian keeps it where only root looks.
    return shutil.which("nginx", path=path) or shutil.which("nginx", path="/usr/sbin")


@contextlib.contextmanager
def throwaway(
    *, postgres: bool = True, redis: bool = True, output: Output | None = None
) -> Iterator[Services]:
    """Run the servers asked for while the block runs. `output` takes what they say; else it is in their folders.

    Raises ServiceError when one cannot be had or does not answer. Both are stopped and their
    folders removed however the block ends, an interrupt included.
    """
    with contextlib.ExitStack() as stack:
        database, database_url = stack.enter_context(throwaway_postgres(output)) if postgres else (None, None)
        cache, redis_url = stack.enter_context(throwaway_redis(output)) if redis else (None, None)
        yield Services(postgres=database, redis=cache, database_url=database_url, redis_url=redis_url)


@contextlib.contextmanager
def throwaway_postgres(
    output: Output | None = None, *, durable: bool = False, environment: Mapping[str, str] | None = None
) -> Iterator[tuple[Server, str]]:
    """A new cluster with one empty database `consult`; yields its server and DATABASE_URL.

    `durable`: it answers when what was written is on the disk. `environment`: variables for its processes.
    """
    programs = postgres_folder()
    if programs is None:
        raise ServiceError("PostgreSQL is not installed. As root: apt-get install postgresql")
    # PostgreSQL refuses to run as root and cannot enter a folder of root's.
    owner = account("postgres") if os.geteuid() == 0 else None
    with folder_of(name="postgres", owner=owner) as folder:
        data, port = folder / "data", free_port()
        initdb: list[str | Path] = [programs / "initdb", "--pgdata", data, "--username", "consult"]
        initdb += ["--auth", "trust", "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"]
        maker = Server(name="initdb", command=initdb, folder=folder, answers=lambda: True, owner=owner)
        maker.launch()
        assert maker.process is not None
        if maker.process.wait():
            raise ServiceError(f"PostgreSQL could not make a cluster:\n{(folder / 'log').read_text()}")
        options = {
            "port": port,
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": folder,
            **dict.fromkeys(("fsync", "synchronous_commit", "full_page_writes"), "on" if durable else "off"),
        }
        command: list[str | Path] = [programs / "postgres", "-D", data]
        command += [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
        address = ["-h", "127.0.0.1", "-p", str(port), "-U", "consult"]
        server = Server(
            name="postgres",
            command=command,
            folder=folder,
            answers=lambda: _succeeds(programs / "pg_isready", *address),
            owner=owner,
            # An interrupt makes PostgreSQL close its sessions and leave; a plain terminate waits
            # for every client to go away by itself.
            stop_signal=signal.SIGINT,
            output=output,
            environment=environment,
        )
        with running(server):
            subprocess.run([programs / "createdb", *address, "consult"], check=True)
            yield server, f"postgres://consult@127.0.0.1:{port}/consult"


@contextlib.contextmanager
def throwaway_redis(output: Output | None = None) -> Iterator[tuple[Server, str]]:
    """A Redis that writes nothing to disk; yields its server and REDIS_URL."""
    program = redis_program()
    if program is None:
        raise ServiceError("Redis is not installed. As root: apt-get install redis-server")
    with folder_of(name="redis", owner=None) as folder:
        port = free_port()
        command: list[str | Path] = [program, "--port", str(port), "--bind", "127.0.0.1", "--dir", folder]
        command += ["--save", "", "--appendonly", "no"]
        server = Server(
            name="redis", command=command, folder=folder, answers=lambda: _pongs(port), output=output
        )
        with running(server):
            yield server, f"redis://127.0.0.1:{port}/0"


@contextlib.contextmanager
def running(server: Server) -> Iterator[None]:
    try:
        server.start()
        yield
    finally:
        server.stop()


@contextlib.contextmanager
def folder_of(*, name: str, owner: pwd.struct_passwd | None) -> Iterator[Path]:
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


def account(name: str) -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        raise ServiceError(f"As root a server runs as {name}, and there is no such user here") from None


def free_port() -> int:
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
