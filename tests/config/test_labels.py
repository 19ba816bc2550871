"""What a page in English calls things: the server's Chinese words come with English ones, its codes have words in the pages."""

from __future__ import annotations

import json
from functools import reduce
from pathlib import Path
from typing import Any

import pytest

from consult.config.api import api
from consult.people.models import Body
from consult.resolution.models import Duty, Resolution

LOCALES = Path(__file__).parents[2] / "frontend" / "src" / "locales"
# Addresses, as doors and rolls have them, and what somebody at the desk typed: there are no others.
PROPER = {
    "BallotRow.label",
    "ConcernOut.label",
    "GroupIn.label",
    "HouseholdShown.label",
    "Lived.label",
    "MyRight.label",
    "OwnHousehold.label",
    "RollRow.label",
}


def test_what_the_server_says_in_chinese_it_says_in_english_too() -> None:
    alone = set()
    for shape, schema in api.get_openapi_schema()["components"]["schemas"].items():
        fields = schema.get("properties", {})
        for field in fields:
            english = {"zh": "en"}.get(field, f"{field.removesuffix('_zh')}_en")
            said = field == "zh" or field.endswith(("_zh", "label"))
            if said and english not in fields:
                alone.add(f"{shape}.{field}")
    assert alone == PROPER


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize(
    ("file", "place", "codes"),
    [
        ("desk.", "asked_by.body.add.kind.of", Body.Kind.values),
        ("", "posted_kind", Resolution.Kind.values),
        ("", "party", Duty.Party.values),
    ],
)
def test_the_codes_the_server_sends_have_words_on_the_pages(
    language: str, file: str, place: str, codes: list[str]
) -> None:
    words: Any = json.loads((LOCALES / f"{file}{language}.json").read_text(encoding="utf-8"))
    assert set(reduce(lambda at, key: at[key], place.split("."), words)) == set(codes)
