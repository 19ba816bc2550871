"""Each matter's one number for life: QY-HA-2026-0001."""

from __future__ import annotations

from django.db.models import F

from consult.kernel import clock
from consult.people.models import Community

from .models import NumberRow


def next_number(community: Community) -> str:
    """The next number of this community and (Beijing) year. Within the caller's transaction: a verb that is undone
    gives its number back, and the row's lock makes the next one wait until that is known, so numbers stay dense."""
    year = clock.today().year
    NumberRow.objects.get_or_create(community=community, year=year)
    # The update takes the row's lock; the read after it sees our own figure.
    row = NumberRow.objects.filter(community=community, year=year)
    row.update(last=F("last") + 1)
    last = row.values_list("last", flat=True).get()
    return f"{community.subdistrict.code}-{community.code}-{year}-{last:04d}"
