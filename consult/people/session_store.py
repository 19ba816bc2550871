"""Django's sign-ins in the database, asked for only by what can be a key of one.

A cookie may hold anything, also a NUL, and PostgreSQL answers that with an error instead of with no row.
"""

from __future__ import annotations

from django.contrib.sessions.backends.base import VALID_KEY_CHARS
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

_CHARACTERS = frozenset(VALID_KEY_CHARS)


def is_key(said: str | None) -> bool:
    """Whether this can be a session's key: 8 to 40 of the characters Django makes them of."""
    return bool(said) and 8 <= len(said or "") <= 40 and _CHARACTERS.issuperset(said or "")


class SessionStore(DatabaseStore):
    def _validate_session_key(self, key: str | None) -> bool:
        return is_key(key)
