from .invitations import Invitation, Participant, Service
from .materials import Material, MaterialReading
from .motions import AgendaItem, Motion
from .sessions import Consultation, PartyStudy, RegisterRow, Session, StatutoryMeeting

__all__ = [
    "AgendaItem",
    "Consultation",
    "Invitation",
    "Material",
    "MaterialReading",
    "Motion",
    "Participant",
    "PartyStudy",
    "RegisterRow",
    "Service",
    "Session",
    "StatutoryMeeting",
]
