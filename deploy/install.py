"""Put into the checkout what Consult needs, once, and say so in plain sentences.

    python -m deploy.install run       what a running Consult needs
    python -m deploy.install test      that, and what its tests need
    python -m deploy.install check     that, and what the linters need

Runs before anything is installed, so it uses the standard library only. Each part is stamped
with a hash of what it was made from: a second run does nothing and needs no network.
"""

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from deploy.services import nginx_program, postgres_folder, redis_program

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
FRONTEND = ROOT / "frontend"
FONTS = ROOT / "var" / "fonts"
NEEDED_PYTHON = (3, 11)
NEEDED_NODE = (20, 19)


class InstallError(Exception):
    """Something cannot be installed here; the message says what a person can do."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m deploy.install", description=__doc__.split("\n")[0])
    parser.add_argument("purpose", choices=["run", "test", "check"])
    purpose = parser.parse_args().purpose
    # Python's packages and the pages take half a minute each, and neither needs the other.
    with ThreadPoolExecutor(2) as side_by_side:
        parts = [side_by_side.submit(part, purpose) for part in (install_server, install_pages)]
    failures = [failure for part in parts if (failure := part.exception())]
    for failure in failures:
        if not isinstance(failure, InstallError):
            raise failure
        print(f"\n{failure}", file=sys.stderr)
    return 1 if failures else 0


def install_server(purpose: str) -> None:
    """Python's packages; for more than checks the fonts of documents; for tests the programs they start."""
    install_python("run" if purpose == "run" else "dev")
    if purpose != "check":
        install_fonts()
    if purpose == "test":
        install_test_programs()


def install_pages(purpose: str) -> None:
    install_node_modules()
    if purpose != "check":
        build_frontend()


def install_python(requirements: str) -> None:
    """Make .venv and install `requirements/<requirements>.txt` into it, hashes checked."""
    if sys.version_info < NEEDED_PYTHON:
        raise InstallError("Consult needs Python 3.11 or newer. On Debian: apt-get install python3.11-venv")
    stamp = VENV / "consult-installed.json"
    # dev.txt is compiled with run.txt as its constraint, so installing it installs run.txt too.
    covered = ["run", "dev"] if requirements == "dev" else ["run"]
    hashes = {name: hash_of([ROOT / "requirements" / f"{name}.txt"]) for name in covered}
    installed = json.loads(stamp.read_text()) if stamp.exists() else {}
    if PYTHON.exists() and hashes.items() <= installed.items():
        return
    if not PYTHON.exists():
        say("Making the Python environment in .venv")
        make_venv()
    say(
        f"Installing the Python packages of requirements/{requirements}.txt; the first time takes a minute or two"
    )
    pip: list[str | Path] = [PYTHON, "-m", "pip", "install", "--quiet", "--no-input"]
    pip += ["--disable-pip-version-check", "--require-hashes"]
    pip += ["--requirement", Path("requirements") / f"{requirements}.txt"]
    if requirements == "dev":
        # A server may run as somebody who cannot write here, and would compile anew at each start. Whoever develops
        # writes here, and uses a third of it: compiled when first used, that is ten seconds less.
        pip.append("--no-compile")
    call(pip, otherwise="The Python packages could not be installed. Is the network reachable?")
    stamp.write_text(json.dumps(hashes))


def make_venv() -> None:
    def made() -> bool:
        command: list[str | Path] = [sys.executable, "-m", "venv", "--clear", VENV]
        return subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL).returncode == 0

    if made():
        return
    # Debian splits venv off its Python.
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    if not (apt_install([package]) and made()):
        shutil.rmtree(VENV, ignore_errors=True)
        raise InstallError(f"Python could not make an environment. As root: apt-get install {package}")


def install_node_modules() -> None:
    """Run `npm ci` when the lock changed since the last one."""
    require_node()
    lock = FRONTEND / "package-lock.json"
    # npm ci starts by deleting node_modules, so a broken install leaves no stamp.
    stamp = FRONTEND / "node_modules" / ".consult-installed"
    wanted = hash_of([lock])
    if read(stamp) == wanted:
        return
    say("Installing the frontend's packages with npm")
    call(
        ["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"],
        folder=FRONTEND,
        otherwise="The frontend's packages could not be installed. Is the network reachable?",
    )
    stamp.write_text(wanted)


def build_frontend() -> None:
    """Run the frontend's build when a source changed since the last one."""
    stamp = ROOT / "var" / "stamps" / "frontend"
    wanted = hash_of(frontend_sources())
    if read(stamp) == wanted and (FRONTEND / "dist").is_dir():
        return
    say("Building the frontend")
    call(["npm", "run", "--silent", "build"], folder=FRONTEND, otherwise="The frontend could not be built.")
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(wanted)


def frontend_sources() -> list[Path]:
    """Every file the bundle may depend on: all of frontend/ but what tools put there."""
    made = {"node_modules", "dist", "coverage"}
    found = []
    for folder, folders, files in os.walk(FRONTEND):
        folders[:] = [name for name in folders if name not in made]
        found += [Path(folder) / name for name in files]
    return sorted(found)


def require_node() -> None:
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        raise InstallError("Consult needs Node.js 20.19 or newer with npm, and finds none on this machine.")
    answer = subprocess.run([node, "--version"], capture_output=True, text=True).stdout.strip()
    major, minor, *_ = (int(part) for part in answer.removeprefix("v").split("."))
    if (major, minor) < NEEDED_NODE:
        raise InstallError(f"Consult needs Node.js 20.19 or newer; this machine has {answer}.")


def install_fonts() -> None:
    """Chinese type for documents: Debian's package when root, else unpacked into var/fonts."""
    if fonts_present():
        return
    say("Documents need Debian's Noto CJK fonts (56 MB)")
    if apt_install(["fonts-noto-cjk"]) or unpack_fonts():
        return
    say(
        "The fonts could not be installed: Chinese in PDFs will be missing. "
        "Install fonts-noto-cjk, or put Noto Sans CJK and Noto Serif CJK into var/fonts."
    )


def fonts_present() -> bool:
    system = Path("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc")
    return system.exists() or any(FONTS.glob("*CJK*"))


def unpack_fonts() -> bool:
    """Fetch the package without being root and copy its fonts to var/fonts."""
    if shutil.which("apt-get") is None or shutil.which("dpkg-deb") is None:
        return False
    with tempfile.TemporaryDirectory(prefix="consult-fonts-") as temporary:
        folder = Path(temporary)
        if subprocess.run(["apt-get", "--quiet", "download", "fonts-noto-cjk"], cwd=folder).returncode:
            return False
        for package in folder.glob("*.deb"):
            subprocess.run(["dpkg-deb", "-x", package, folder / "unpacked"], check=True)
        FONTS.mkdir(parents=True, exist_ok=True)
        for font in (folder / "unpacked").rglob("*.ttc"):
            shutil.copy(font, FONTS)
    return fonts_present()


def install_test_programs() -> None:
    """Chromium, PostgreSQL, Redis, nginx and a C compiler from Debian; says which tests go without when it may not."""
    missing = {
        package: tests
        for package, tests, present in [
            ("chromium-headless-shell", "the browser tests", chromium()),
            ("postgresql", "every test on PostgreSQL and Redis", postgres_folder()),
            ("redis-server", "the tests that need Redis", redis_program()),
            ("nginx", "the tests of the scaled form", nginx_program()),
            ("gcc", "the test of the benches", shutil.which("cc")),
            ("libc6-dev", "the test of the benches", shutil.which("cc")),
        ]
        if not present
    }
    if not missing:
        return
    if apt_install(list(missing)):
        return
    for package, tests in missing.items():
        say(f"{package} is not here, so {tests} will be skipped. As root: apt-get install {package}")
    if os.environ.get("CI") == "true":
        raise InstallError("With CI=true no test may be skipped.")


def chromium(*, path: str | None = None) -> str | None:
    """Debian's: the one without a window of its own takes a sixth less time."""
    return shutil.which("chromium-headless-shell", path=path) or shutil.which("chromium", path=path)


def apt_install(packages: list[str]) -> bool:
    """Install Debian packages; False when this is not Debian, not root, or it failed."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return False
    say(f"Installing {', '.join(packages)} from Debian")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    # The lists may be stale or, on a fresh machine, absent. Without a network this fails and the
    # install below may still find its packages.
    subprocess.run(["apt-get", "-qq", "update"], env=environment, stdin=subprocess.DEVNULL)
    install = ["apt-get", "-qq", "install", "--yes", "--no-install-recommends", *packages]
    done = subprocess.run(install, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    return done.returncode == 0


def call(command: list[str | Path], *, folder: Path = ROOT, otherwise: str) -> None:
    if subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL).returncode:
        raise InstallError(otherwise)


def hash_of(files: Iterable[Path]) -> str:
    """One hash over names and contents."""
    total = hashlib.sha256()
    for file in files:
        total.update(file.relative_to(ROOT).as_posix().encode() + b"\0")
        total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def read(stamp: Path) -> str | None:
    return stamp.read_text() if stamp.exists() else None


def say(sentence: str) -> None:
    print(f"· {sentence}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
