"""A sealed box in a hall: three custodians, their key, a rehearsal, and ballots sealed as a browser seals them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from consult.voting import closing, sealing, unsealing
from consult.voting.casting import Wish, cast_together
from consult.voting.custody import boxes, ceremony
from consult.voting.custody.formats import Record
from consult.voting.models import Poll
from consult.voting.receipts import Receipt
from consult.voting.rules_sealed import new_code
from tests.again import arranged
from tests.voting.made import CHAIR, DESK, Vote, meeting
from tests.world import World

CUSTODIANS = ("吕监督", "石律师", "王阿姨")
SUPERVISOR = "吕监督"


@dataclass
class Sealed:
    """A sealed vote, and what its custodians have at home."""

    vote: Vote
    secrets: list[Record]
    boxes: Record = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)

    @property
    def poll(self) -> Poll:
        return self.vote.fresh()

    def key_file(self) -> Record:
        publics = [{part: each[part] for part in ("name", "box", "sign")} for each in self.secrets]
        key, self.boxes = ceremony.make_poll_key(sealing.key_request(self.poll), publics)
        return key

    def give_key(self) -> Poll:
        return sealing.set_key(actor=self.vote.actor(DESK), poll=self.poll, file=dumped(self.key_file()))

    def opened_by(self, first: int = 0, second: int = 1) -> Record:
        """What two custodians answer to the request that stands."""
        request = sealing.request_of(self.poll)
        half = ceremony.open_first(request, self.boxes, self.secrets[first])
        return ceremony.open_second(request, half, self.secrets[second])

    def rehearse(self, first: int = 0, second: int = 1) -> Poll:
        file = dumped(self.opened_by(first, second))
        return sealing.rehearse(actor=self.vote.actor(DESK), poll=self.poll, file=file)

    def seal(self, choice: Any, code: str = "") -> bytes:
        poll = self.poll
        content = boxes.ballot_bytes(choice, code or new_code(), sealing.length_of(poll))
        return boxes.seal(content, poll.box_key)

    def cast(self, name: str, choice: Any) -> Receipt:
        self.codes[name] = new_code()
        key = f"{self.vote.poll.pk.hex}-{name}"
        return self.vote.cast(name, None, key=key, envelope=self.seal(choice, self.codes[name]))

    def cast_all(self, choices: dict[str, Any]) -> None:
        """In one batch, as a hall presses."""
        self.codes.update({name: new_code() for name in choices})
        wishes = [
            Wish(
                poll=self.vote.poll.pk,
                actor=self.vote.actor(name),
                key=f"{self.vote.poll.pk.hex}-{name}",
                choice=None,
                envelope=self.seal(choice, self.codes[name]),
            )
            for name, choice in choices.items()
        ]
        assert all(isinstance(answer, Receipt) for answer in cast_together(wishes))

    def shut(self) -> Poll:
        return closing.close(actor=self.vote.actor(CHAIR), poll=self.poll)

    def unseal(self, first: int = 0, second: int = 1) -> Poll:
        file = dumped(self.opened_by(first, second))
        return unsealing.unseal(actor=self.vote.actor(CHAIR), poll=self.poll, file=file)


def dumped(record: Record) -> bytes:
    return json.dumps(record, ensure_ascii=False).encode()


@arranged
def prepared(world: World, **how: Any) -> Sealed:
    vote = meeting(world, secrecy="sealed", **how)
    return Sealed(vote, [ceremony.make_custodian(name)[0] for name in CUSTODIANS])


@arranged
def ready(world: World, **how: Any) -> Sealed:
    """Keyed and rehearsed."""
    made = prepared(world, **how)
    made.give_key()
    made.rehearse()
    return made


@arranged
def opened(world: World, **how: Any) -> Sealed:
    made = ready(world, **how)
    made.vote.poll = made.poll
    made.vote.open()
    return made
