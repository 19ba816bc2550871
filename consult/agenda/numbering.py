"""文号: numbers of sessions and letters, dense within a community, register and year."""

from __future__ import annotations

from django.db.models import F

from consult.kernel import clock
from consult.people.models import Community

from . import rules
from .models import RegisterRow

SESSIONS, LETTERS = "会", "邀"


def next_numbers(community: Community, register: str, count: int = 1) -> list[str]:
    """The next `count` numbers of a register. Within the caller's transaction: a verb that is undone gives them back,
    and the row's lock makes the next one wait until that is known, so numbers stay dense."""
    year = clock.today().year
    RegisterRow.objects.get_or_create(community=community, register=register, year=year)
    row = RegisterRow.objects.filter(community=community, register=register, year=year)
    row.update(last=F("last") + count)
    last = row.values_list("last", flat=True).get()
    return [
        rules.letter_number(short=community.short, word=register, year=year, number=number)
        for number in range(last - count + 1, last + 1)
    ]
