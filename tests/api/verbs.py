"""Where each verb of flow.py is done: its address, by its name."""

from __future__ import annotations

from consult import flow
from tests.api.addresses import ROOT, Endpoint, endpoints

# Collections are a thing's name with an s; these verbs are done to something else than what they are named after.
COLLECTIONS = {
    "ballot": "polls",
    "duty": "resolutions",
    "evaluation": "matters",
    "floor": "rooms",
    "presence": "rooms",
    "roll": "polls",
    "topic": "matters",
}
ELSEWHERE = {
    "appraisal.score": "rooms/appraise",
    "chair.hand_over": "rooms/hand_over",
    "chair.take_back": "rooms/take_back",
    "concern.note": "concerns",
    "concern.tell": "rooms/tell",
    "conflict.declare": "polls/declare_conflict",
    "hands.count": "polls/count_hands",
    "item.take_up": "rooms/item",
    "kiosk.open": "rooms/open_kiosk",
    "matter.enter": "matters/enter",
    "matter.raise": "matters",
    "minutes.add_photo": "sessions/add_photo",
    "minutes.approve": "sessions/approve_minutes",
    "minutes.drop_photo": "sessions/drop_photo",
    "minutes.edit": "sessions/edit_minutes",
    "minutes.freeze": "sessions/freeze_minutes",
    "motion.draft": "motions",
    "opinion.write": "rooms/opinion",
    "order.issue": "orders",
    "paper.confirm": "polls/confirm_paper",
    "paper.enter": "polls/enter_paper",
    "paper.issue": "polls/issue_paper",
    "person.readmit": "rooms/readmit",
    "person.remove": "rooms/remove",
    "person.warn": "rooms/warn",
    "point.record": "rooms/point",
    "phase.enter": "rooms/phase",
    "poll.prepare": "polls",
    "proposal.call": "sessions/call",
    "proposal.submit": "proposals",
    "proxy.record": "polls/record_proxy",
    "proxy.revoke": "polls/revoke_proxy",
    "ranking.draw": "sessions/draw_ranking",
    "remark.send": "rooms/remark",
    "round.begin": "rooms/round",
    "score.give": "rooms/score",
    "session.convene": "sessions",
    "study.record": "matters/record_study",
}
POSTS = {
    "/".join(part for part in one.path.removeprefix(ROOT).split("/") if "{" not in part): one
    for one in endpoints("post")
}


def where(verb: str) -> str:
    """Collection and last word of the address, without ids."""
    thing, _, name = verb.partition(".")
    return ELSEWHERE.get(verb) or f"{COLLECTIONS.get(thing, f'{thing}s')}/{name}"


def endpoint_of(verb: str) -> Endpoint | None:
    return POSTS.get(where(verb))


def by_hand() -> list[str]:
    """Verbs that somebody does."""
    return list(dict.fromkeys(row.verb for table in flow.TABLES.values() for row in table if row.who))
