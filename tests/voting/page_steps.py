"""The browser's half of the sealed box, called from here: the frontend's own source, run by node."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
FRONTEND = HERE.parents[1] / "frontend"

needs_node = pytest.mark.skipif(
    shutil.which("node") is None or not (FRONTEND / "node_modules" / "vite").exists(),
    reason="needs node and the frontend's packages: make test installs them",
)


def page(cache: Path, module: str, name: str, *args: Any) -> Any:
    """What this function of the page answers; a CeremonyError comes back as {"wrong": …}."""
    ran = subprocess.run(
        ["node", HERE / "page_steps.mjs", cache],
        input=json.dumps([module, name, args]),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        cwd=FRONTEND,
    )
    assert ran.returncode == 0, ran.stderr[-3000:]
    answer = json.loads(ran.stdout)
    return answer.get("done", answer)
