"""Whether those on this process's sockets still may be there: signed in, the same person, with the same role.

Asked every few seconds of all of them together, so that it holds whichever process signed somebody out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from typing import Any, TypeVar
from uuid import UUID

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session as SignIn
from django.db import connection
from django.utils import timezone

from consult.people.models import Account, Person
from consult.people.who import PERSON_KEY, actor_of

from .models import Room
from .tickets import Ticket, audience_of, may_enter

T = TypeVar("T")

# Values to a statement.
CHUNK = 500


def gone(tickets: Sequence[Ticket]) -> dict[Ticket, str]:
    """Those who must leave: "signed_out", or "not_permitted" where their role no longer opens the room to them.

    Ids are compared as integers: hashing a thousand UUIDs, or the tickets that hold them, took longer than the queries.
    """
    asked = [ticket for ticket in tickets if ticket.person is not None]
    signed_in = _signed_in({ticket.session for ticket in asked})
    people = _people([ticket.person for ticket in asked if ticket.person])
    rooms = Room.objects.filter(pk__in={ticket.room for ticket in asked})
    communities = {room.int: of.int for room, of in rooms.values_list("pk", "session__community")}
    found: dict[Ticket, str] = {}
    theirs = cache(_still_theirs)
    for ticket in asked:
        assert ticket.person
        person = ticket.person.int
        account, community = people.get(person, (None, None))
        signed, chosen = signed_in.get(ticket.session, (None, None))
        if account is None or signed != account or chosen not in (None, person):
            found[ticket] = "signed_out"
        elif ticket.audience == "residents" and community == communities[ticket.room.int]:
            # Nearly all of them: whoever belongs to the community may listen, whatever they hold.
            continue
        elif not theirs(ticket.person, ticket.audience, ticket.room):
            found[ticket] = "not_permitted"
    return found


def _still_theirs(person: UUID, audience: str, room_id: UUID) -> bool:
    actor = actor_of(Person.objects.get(pk=person))
    room = Room.objects.select_related("session").get(pk=room_id)
    return may_enter(actor, room) and audience_of(actor, room) == audience


# Asked for every few seconds of everybody, so as the database's own statements: building them anew from the models, and
# making rows of what comes back, took three quarters of the time. Ids are read as text, because a UUID of each takes 2 µs.
_PEOPLE = (
    "SELECT CAST(p.id AS text), CAST(p.account_id AS text), CAST(p.community_id AS text) FROM {person} p"
    " JOIN {account} a ON a.id = p.account_id WHERE a.is_active AND p.id IN ({values})"
)
_SIGNED_IN = (
    "SELECT session_key, session_data FROM {sign_in} WHERE expire_date > %s AND session_key IN ({values})"
)


def _people(ids: Iterable[UUID]) -> dict[int, tuple[int, int | None]]:
    """person → (account, community) of those whose accounts still stand."""
    native = connection.features.has_native_uuid_field
    found: dict[int, tuple[int, int | None]] = {}
    for chunk in _chunks(ids):
        asked = [str(one) if native else one.hex for one in chunk]
        for person, account, community in _rows(_PEOPLE, (), asked):
            found[_number(person)] = _number(account), _number(community) if community else None
    return found


def _signed_in(keys: Iterable[str]) -> dict[str, tuple[int | None, int | None]]:
    """session key → (account, person chosen to act, if one was), of the sign-ins that still stand."""
    # Django wrote these moments by its own clock.
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    return {key: _decoded(data) for chunk in _chunks(keys) for key, data in _rows(_SIGNED_IN, (now,), chunk)}


def _rows(statement: str, first: Sequence[Any], values: Sequence[str]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(_written(statement, len(values)), [*first, *values])
        return list(cursor.fetchall())


@lru_cache(maxsize=64)
def _written(statement: str, count: int) -> str:
    return statement.format(
        person=Person._meta.db_table,
        account=Account._meta.db_table,
        sign_in=SignIn._meta.db_table,
        values=", ".join(["%s"] * count),
    )


@lru_cache(maxsize=8192)
def _decoded(data: str) -> tuple[int | None, int | None]:
    """Opening a session costs 50 µs; most have not changed since the last time."""
    session = SessionStore().decode(data)
    account, person = session.get(SESSION_KEY), session.get(PERSON_KEY)
    return _number(account) if account else None, _number(person) if person else None


@lru_cache(maxsize=32768)
def _number(text: str) -> int:
    return UUID(text).int


def _chunks(values: Iterable[T]) -> Iterator[list[T]]:
    ordered = list(values)
    for start in range(0, len(ordered), CHUNK):
        yield ordered[start : start + CHUNK]
