"""A page's cursor that was made up is refused, never a failure."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode

import pytest

from consult.kernel.models import LogEntry
from consult.kernel.paging import page
from tests.expect import refused


@pytest.mark.django_db
@pytest.mark.parametrize(
    "said",
    [
        "not base64 at all",
        ["9999-12-31T23:59:59-23:59", "1"],
        ["2026-03-02T09:00:00", "1"],
        ["2026-03-02T09:00:00+08:00", "nobody"],
        {"at": 1},
        [1, 2, 3],
    ],
)
def test_a_cursor_nobody_gave_out_is_refused(said: object) -> None:
    cursor = said if isinstance(said, str) else urlsafe_b64encode(json.dumps(said).encode()).decode()
    with refused("invalid"):
        page(LogEntry.objects.all(), by="at", cursor=cursor)
