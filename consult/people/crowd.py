"""Who stands behind many sign-ins at once: what `who.py` asks for one request, for a hall that comes in together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session as SignIn
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from consult.kernel.permits import Actor

from .models import Account, Person
from .who import PERSON_KEY, actors_of


def actors_behind(keys: Collection[str]) -> dict[str, Actor]:
    """The actor behind each session key, where there certainly is one: four statements for any number of them.

    Whoever is missing is not thereby refused: a request of its own says what is wrong, and mends what can be mended
    (a session signed with an older secret, say). Second factors are not read.
    """
    rows = SignIn.objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
    opened = {
        key: SessionStore().decode(data) for key, data in rows.values_list("session_key", "session_data")
    }
    accounts = {UUID(session[SESSION_KEY]) for session in opened.values() if SESSION_KEY in session}
    people: dict[str, list[Person]] = defaultdict(list)
    hashes: dict[str, str] = {}
    for person in Person.objects.filter(account__in=accounts, account__is_active=True).select_related(
        "account"
    ):
        assert person.account
        people[str(person.account_id)].append(person)
        hashes[str(person.account_id)] = _hash(person.account)
    acting: dict[str, Person] = {}
    for key, session in opened.items():
        account = str(session.get(SESSION_KEY))
        signed = session.get(
            BACKEND_SESSION_KEY
        ) in settings.AUTHENTICATION_BACKENDS and constant_time_compare(
            session.get(HASH_SESSION_KEY, ""), hashes.get(account, "")
        )
        acts = _chosen(people[account], session.get(PERSON_KEY))
        if signed and acts is not None:
            acting[key] = acts
    actors = actors_of(list(acting.values()))
    return {key: actors[person.pk] for key, person in acting.items()}


def _hash(account: Account) -> str:
    """What the session was signed in with: another password, and it ends."""
    found: str = account.get_session_auth_hash()
    return found


def _chosen(people: list[Person], chosen: str | None) -> Person | None:
    """The one who acts; the only one where nobody was chosen."""
    if chosen is None:
        return people[0] if len(people) == 1 else None
    return next((person for person in people if str(person.pk) == chosen), None)
