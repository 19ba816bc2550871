"""The time a page goes by."""

from __future__ import annotations

import pytest
from django.test import Client

from consult.kernel import clock


@pytest.mark.django_db
def test_every_answer_carries_the_servers_time_refusals_too() -> None:
    with clock.at(clock.beijing(2026, 4, 1, 14)):
        answers = [Client().get("/api/v1/board"), Client().get("/api/v1/no-such-thing")]
    assert {answer["Date"] for answer in answers} == {"Wed, 01 Apr 2026 06:00:00 GMT"}
