"""Document numbers 文号: dense in a community, a series and a year."""

from __future__ import annotations

from consult.kernel import clock
from consult.people.models import Community

from .models import Counter


def next_number(*, community: Community, series: str) -> str:
    """槐安议〔2026〕第3号. The caller is in the transaction that uses it, so a number that is undone leaves no gap."""
    year = clock.today().year
    Counter.objects.get_or_create(community=community, series=series, year=year)
    row = Counter.objects.select_for_update().get(community=community, series=series, year=year)
    row.last += 1
    row.save(update_fields=["last"])
    return f"{community.short}{series}〔{year}〕第{row.last}号"
