"""Every list is read in pages, found by a cursor, as the schema says; what is read whole is named here with its bound.

That the pages together are the list is asked of all of them in test_statements.py, where there is enough to turn them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.api.addresses import SCHEMA, endpoints

POLL = {
    "choices": "a motion's options",
    "result.rows": "a motion's options",
    "result.inequalities": "pairs of a motion's options",
}
DECISION = {
    "duties": "the rows of one decision's table of duties",
    "objections": "one a neighbour at a time while the notice hangs, each answered before the next",
    "signatures": "signer, countersigner",
    "text.participants": "the parts of a session: 1, N, X",
    "text.sessions": "the sessions one matter went through",
}
PLACES = {"buildings": "the houses of a grid", "buildings[].units": "the staircases of a house"}
MATTERS = {"rail": "the stations of the line"}
# What is not read in pages, by address and place in the answer, and what it is bounded by.
WHOLE: dict[str, dict[str, str]] = {
    "board/{id}": DECISION,
    "bodies": {"items[].members": "MOST of a page; `more` counts the rest"},
    "compounds/{id}/owners": {"items[].units": "what one owner owns in one compound"},
    "evidence/{poll_id}": POLL,
    "grids/{id}": {**PLACES, "workers": "who works in one grid"},
    "home": {
        "grid.items": "home.SHOWN",
        "grid.items[].rail": MATTERS["rail"],
        "raised": "home.SHOWN",
        "raised[].rail": MATTERS["rail"],
        "waiting": "home.SHOWN of each kind",
        "waiting[].rail": MATTERS["rail"],
    },
    "households/{id}": {"members": "who lives in one household"},
    "inbox": {"items[].rail": MATTERS["rail"]},
    "matters": {"items[].rail": MATTERS["rail"]},
    "matters/similar": {"items": "similar.SHOWN"},
    "matters/{id}": {
        **MATTERS,
        "contests": "contest_once: one contest and one appeal",
        "documents": "the papers one matter came to",
        "links": "the sessions, polls, resolutions and orders of one matter",
        "opinions": "one_opinion_a_member of the Party committee",
        "petitions": "one_open_petition_a_kind",
        "photos": "nine to raise it, nine to show it handled",
        "referrals": "one a reassignment, of which the pack allows two, and the routes before them",
        "reviews": "one each time the Party organization concluded",
        "timeline": "timeline.MOST",
    },
    "matters/{id}/evaluation": {
        "rectifications": "one a round",
        "rounds": "one a rectification",
        "rounds[].dimensions": "the five dimensions",
    },
    "me": {"persons": "the members of a household with one number", "roles": "what one person holds"},
    "motions/{id}": {**MATTERS, "options": "a motion's options", "parts": "amending.MOST_PARTS"},
    "motions/{id}/secrecies": {"items": "the ways a ballot can be kept secret"},
    "orders/{id}": {
        "extensions": "no_extension_pending: one after the other",
        "inspections": "one a visit",
        "inspections[].photos": "nine a visit",
        "progress": "one a report",
        "progress[].photos": "nine a report",
    },
    "people": {"items[].residencies": "where one person lives", "items[].roles": "what one person holds"},
    "people/{id}": {"residencies": "where one person lives", "roles": "what one person holds"},
    "places": {
        "compounds": "the compounds of one community",
        "grids": "the grids of one community",
        **{f"grids[].{name}": bound for name, bound in PLACES.items()},
    },
    "polls": {f"items[].{name}": bound for name, bound in POLL.items()},
    "polls/{poll_id}": {
        **POLL,
        "desk.batches": "the boxes of paper that two people counted",
        "mine": "one a right: for a household, a unit, or oneself",
        "secrecy_warnings": "a few sentences",
    },
    "polls/{poll_id}/opened": {"malformed": "the envelopes that held no choice of the motion"},
    "resolutions/{id}": {**DECISION, "evidence.empty": "the columns of the table still empty"},
    "sessions": {"items[].matters": "MOST_ITEMS of an agenda", "items[].rail": MATTERS["rail"]},
    "sessions/calendar": {
        "items": "MOST_IN_CALENDAR",
        "items[].matters": "MOST_ITEMS of an agenda",
        "items[].rail": MATTERS["rail"],
        "waiting": "fifty, for the desk to see that there are many",
    },
    "sessions/forms": {
        "items": "the forms of the pack",
        "items[].phases": "the phases of a form",
        "items[].votes": "the rules a form may vote by",
    },
    "sessions/{id}": {
        **MATTERS,
        "agenda": "MOST_ITEMS",
        "agenda[].motion.options": "a motion's options",
        "invitations": "one's own letters",
        "materials": "MOST_MATERIALS",
        "matters": "MOST_ITEMS of an agenda",
        "matters[].rail": MATTERS["rail"],
        "opinions": "opinions.MOST",
        "participants": "counted by staircase and body, never one by one",
        "phases": "the phases of a form",
        "votes": "the rules a form may vote by",
    },
    "sessions/{id}/composition": {
        "chairs": "who may chair here by office",
        "groups": "counted by staircase and body, never one by one",
        "may_invite": "the bodies on file that the form may invite",
        "recorders": "who may keep the record here by office",
    },
    "sessions/{id}/invitations": {"items[].services": "the ways one letter was brought"},
    "sessions/{session_id}/minutes": {"objections": "one who was there, once"},
    "sessions/{session_id}/photos": {"items": "photographing.MOST"},
    "sessions/{session_id}/proposals": {"call.criteria": "the criteria of one call"},
    "supervision": dict.fromkeys(("overdue", "rectifications", "to_inspect", "to_issue"), "overseeing.MOST"),
    "topics": {"items[].rail": MATTERS["rail"]},
}


def arrays(schema: dict[str, Any], place: str = "", within: tuple[str, ...] = ()) -> Iterator[str]:
    """Where in an answer lists of things stand; lists of plain words are facts of a thing."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[-1]
        if name not in within:
            yield from arrays(SCHEMA["components"]["schemas"][name], place, (*within, name))
    for one in schema.get("anyOf", []):
        yield from arrays(one, place, within)
    if schema.get("type") == "array":
        if schema["items"].get("type") not in ("string", "integer", "array"):
            yield place
        yield from arrays(schema["items"], f"{place}[]", within)
    for name, inner in schema.get("properties", {}).items():
        yield from arrays(inner, f"{place}.{name}" if place else name, within)


def test_every_list_has_a_cursor_or_a_bound() -> None:
    found: dict[str, set[str]] = {}
    for endpoint in endpoints("get"):
        schema = endpoint.answered()
        whole = set(arrays(schema)) - ({"items"} if endpoint.paged else set()) if schema else set()
        if whole:
            found[endpoint.path.removeprefix("/api/v1/")] = whole
    assert found == {path: set(named) for path, named in WHOLE.items()}
