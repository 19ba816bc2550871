"""The live room: its stream, who is present, the floor, remarks and minutes."""

from .floor import FloorEntry, Point, Remark, RemarkReport
from .record import Minutes, MinutesApproval
from .rooms import Presence, Room

__all__ = [
    "FloorEntry",
    "Minutes",
    "MinutesApproval",
    "Point",
    "Presence",
    "Remark",
    "RemarkReport",
    "Room",
]
