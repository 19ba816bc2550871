"""The SMS code by which somebody without the app confirms a matter written down for them (代录确认)."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from secrets import randbelow

from consult.kernel import clock
from consult.kernel.found import only
from consult.kernel.packs import Pack
from consult.notice.outbox import tell

from .models import ConfirmationCode, Matter


def send_code(matter: Matter, pack: Pack) -> None:
    """Send six digits to the proposer's own phone. Guessing is not counted: whoever may enter a code may as well attest
    that the person said so, which is on record under their name."""
    code = f"{randbelow(1_000_000):06d}"
    ConfirmationCode.objects.create(
        matter=matter,
        digest=digest(matter, code),
        expires_at=clock.now() + timedelta(days=pack.number("triage.confirm_code_days")),
    )
    tell(
        community=matter.community_id,
        person=matter.proposer_id,
        template="matter.confirm_code",
        facts={"number": matter.number, "code": code},
        about=matter.pk,
    )


def digest(matter: Matter, code: str) -> str:
    """A hash keeps the digits off the database's screens; it does not hide them from whoever holds the database."""
    return sha256(f"{matter.pk}:{code}".encode()).hexdigest()


def matches(matter: Matter, code: str) -> bool:
    """Whether this is the code that was sent, and it is still good."""
    kept = only(ConfirmationCode.objects.filter(matter=matter, expires_at__gt=clock.now()))
    return kept is not None and kept.digest == digest(matter, code)
