"""The pages' files as the server hands them out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.test import Client


def test_the_service_worker_speaks_for_every_address_and_is_never_stale(
    settings: Any, tmp_path: Path
) -> None:
    settings.FRONTEND = tmp_path
    assert Client().get("/sw.js").status_code == 404, "pages that are not built have none"

    (tmp_path / "sw.js").write_text("// worker")
    answer = Client().get("/sw.js")

    assert (answer.status_code, answer.content) == (200, b"// worker")
    assert answer["Content-Type"].startswith("text/javascript")
    assert "no-cache" in answer["Cache-Control"]
