"""What tests say of refusals and guards.

A test that protects a guard of `flow.py` carries `@guards("matter.route", "intake.guards.route_is_yours")`. With
`--without-guards` each such test runs with that guard taken out of its row, and must fail: see tests/mutation.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from consult.kernel.errors import Refusal

guards = pytest.mark.guards


@contextmanager
def refused(code: str) -> Iterator[None]:
    """The block is refused with this code, and both sentences are there."""
    with pytest.raises(Refusal) as caught:
        yield
    assert caught.value.code == code, f"refused with {caught.value.code}, not {code}"
    assert caught.value.zh, "a refusal says why in Chinese"
    assert caught.value.en, "a refusal says why in English"
