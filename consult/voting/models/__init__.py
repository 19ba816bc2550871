from .casts import Cast, HandCount, HiddenArea, HiddenBallot, PaperBatch, random_key
from .polls import OfficialProof, Poll
from .proxies import Proxy
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
    "Proxy",
    "VotingRight",
    "random_key",
]
