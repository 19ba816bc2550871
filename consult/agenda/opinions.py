"""书面意见 that came with a letter: shown to the session by where they come from, never by whose door it is."""

from __future__ import annotations

from typing import Any

from consult.kernel.permits import Actor
from consult.people.naming import names
from consult.people.reads import staircase_label

from .models import Session

MOST = 200


def opinions_by_letter(session: Session, reader: Actor) -> list[dict[str, Any]]:
    """Each with its letter's number, whom it is from as the reader may know, and the answer it was given."""
    letters = (
        session.invitations.exclude(written_opinion="")
        .select_related(
            "participant__household__building__compound", "participant__household__unit", "participant__body"
        )
        .order_by("replied_at", "pk")[:MOST]
    )
    called = names([letter.participant.person_id for letter in letters], reader)
    found = []
    for letter in letters:
        participant = letter.participant
        if participant.person_id is not None:
            name = called[participant.person_id]
        elif participant.household is not None:
            name = f"{staircase_label(participant.household)}一户"
        else:
            name = participant.body.name if participant.body else ""
        found.append(
            {
                "id": letter.pk,
                "number": letter.number,
                "from_whom": name,
                "text": letter.written_opinion,
                "answer": letter.opinion_answer,
                "at": letter.replied_at,
            }
        )
    return found
