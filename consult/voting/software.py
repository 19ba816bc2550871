"""What counts the votes, said in a poll's OPEN entry: a digest of this program's own files.

Anybody with the source gets the same, in the folder that holds `consult`:

    find consult -name '*.py' | LC_ALL=C sort | xargs sha256sum | sha256sum
"""

from __future__ import annotations

import platform
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]


@lru_cache
def software() -> dict[str, str]:
    """Read once a process, at its first opening: what is laid over the files later does not run before a restart."""
    files = sorted(path.relative_to(HERE.parent).as_posix() for path in HERE.rglob("*.py"))
    lines = [f"{sha256((HERE.parent / name).read_bytes()).hexdigest()}  {name}\n" for name in files]
    return {
        "name": "consult/1",
        "sha256": sha256("".join(lines).encode()).hexdigest(),
        "python": platform.python_version(),
    }
