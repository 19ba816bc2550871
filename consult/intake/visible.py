"""Who may see which matter.

Neighbours see what is raised in their community. What is restricted (private affairs, the negative list) and what is
not yet confirmed by the person it was written down for is seen by its proposer and by those who handle it.
"""

from __future__ import annotations

from django.db.models import Q

from consult.kernel.permits import Actor
from consult.people.models import Role

# Who handles any matter of the community, restricted ones too.
HANDLERS = frozenset({Role.COMMITTEE_STAFF, Role.COMMITTEE_DIRECTOR, Role.PARTY_SECRETARY})
# Who handles the matters of one grid.
GRID_HANDLERS = frozenset({Role.GRID_WORKER, Role.GRID_LEAD})
ABOVE = frozenset({Role.SUBDISTRICT_OFFICER, Role.WORKING_COMMITTEE_SECRETARY})


def visible(actor: Actor) -> Q:
    """The condition on `Matter` for what this actor may see. Nobody who is not signed in sees any."""
    if actor.person is None:
        return Q(pk__in=[])
    open_to_neighbours = Q(restricted=False) & ~Q(stage="unconfirmed")
    seen = Q(proposer=actor.person) | Q(entered_by=actor.person)
    if actor.community is not None:
        seen |= open_to_neighbours & Q(community=actor.community)
    for held in actor.held:
        if held.role in HANDLERS and held.community is not None:
            seen |= Q(community=held.community)
        elif held.role in GRID_HANDLERS and held.grid is not None:
            seen |= Q(grid=held.grid)
        elif held.role in ABOVE:
            # Government matters are theirs to answer, whoever else may read them.
            seen |= Q(community__subdistrict=held.subdistrict) & (
                open_to_neighbours | Q(stage__in=["transferred", "answered"])
            )
        if held.community is not None:
            seen |= open_to_neighbours & Q(community=held.community)
    return seen
