"""What is only asked for is answered by PostgreSQL too, which refuses statements that SQLite takes."""

from __future__ import annotations

import pytest

from tests.api.addresses import endpoints
from tests.api.test_bad_input import readers
from tests.api.town import Town


@pytest.mark.postgres
def test_every_address_that_is_read_answers(towns: tuple[Town, Town]) -> None:
    here, _ = towns
    read = [endpoint for endpoint in endpoints() if endpoint.method == "get"]
    failed, answered = {}, set()
    browsers = readers(here)
    # Who may read most, and who lives there.
    for role in ("resident", "secretary"):
        browser = browsers[role]
        for endpoint in read:
            status = browser.get(endpoint.of(here), endpoint.asked()).status_code
            if status >= 500:
                failed[f"{role} {endpoint.path}"] = status
            elif status == 200:
                answered.add(endpoint.path)
    assert failed == {}
    assert len(answered) > len(read) * 3 // 4, "most are answered to somebody, not refused"
