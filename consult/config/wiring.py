"""What happens further down, and where names in `flow.py` lead.

Stages never import a later one: what follows a verb downstream is a row here, and so are the folds that make a room's
snapshot and the handlers of deadlines. Unknown names stop the start.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from django.utils.module_loading import import_string

from consult import flow
from consult.kernel import act, due, permits

STAGES = ("people", "intake", "agenda", "meeting", "voting", "resolution", "supervision")

# verb → what follows in the same transaction, in this order; each takes the finished Act.
DOWNSTREAM: dict[str, tuple[str, ...]] = {
    "session.publish": ("meeting.opening.make_room",),
    "session.cancel": ("meeting.opening.show_session",),
    "session.open": ("meeting.opening.show_session",),
    "session.adjourn": ("meeting.opening.show_session",),
    "session.close": (
        "meeting.ranking.send_to_review",
        "meeting.concerns.ask_tellers",
        "meeting.minutes.ask_attendees",
        "meeting.opening.show_session",
        "supervision.appraising.conclude",
    ),
    "resolution.publish": ("supervision.appraising.show_promised",),
    "resolution.reopen": ("supervision.appraising.show_promised",),
    "order.issue": ("supervision.appraising.show_promised",),
    "order.begin": ("supervision.appraising.show_promised",),
    "order.progress": ("supervision.appraising.show_promised",),
    "order.report_done": ("supervision.appraising.show_promised",),
    "order.send_back": ("supervision.appraising.show_promised",),
    "order.verify": ("supervision.appraising.show_promised",),
    "order.close": ("supervision.appraising.show_promised",),
    "concern.tell": ("meeting.concerns.show_concern",),
    "concern.bring": ("meeting.concerns.show_concern",),
    "concern.group": ("meeting.concerns.show_concern",),
    "concern.raise": ("meeting.concerns.show_concern",),
    "concern.keep": ("meeting.concerns.show_concern",),
    "proposal.call": ("meeting.ranking.show_proposals",),
    "proposal.submit": ("meeting.ranking.show_proposals",),
    "proposal.amend": ("meeting.ranking.show_proposals",),
    "proposal.withdraw": ("meeting.ranking.show_proposals",),
    "proposal.merge": ("meeting.ranking.show_proposals",),
    "ranking.draw": ("meeting.ranking.show_proposals",),
    "proposal.adopt": ("meeting.ranking.show_proposals", "resolution.drafting.on_proposal_decided"),
    "proposal.decline": ("meeting.ranking.show_proposals", "resolution.drafting.on_proposal_decided"),
    "session.reply": ("meeting.opinions.show_opinions",),
    "session.answer_opinions": ("meeting.opinions.show_opinions",),
    "minutes.edit": ("meeting.opening.show_session",),
    "minutes.approve": ("meeting.opening.show_session",),
    "minutes.freeze": ("meeting.opening.show_session",),
    "poll.prepare": ("voting.live.show_poll",),
    "poll.open": ("meeting.phasing.follow_poll", "voting.live.show_poll", "voting.deadlines.await_close"),
    "poll.close": (
        "meeting.phasing.follow_poll",
        "voting.live.show_poll",
        "resolution.drafting.on_poll_closed",
    ),
    "paper.confirm": ("voting.closing.lapse_without_quorum",),
    "poll.unseal": (
        "meeting.phasing.follow_poll",
        "voting.live.show_poll",
        "resolution.drafting.on_poll_closed",
    ),
    "poll.unopenable": ("voting.live.show_poll",),
    "poll.record_official": ("voting.live.show_poll", "resolution.drafting.on_poll_closed"),
    "roll.strike": ("voting.live.show_poll",),
    "matter.handle": ("supervision.evaluating.on_matter_handled",),
    "session.fail": ("intake.handling.escalate_if_due",),
    "session.agree": ("resolution.drafting.on_session_agreed",),
    "poll.void": ("voting.live.show_poll",),
    "motion.take_up": ("meeting.opening.show_motion",),
    "motion.amend": ("meeting.opening.show_motion",),
    "motion.withdraw": ("meeting.opening.show_motion",),
    "motion.split": ("meeting.opening.show_motion",),
}

# kind of deadline → what settles it; each takes the due row.
DEADLINES: dict[str, str] = {
    "residency.confirm": "people.residing.overdue",
    "representatives_meeting.due": "agenda.reminding.on_due",
    "matter.first_answer": "intake.deadlines.first_answer_overdue",
    "topic.review": "intake.deadlines.review_overdue",
    "matter.referral": "intake.deadlines.referral_overdue",
    "matter.erase": "intake.deadlines.erase_text",
    "photo.discard": "intake.deadlines.discard_photo",
    "poll.call": "voting.deadlines.call_due",
    "poll.close": "voting.deadlines.close_due",
    "resolution.unsigned": "resolution.deadlines.on_unsigned",
    "resolution.publication_over": "resolution.deadlines.on_publication_over",
    "objection.overdue": "resolution.deadlines.on_objection_overdue",
    "order.warning": "supervision.deadlines.on_warning",
    "order.overdue_yellow": "supervision.deadlines.on_overdue",
    "order.overdue_orange": "supervision.deadlines.on_overdue",
    "order.overdue_red": "supervision.deadlines.on_overdue",
    "evaluation.ask": "supervision.deadlines.on_ask",
    "evaluation.judge": "supervision.evaluating.on_judge",
}

# What a room shows, in the order of its snapshot: modules whose FOLDS join it.
ROOM_FOLDS: tuple[str, ...] = ("meeting.live", "voting.live", "supervision.live")

# Verbs that may also travel on a room's socket → what does them.
SOCKET_VERBS: dict[str, str] = {
    "floor.raise": "meeting.by_socket.raise_hand",
    "floor.lower": "meeting.by_socket.lower_hand",
    "remark.send": "meeting.by_socket.send_remark",
}

# Those of them that are done for many together, as they come in.
TOGETHER_VERBS: dict[str, str] = {
    "ballot.cast": "voting.by_socket.cast",
}

# Figures shown beside a room's state, without a position.
ROOM_GAUGES: dict[str, str] = {
    "presence": "meeting.gauges.presence",
    "scoring": "meeting.gauges.scoring",
    "quorum": "voting.gauges.quorum",
    "turnout": "voting.gauges.turnout",
}

# What later stages add to a matter's own page.
MATTER_PARTS: tuple[str, ...] = (
    "agenda.beside.matter_parts",
    "meeting.beside.matter_parts",
    "voting.beside.matter_parts",
    "resolution.beside.matter_parts",
    "supervision.beside.matter_parts",
)

# What waits for a person on their home page, besides matters: each takes the actor and gives rows.
HOME_WAITING: tuple[str, ...] = (
    "agenda.beside.waiting",
    "voting.beside.waiting",
    "supervision.beside.waiting",
)

# What waits at somebody's desk, by the place of the desk's rail: each takes the actor and gives figures.
DESK_WAITING: tuple[str, ...] = (
    "intake.waiting.figures",
    "agenda.beside.desk_figures",
    "voting.beside.desk_figures",
    "resolution.beside.desk_figures",
    "supervision.beside.desk_figures",
)


def connect() -> None:
    """Resolve every name once, at start. Raises RuntimeError for a verb, permit, guard or function that is not there."""
    from consult.intake import home, page
    from consult.intake import waiting as desk
    from consult.meeting import by_socket, gauges, stream

    for stage in STAGES:
        try:
            import_module(f"consult.{stage}.permits")
        except ModuleNotFoundError as missing:
            if missing.name != f"consult.{stage}.permits":
                raise
    for row in (row for table in flow.TABLES.values() for row in table):
        for name in row.who:
            if name not in permits.PREDICATES:
                raise RuntimeError(f"flow.py: {row.verb} names an unknown permit {name!r}")
        for name in row.guards:
            found = _named(name)
            if not isinstance(found, act.Guard):
                raise RuntimeError(f"flow.py: {row.verb} names {name!r}, which is not a guard")
            act.GUARDS[name] = found
    for verb in (*DOWNSTREAM, *SOCKET_VERBS, *TOGETHER_VERBS):
        if verb not in {row.verb for table in flow.TABLES.values() for row in table}:
            raise RuntimeError(f"wiring: flow.py has no verb {verb}")
    for verb, followers in DOWNSTREAM.items():
        act.DOWNSTREAM[verb] = [_named(name) for name in followers]
    for kind, handler in DEADLINES.items():
        due.HANDLERS[kind] = _named(handler)
    page.PARTS[:] = [_named(name) for name in MATTER_PARTS]
    home.WAITING[:] = [_named(name) for name in HOME_WAITING]
    desk.FIGURES[:] = [_named(name) for name in DESK_WAITING]
    for module in ROOM_FOLDS:
        for fold in _named(f"{module}.FOLDS"):
            stream.FOLDS[fold.name] = fold
    for verb, function in SOCKET_VERBS.items():
        by_socket.VERBS[verb] = _named(function)
    for verb, function in TOGETHER_VERBS.items():
        by_socket.TOGETHER[verb] = _named(function)
    for name, gauge in ROOM_GAUGES.items():
        gauges.GAUGES[name] = _named(gauge)


def _named(name: str) -> Any:
    try:
        return import_string(f"consult.{name}")
    except ImportError as error:
        raise RuntimeError(f"wiring: no such thing as consult.{name}") from error
