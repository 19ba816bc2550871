"""Requests to every endpoint of a verb on a matter, and the envelope of what is refused."""

from __future__ import annotations

from typing import Any

from tests.intake import steps

UNKNOWN = "00000000-0000-4000-8000-000000000000"
REASON = {"reason": "就是这样"}
ROUTE = {"route": "large", "reason": "就是这样", "owners_common": True}
REVIEW = {"reason": "就是这样", "checks": steps.CHECKS}
HEARD = {"upheld": True, "decision": "就是这样"}
# verb → who has it, a body that is right, and one with a value of a wrong kind.
VERBS: dict[str, tuple[str, dict[str, Any], dict[str, Any]]] = {
    "confirm": ("丁奶奶", {"means": "app"}, {"means": "telepathy"}),
    "endorse": ("老尹", {}, {}),
    "withdraw": ("王阿姨", {"reason": ""}, {"reason": 7}),
    "accept": ("社工小李", {}, {}),
    "suggest": ("网格员小唐", {"route": "small"}, {"route": "moon"}),
    "route": ("社工小李", ROUTE, {**ROUTE, "due": "the day after"}),
    "dispute": ("社工小李", {"route": "large", **REASON}, {"route": "large"}),
    "assign": ("周书记", ROUTE, {**ROUTE, "owners_common": "perhaps"}),
    "reassign": ("社工小李", REASON, {"reason": ["a", "b"]}),
    "handle": ("网格员小唐", {"result": "好了", "photos": []}, {"result": "好了", "photos": "all"}),
    "escalate": ("网格长老柏", REASON, {"reason": "x", "grid": "second"}),
    "delegate": ("周书记", REASON, {"reason": None}),
    "answer": ("社工小李", {"text": "好了"}, {"text": {"a": 1}}),
    "track": ("社工小李", {"text": "在办"}, {}),
    "opine": ("委员老陈", {"favours": True, "text": "好"}, {"favours": "rather", "text": "好"}),
    "admit": ("周书记", REVIEW, {**REVIEW, "checks": {"political": True}}),
    "return": ("周书记", REVIEW, {**REVIEW, "checks": []}),
    "decline": ("周书记", REVIEW, {"checks": steps.CHECKS}),
    "revise": ("王阿姨", {"title": "新题", "text": "新文"}, {"title": "新题"}),
    "again": ("王阿姨", {"ground": "变了"}, {"ground": 1.5}),
    "contest": ("王阿姨", REASON, {}),
    "rehear": ("社工小郑", HEARD, {**HEARD, "upheld": "so-so"}),
    "appeal": ("王阿姨", REASON, {"reason": 0}),
    "hear_appeal": ("街道小高", HEARD, {"upheld": True}),
}
BODILESS = {"endorse", "accept"}


def envelope(answer: Any, status: int, code: str) -> dict[str, Any]:
    said: dict[str, Any] = answer.json()
    assert (answer.status_code, said["code"]) == (status, code), said
    assert said["message"]
    assert said["message_en"]
    return said
