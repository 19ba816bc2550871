"""The live room: its stream, who is present, the floor, remarks and minutes."""

from .concerns import Concern
from .floor import FloorEntry, Point, Remark, RemarkReport
from .opinions import Opinion
from .proposals import Proposal, ProposalCall, ProposalScore
from .record import Minutes, MinutesApproval, SessionPhoto
from .rooms import Presence, Room

__all__ = [
    "Concern",
    "FloorEntry",
    "Minutes",
    "MinutesApproval",
    "Opinion",
    "Point",
    "Presence",
    "Proposal",
    "ProposalCall",
    "ProposalScore",
    "Remark",
    "RemarkReport",
    "Room",
    "SessionPhoto",
]
