"""The board's page checks receipts and the log by itself: its own source, run by node, on what the server publishes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from consult.kernel import ledger
from consult.kernel.errors import Refusal
from consult.voting import evidence
from consult.voting.receipts import Receipt
from tests.voting.exported import close
from tests.voting.made import Vote, opened
from tests.voting.page_steps import needs_node, page
from tests.world import World

pytestmark = needs_node


class Published:
    """A closed poll, what stands of it on the board, and a receipt somebody kept."""

    def __init__(self, world: World) -> None:
        self.vote: Vote = opened(world)
        for name in ("丁奶奶", "小谷", "王阿姨", "小范"):
            self.receipt: Receipt = self.vote.cast(name, "yes")
        files = close(self.vote)
        self.poll = str(self.vote.poll.pk)
        self.key = ledger.public_key_hex()
        self.leaves = files["leaves.txt"].decode().splitlines()
        self.lines = files["log.jsonl"].decode().splitlines()
        self.head = json.loads(files["heads.jsonl"].decode().splitlines()[-1])


@pytest.fixture
def published(world: World) -> Published:
    return Published(world)


def standing(text: str, published: Published, leaves: list[str] | None = None) -> Any:
    found = leaves if leaves is not None else published.leaves
    return page("resident/evidence/check", "checkReceipt", text, published.poll, published.key, found)


def test_a_receipt_short_or_full_is_found_in_the_log(published: Published) -> None:
    for text in (published.receipt.text, f"  {published.receipt.full.lower()}\n"):
        found = standing(text, published)
        assert found == {"standing": "in", "seq": published.receipt.seq}


def test_another_history_is_a_fork_and_the_receipt_proves_it(published: Published) -> None:
    forged = list(published.leaves)
    forged[published.receipt.seq] = "00" * 32
    assert standing(published.receipt.full, published, forged)["standing"] == "fork"
    assert standing(published.receipt.text, published, forged)["standing"] == "not_in"
    # One leaf before ours was changed: ours is there, and the signed root is not.
    forged = ["11" * 32, *published.leaves[1:]]
    assert standing(published.receipt.full, published, forged)["standing"] == "fork"


def test_what_is_no_receipt_of_this_server_and_poll_is_said_to_be_none(published: Published) -> None:
    receipt = published.receipt
    assert standing("有一张票", published)["standing"] == "unreadable"
    other = f"{'0' * 8}-{receipt.seq}-{receipt.leaf}"
    assert standing(other, published)["standing"] == "other_poll"
    forged = receipt.full[:-8] + ("AAAAAAAA" if receipt.full[-8:] != "AAAAAAAA" else "BBBBBBBB")
    assert standing(forged, published)["standing"] == "not_signed"
    assert standing(receipt.full, published, published.leaves[:2])["standing"] == "later"


def test_the_log_is_held_against_the_signed_head(published: Published) -> None:
    def checked(lines: list[str], leaves: list[str]) -> Any:
        return page("resident/evidence/check", "checkLog", lines, leaves, published.head)

    assert checked(published.lines, published.leaves)["right"] is True
    changed = [*published.lines]
    changed[2] = changed[2].replace('"yes"', '"no"')
    assert checked(changed, published.leaves) == {"right": False, "bad": 2}
    rehashed = page("resident/evidence/check", "leafOf", changed[2])
    careful = [*published.leaves[:2], rehashed, *published.leaves[3:]]
    assert checked(changed, careful)["right"] is False, "leaves written anew do not add up to the signed root"
    assert checked(published.lines[:-1], published.leaves[:-1])["right"] is False


def test_every_file_of_the_export_is_had_by_itself_and_no_other(published: Published) -> None:
    from django.test import Client

    anybody = Client()
    address = f"/api/v1/evidence/{published.poll}/files"
    for name in ("leaves.txt", "log.jsonl", "heads.jsonl", "roll.jsonl", "recount.py"):
        assert anybody.get(f"{address}/{name}").status_code == 200
    answered = anybody.get(f"{address}/log.jsonl")
    assert answered.content.decode().splitlines() == published.lines
    for name in ("ballots.jsonl", "opening.jsonl", "..", "settings.py"):
        assert anybody.get(f"{address}/{name}").status_code == 404


def test_while_a_poll_is_open_its_log_and_ballots_are_nobodys(world: World) -> None:
    from django.test import Client

    vote = opened(world)
    vote.cast("王阿姨", "yes")
    for name in ("log.jsonl", "ballots.jsonl", "roll.jsonl"):
        assert Client().get(f"/api/v1/evidence/{vote.poll.pk}/files/{name}").status_code == 404
    with pytest.raises(Refusal):
        evidence.find(vote.hall.session.pk)
