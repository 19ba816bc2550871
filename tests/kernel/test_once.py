"""One answer a key, whatever befalls the transaction in which it is given."""

from __future__ import annotations

from threading import Barrier
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from consult.kernel.models import Answer, Log
from consult.kernel.once import once
from tests.voting.crowd import at_once


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("keys", [("key-of-one", "key-of-two"), (None, None)], ids=["keys", "no keys"])
def test_two_verbs_that_wait_for_each_other_are_both_done(keys: tuple[str | None, str | None]) -> None:
    rows = [Log.objects.create(kind=Log.Kind.ROOM, community=uuid4()).pk for _ in range(2)]
    each_has_one = Barrier(2)

    def verb(key: str | None, first: UUID, second: UUID) -> dict[str, object]:
        tries: list[int] = []

        def do() -> dict[str, object]:
            with transaction.atomic():
                Log.objects.select_for_update().get(pk=first)
                if not tries:
                    tries.append(1)
                    each_has_one.wait()
                both = Log.objects.select_for_update().filter(pk=second).update(size=1)
                return {"done": both}

        return once(actor=first, key=key, verb="two.rows", do=do)

    one, two = rows
    told = at_once([lambda: verb(keys[0], one, two), lambda: verb(keys[1], two, one)])
    assert told == [{"done": 1}] * 2
    assert Answer.objects.count() == len([key for key in keys if key])
