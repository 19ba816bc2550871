"""Which concerns stand together."""

from __future__ import annotations

import pytest

from consult.kernel.search import grams, similarity
from consult.meeting.rules_concerns import groups
from tests.meeting.gathering import TOLD


def grouped(texts: dict[str, str], labels: dict[str, str] | None = None) -> list[list[str]]:
    read = {one: grams(text) for one, text in texts.items()}
    return groups(list(texts), labels or {}, lambda one, other: similarity(read[one], read[other]))


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        ({}, [["王阿姨", "老尹"], ["小谷"]]),
        ({"王阿姨": "电梯"}, [["王阿姨", "老尹"], ["小谷"]]),
        ({"王阿姨": "电梯", "小谷": "电梯"}, [["王阿姨", "老尹", "小谷"]]),
        ({"王阿姨": "电梯", "老尹": "无障碍"}, [["王阿姨"], ["老尹"], ["小谷"]]),
    ],
)
def test_likeness_groups_what_people_have_not_labelled(
    labels: dict[str, str], expected: list[list[str]]
) -> None:
    assert [sorted(group) for group in grouped(TOLD, labels)] == [sorted(group) for group in expected]


def test_everything_is_in_one_group_and_nothing_twice() -> None:
    texts = {str(n): text for n, text in enumerate([*TOLD.values(), "", "停车位不够", "停车难，车位少"])}
    found = [one for group in grouped(texts) for one in group]
    assert sorted(found) == sorted(texts)
