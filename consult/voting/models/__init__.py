from .casts import Cast, HandCount, HiddenBallot, PaperBatch, random_key
from .polls import OfficialProof, Poll
from .rights import VotingRight

__all__ = [
    "Cast",
    "HandCount",
    "HiddenBallot",
    "OfficialProof",
    "PaperBatch",
    "Poll",
    "VotingRight",
    "random_key",
]
