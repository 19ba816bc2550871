"""Why somebody is invited, in English: `composing` keeps it in Chinese on the participant and on the letter."""

from __future__ import annotations

from consult.people.models import Body, Role
from consult.people.offices import ENGLISH as OFFICES

from . import rules

_LINES = {
    rules.MEDIATION: "People's mediation",
    rules.SECURITY: "Public security",
    rules.HEALTH: "Public health",
    rules.ENVIRONMENT: "Environment and property management",
    rules.FAMILIES: "Elders, women and children",
}
BODIES: dict[str, str] = {
    Body.Kind.PARTY: "Community Party organization",
    Body.Kind.COMMITTEE: "Residents' committee",
    Body.Kind.SUPERVISORY: "Supervisory committee",
    Body.Kind.REPRESENTATIVES: "Representatives' meeting",
    Body.Kind.RESIDENTS: "Residents' meeting",
    Body.Kind.COUNCIL: "Residents' council",
    Body.Kind.OWNERS_ASSEMBLY: "Owners' assembly",
    Body.Kind.OWNERS_COMMITTEE: "Owners' committee",
    Body.Kind.PROPERTY: "Property manager",
    Body.Kind.UNIT: "Stationed unit",
    Body.Kind.INSPECTION: "Supervision team",
    Body.Kind.COURTYARD: "Courtyard group",
    Body.Kind.WORKING_COMMITTEE: "Subdistrict's Party working committee",
    Body.Kind.FEDERATION: "Community development federation",
    Body.Kind.AGENCY: "Government department",
}
_ENGLISH = {
    "受影响住户": "Affected household",
    "户的代表": "Representative of the household",
    "业主": "Owner",
    "提出人": "Proposer",
    **{Body.Kind(kind).label: english for kind, english in BODIES.items()},
    **{Role(role).label: english for role, english in OFFICES.items()},
    **{f"{line}工作": f"Work on {english[0].lower()}{english[1:]}" for line, english in _LINES.items()},
}


def why_en(why: str) -> str:
    """The reason kept with a participant, in English; as it stands where it is none of `composing`'s."""
    return _ENGLISH.get(why, why)
