"""What roles are called in both languages, and what a holding reaches."""

from __future__ import annotations

from typing import Any

from .models import Holding, Role

ENGLISH: dict[str, str] = {
    Role.RESIDENT_REP: "Residents' representative",
    Role.BUILDING_LEAD: "Building lead",
    Role.GRID_WORKER: "Grid worker",
    Role.GRID_LEAD: "Grid lead",
    Role.COMMITTEE_STAFF: "Community worker",
    Role.COMMITTEE_MEMBER: "Residents' committee member",
    Role.COMMITTEE_DEPUTY: "Deputy director of the residents' committee",
    Role.COMMITTEE_DIRECTOR: "Director of the residents' committee",
    Role.PARTY_SECRETARY: "Party secretary of the community",
    Role.PARTY_DEPUTY: "Deputy Party secretary",
    Role.PARTY_MEMBER: "Party committee member",
    Role.PARTY_PART_TIME: "Part-time committee member",
    Role.BRANCH_MEMBER: "Party branch member",
    Role.SUPERVISOR: "Supervisory committee member",
    Role.INSPECTOR: "Supervision team member",
    Role.LEGAL_ADVISER: "Community lawyer",
    Role.COUNCIL_MEMBER: "Council member",
    Role.ORG_REP: "Representative of an organization",
    Role.OWNERS_COMMITTEE_MEMBER: "Owners' committee member",
    Role.SUBDISTRICT_OFFICER: "Subdistrict officer",
    Role.WORKING_COMMITTEE_SECRETARY: "Secretary of the subdistrict's Party working committee",
    Role.EVALUATOR: "Third-party evaluator",
    Role.ADMINISTRATOR: "Administrator",
}

# What `scope_of` reads: fetch these with the holding, and it asks nothing more.
RELATED = ("community", "subdistrict", "grid", "building__compound", "group", "body")


# How holders of one role follow each other.
ORDER = ("role", "starts", "person__name", "id")


def scope_of(holding: Holding) -> str:
    """Where a holding reaches, by its name: a building, a grid, a group, a body, a community or the subdistrict."""
    if holding.building:
        return f"{holding.building.compound.name}{holding.building.name}"
    narrowest = holding.grid or holding.group or holding.body or holding.community or holding.subdistrict
    return str(narrowest.name)


def said(holding: Holding) -> dict[str, Any]:
    """A holding as the API answers it."""
    return {
        "id": holding.pk,
        "role": holding.role,
        "label": Role(holding.role).label,
        "label_en": ENGLISH[holding.role],
        "subdistrict": holding.subdistrict_id,
        "community": holding.community_id,
        "scope": scope_of(holding),
        "category": holding.category,
        "starts": holding.starts,
        "ends": holding.ends,
    }
