"""签到码: six figures printed on a letter, by which whoever holds it is known at the hall's shared tablet.

It is derived from the letter and the installation's secret, so that nothing is stored, and the letter's own number, which
runs on from one to the next, opens nothing. Whoever has the paper has the code: it is as good as the letter, no better.
"""

from __future__ import annotations

from uuid import UUID

from django.utils.crypto import salted_hmac

from .models import Invitation, Session
from .recipients import people_of

FIGURES = 6


def code_of(letter: UUID) -> str:
    digest = salted_hmac("consult.agenda.checkin", letter.bytes.hex(), algorithm="sha256").digest()
    return str(int.from_bytes(digest[:8]) % 10**FIGURES).zfill(FIGURES)


def holders(session: Session, code: str) -> list[UUID]:
    """The people a letter of this session with this code speaks for: who was sent, else the person, the household's or the
    body's own. Empty where no letter has it, or more than one (they go to the desk)."""
    letters = list(
        Invitation.objects.filter(session=session).select_related("participant__household", "delegate")
    )
    found = [letter for letter in letters if code_of(letter.pk) == code]
    if len(found) != 1:
        return []
    [letter] = found
    if letter.delegate_id is not None:
        return [letter.delegate_id]
    return people_of([letter.participant]).get(letter.participant_id, [])
