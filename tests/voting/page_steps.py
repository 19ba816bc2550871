"""The browser's half of the sealed box, called from here: the frontend's own source, run by node."""

from __future__ import annotations

import atexit
import json
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
FRONTEND = HERE.parents[1] / "frontend"

needs_node = pytest.mark.skipif(
    shutil.which("node") is None or not (FRONTEND / "node_modules" / "vite").exists(),
    reason="needs node and the frontend's packages: make test installs them",
)


@cache
def _node() -> subprocess.Popen[str]:
    """Started once a process: what a call takes is a thousandth of what node and vite take to start."""
    folder = tempfile.mkdtemp(prefix="consult-page-")
    started = subprocess.Popen(
        ["node", HERE / "page_steps.mjs", folder],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=FRONTEND,
    )

    def stop() -> None:
        started.kill()
        started.communicate()
        shutil.rmtree(folder, ignore_errors=True)

    atexit.register(stop)
    return started


def page(module: str, name: str, *args: Any) -> Any:
    """What this function of the page answers; a CeremonyError comes back as {"wrong": …}."""
    node = _node()
    assert node.stdin is not None
    assert node.stdout is not None
    node.stdin.write(f"{json.dumps([module, name, args])}\n")
    node.stdin.flush()
    said = node.stdout.readline()
    assert said, "node has ended; what it said of that stands above"
    answer = json.loads(said)
    return answer.get("done", answer)
