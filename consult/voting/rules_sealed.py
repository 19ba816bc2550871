"""How long a sealed ballot is: every one of a poll alike, so that its length tells nothing.

`consult/voting/custody/boxes.py` says what stands in a ballot; this says how much room the longest choice needs.
"""

from __future__ import annotations

from base64 import b32encode
from secrets import token_bytes
from typing import Any, Final

from consult.voting.custody.boxes import SEAL_BYTES
from consult.voting.custody.formats import canonical
from consult.voting.rules import BallotKind

CODE_LENGTH: Final = 16
# Lengths grow in these steps: a poll of yes and no has 64 bytes in 112.
STEP: Final = 64


def new_code() -> str:
    """A personal code as the browser makes it: eighty random bits in base32."""
    return b32encode(token_bytes(10)).decode()


def ballot_length(ballot: BallotKind, options: tuple[str, ...]) -> int:
    """Bytes of a ballot before it is sealed: the longest choice there can be, in full steps."""
    longest: Any
    match ballot:
        case BallotKind.YES_NO | BallotKind.CONSENSUS:
            longest = ""
        case BallotKind.SINGLE_CHOICE:
            longest = max(options, key=lambda code: len(canonical(code)))
        case BallotKind.SCORE:
            longest = dict.fromkeys(options, 5)
        case _:
            longest = list(options)
    room = max(len(canonical({"choice": each, "code": "A" * CODE_LENGTH})) for each in (longest, "abstain"))
    return -(-room // STEP) * STEP


def envelope_length(ballot: BallotKind, options: tuple[str, ...]) -> int:
    """Bytes of the sealed box around it."""
    return ballot_length(ballot, options) + SEAL_BYTES
