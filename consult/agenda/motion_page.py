"""A motion's own page: its text, its plain page, what the lawyer said, and where it came from."""

from __future__ import annotations

from typing import Any

from consult.intake.rail import rails
from consult.kernel.http import verbs_of
from consult.kernel.numbered import by_number
from consult.kernel.permits import Actor
from consult.people.naming import names

from . import rules_motion
from .models import Motion
from .reads import link
from .session_page import motion_out
from .wording import text_hash


def motion_page(motion: Motion, reader: Actor) -> dict[str, Any]:
    """The whole page; `motion` as `reads.find_whole_motion` gives it."""
    hidden = [motion.matter.proposer_id] if motion.matter.hide_name else []
    called = names([motion.mover_id, motion.legality_by_id], reader, hidden=hidden)
    parts = list(motion.parts.order_by(*by_number()))
    return {
        **motion_out(motion, called[motion.mover_id]),
        "session": {
            "kind": "session",
            "id": motion.session_id,
            "name": motion.session.title,
            "name_en": motion.session.title,
        },
        "matter": link(motion.matter),
        "rail": rails([motion.matter])[motion.matter_id].stops,
        "written": motion.page,
        "missing": rules_motion.missing_of_page(motion.page),
        "subject": motion.subject,
        "apart_reason": motion.apart_reason,
        "text_sha256": text_hash(motion),
        "legality": {
            "favourable": motion.legality_favourable,
            "opinion": motion.legality,
            "by": called[motion.legality_by_id],
            "at": motion.legality_at,
        }
        if motion.legality_by_id
        else None,
        "split_from": motion.split_from_id,
        "parts": [{"kind": "motion", "id": p.pk, "name": p.title, "name_en": p.title} for p in parts],
        **verbs_of(motion, reader),
    }
