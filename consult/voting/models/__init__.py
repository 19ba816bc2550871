from .casts import Cast, HandCount, HiddenArea, HiddenBallot, PaperBatch, random_key
from .polls import OfficialProof, Poll
from .rights import VotingRight
from .sealing import Custody, OpenedBallot

__all__ = [
    "Cast",
    "Custody",
    "HandCount",
    "HiddenArea",
    "HiddenBallot",
    "OfficialProof",
    "OpenedBallot",
    "PaperBatch",
    "Poll",
    "VotingRight",
    "random_key",
]
