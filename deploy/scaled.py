"""The scaled form on one machine: PostgreSQL, Redis, nginx with TLS, two Daphnes and two workers.

    python -m deploy.scaled                         start all, one log, Ctrl-C stops all
    python -m deploy.scaled -- COMMAND ARGS         run COMMAND against it and stop; its environment has DATABASE_URL,
                                                    REDIS_URL and the rest, and where it is (Scaled.told)

Everything listens on 127.0.0.1 alone, on private ports but for nginx's. The programs are Debian's. Nothing but environment
variables tells these processes from the embedded one. The database is made anew at every start and gone at the end, and it
does not sync: this is for trying and testing the scaled form, not for keeping a community's records.
"""

import argparse
import contextlib
import datetime
import ipaddress
import os
import resource
import secrets
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from deploy.install import apt_install
from deploy.server import Output, Server, ServiceError
from deploy.services import (
    ROOT,
    Services,
    account,
    folder_of,
    free_port,
    nginx_program,
    postgres_folder,
    redis_program,
    running,
    stop_on_signals,
    throwaway,
)

DAPHNES = WORKERS = 2
HOST = "localhost"
PORT = 8443


@dataclass(frozen=True, kw_only=True)
class Scaled:
    """What runs, and what a process needs to belong to it. `base` is nginx's address, `daphnes` those behind it."""

    base: str
    daphnes: list[str]
    services: Services
    servers: Mapping[str, Server]
    environment: Mapping[str, str]
    folder: Path
    certificate: Path

    def told(self) -> dict[str, str]:
        """The environment of a command that is run against it: what its processes have, and CONSULT_AT, nginx's address;
        CONSULT_DAPHNES, the Daphnes' own, without TLS; CONSULT_DAPHNE_PIDS, their processes in the same order; and
        SSL_CERT_FILE, nginx's certificate, which OpenSSL's clients then trust."""
        daphnes = [server.process for name, server in self.servers.items() if name.startswith("daphne")]
        return {
            **self.environment,
            "CONSULT_AT": self.base,
            "CONSULT_DAPHNES": " ".join(self.daphnes),
            "CONSULT_DAPHNE_PIDS": " ".join(str(process.pid) for process in daphnes if process),
            "SSL_CERT_FILE": str(self.certificate),
        }


@contextlib.contextmanager
def scaled(
    *,
    port: int = 0,
    prepare: Sequence[str | Path] = ("manage.py", "setup"),
    variables: Mapping[str, str] | None = None,
    output: Output | None = None,
) -> Iterator[Scaled]:
    """All of it while the block runs. `prepare` is what Python runs once the database is there, before anything serves it.

    `port` is nginx's; a free one where none is given. ServiceError where something cannot be had or does not answer.
    """
    nginx = nginx_program()
    if nginx is None:
        raise ServiceError("nginx is not installed. As root: apt-get install nginx")
    port = port or free_port()
    raise_file_limit()
    with contextlib.ExitStack() as stack:
        services = stack.enter_context(throwaway(output=output))
        folder = stack.enter_context(folder_of(name="scaled", owner=None))
        environment = {
            **os.environ,
            **services.environment,
            "SECRET_KEY": secrets.token_urlsafe(48),
            "CONSULT_VAR": str(folder),
            "CONSULT_HTTPS": "1",
            "CONSULT_HOSTS": f"{HOST},127.0.0.1",
            # The port people see: origins are told by it.
            "PORT": str(port),
            "PYTHONUNBUFFERED": "1",
            "DJANGO_SETTINGS_MODULE": "consult.config.settings",
            **(variables or {}),
        }
        python = sys.executable
        subprocess.run([python, *prepare], cwd=ROOT, env=environment, check=True, stdin=subprocess.DEVNULL)
        inner = [free_port() for _ in range(DAPHNES)]
        processes = [
            *(
                _ours(f"daphne-{n}", ["serve", "--port", str(p)], folder, environment, output, port=p)
                for n, p in enumerate(inner, 1)
            ),
            *(_ours(f"worker-{n}", ["worker"], folder, environment, output) for n in range(1, WORKERS + 1)),
        ]
        stack.callback(_stop_together, processes)
        for process in processes:
            process.launch()
        for process in processes:
            process.await_answer()
        front = stack.enter_context(_nginx(nginx, port, inner, output))
        servers = {server.name: server for server in (*processes, front)}
        yield Scaled(
            base=f"https://{HOST}:{port}",
            daphnes=[f"http://127.0.0.1:{p}" for p in inner],
            services=services,
            servers=servers,
            environment=environment,
            folder=folder,
            certificate=front.folder / "certificate.pem",
        )


def _ours(
    name: str,
    command: list[str],
    folder: Path,
    environment: Mapping[str, str],
    output: Output | None,
    *,
    port: int = 0,
) -> Server:
    own = folder / name
    own.mkdir()
    return Server(
        name=name,
        command=[sys.executable, ROOT / "manage.py", *command],
        folder=own,
        answers=lambda: not port or listens(port),
        environment={**environment, "PYTHONPATH": str(ROOT)},
        output=output,
    )


def _stop_together(servers: list[Server]) -> None:
    """Each tells its phones that it goes; side by side, so that leaving takes no longer with more of them."""
    threads = [threading.Thread(target=server.stop) for server in servers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@contextlib.contextmanager
def _nginx(program: str, port: int, inner: list[int], output: Output | None) -> Iterator[Server]:
    # As root it would give its workers to somebody who may not enter the folder; so it is nobody's from the start.
    owner = account("www-data") if os.geteuid() == 0 else None
    with folder_of(name="nginx", owner=owner) as folder:
        make_certificate(folder)
        upstreams = [f"        server 127.0.0.1:{p} max_fails=1 fail_timeout=2s;" for p in inner]
        text = (ROOT / "deploy" / "nginx.conf").read_text()
        filled = {"PORT": str(port), "HOST": HOST, "FOLDER": str(folder), "UPSTREAMS": "\n".join(upstreams)}
        for name, value in filled.items():
            text = text.replace(f"@{name}@", value)
        (folder / "nginx.conf").write_text(text)
        if owner:
            for file in folder.iterdir():
                os.chown(file, owner.pw_uid, owner.pw_gid)
        server = Server(
            name="nginx",
            command=[program, "-e", "stderr", "-c", folder / "nginx.conf", "-p", folder, "-g", "daemon off;"],
            folder=folder,
            answers=lambda: listens(port),
            owner=owner,
            output=output,
        )
        with running(server):
            yield server


def make_certificate(folder: Path) -> None:
    """A certificate for this machine's own name, signed by itself, for a month: key.pem and certificate.pem."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.datetime.now(datetime.UTC)
    names: list[x509.GeneralName] = [
        x509.DNSName(HOST),
        x509.IPAddress(ipaddress.IPv4Address("127.0.0.1")),
    ]
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = folder / "key.pem"
    secret.touch(mode=0o600)
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    (folder / "certificate.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))


def raise_file_limit() -> None:
    """A room's sockets are files: as many as the system allows, for us and all we start."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def install_programs() -> None:
    """PostgreSQL, Redis and nginx from Debian, when root; else it says later what is missing."""
    wanted = {
        "postgresql": postgres_folder(),
        "redis-server": redis_program(),
        "nginx": nginx_program(),
    }
    missing = [package for package, present in wanted.items() if not present]
    if missing:
        apt_install(missing)


_writing = threading.Lock()


def one_log(name: str, line: str) -> None:
    with _writing:
        print(f"{name:>9} | {line}", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m deploy.scaled", description=__doc__.split("\n")[0])
    parser.add_argument("--port", type=int, default=PORT, help="nginx's, on 127.0.0.1")
    parser.add_argument("command", nargs="*", help="run this against it; without it, wait for Ctrl-C")
    arguments = parser.parse_args()
    stop_on_signals()
    install_programs()
    try:
        with scaled(port=arguments.port, output=one_log) as stack:
            print(
                f"圆桌 Consult, scaled: {stack.base}  (the certificate is its own; Ctrl-C stops all)",
                flush=True,
            )
            if arguments.command:
                return subprocess.run(arguments.command, env=stack.told()).returncode
            _watch(stack)
            return 1
    except (ServiceError, subprocess.CalledProcessError) as error:
        print(error, file=sys.stderr)
        return 1


def _watch(stack: Scaled) -> None:
    """Until Ctrl-C, or until one of them is gone: which one, and that the others go on, is said."""
    gone: set[str] = set()
    while len(gone) < len(stack.servers):
        for name, server in stack.servers.items():
            if name not in gone and not server.running():
                gone.add(name)
                assert server.process is not None
                one_log(name, f"ended with {server.process.returncode}; the others go on")
        time.sleep(1)


if __name__ == "__main__":
    sys.exit(main())
