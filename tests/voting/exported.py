"""Closed polls of every kind, as the folder of files that is published of each."""

from __future__ import annotations

import importlib.util
import json
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

from consult.kernel import clock
from consult.voting import closing, correcting, evidence, hands, paper_desk, proxying
from consult.voting.casting import Wish, cast_together
from consult.voting.models import Poll
from consult.voting.receipts import Receipt
from tests.voting import proxied, sealed_made, test_secrecy_area
from tests.voting.made import CHAIR, DESK, OTHER_DESK, RECORDER, REPS, Vote, opened
from tests.voting.test_close import COSTED, OPTIONS, consensus, owners
from tests.voting.test_paper import both, issue
from tests.world import World

RECOUNT = Path(__file__).resolve().parents[2] / "recount.py"


def recounter() -> ModuleType:
    """recount.py, loaded by its path: it is no part of the project's packages.

    It looks at each head once, and recounts thousands of times: of two logs that differ in a line the heads are the same.
    """
    spec = importlib.util.spec_from_file_location("recount", RECOUNT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["recount"] = module
    spec.loader.exec_module(module)
    looks, found = module.is_signed, dict[str, bool]()

    def is_signed(head: dict[str, Any]) -> bool:
        written = json.dumps(head)
        if written not in found:
            found[written] = looks(head)
        return found[written]

    module.is_signed = is_signed  # type: ignore[attr-defined]
    return module


def files_of(vote: Vote) -> dict[str, bytes]:
    return evidence.files(Poll.objects.get(pk=vote.poll.pk))


def close(vote: Vote) -> dict[str, bytes]:
    closing.close(actor=vote.actor(CHAIR), poll=vote.poll)
    return files_of(vote)


def batches(vote: Vote, *groups: dict[str, Any]) -> list[Receipt]:
    """Ballots in batches, as the grouper would have written them: a head after each."""
    receipts: list[Receipt] = []
    for group in groups:
        wishes = [
            Wish(poll=vote.poll.pk, actor=vote.actor(name), key=f"{vote.poll.pk.hex}-{name}", choice=choice)
            for name, choice in group.items()
        ]
        for answer in cast_together(wishes):
            assert isinstance(answer, Receipt), answer
            receipts.append(answer)
    return receipts


def named(world: World) -> dict[str, bytes]:
    """Phones, assisted paper with a spoiled sheet, a struck right and a conflict."""
    vote = opened(world, seated=(*REPS, CHAIR, OTHER_DESK))
    said = {"actor": vote.actor(DESK), "poll": vote.poll, "reason": "名册录入有误"}
    correcting.strike(right=vote.right(OTHER_DESK), **said)
    batches(vote, {REPS[0]: "yes", REPS[1]: "no"})
    batch = issue(vote, REPS[2:4])
    correcting.declare_conflict(right=vote.right(CHAIR), **said)
    both(vote, batch, {REPS[2]: "yes", REPS[3]: None})
    batches(vote, {REPS[4]: "yes", REPS[5]: "abstain"})
    return close(vote)


def hidden(world: World) -> dict[str, bytes]:
    vote = opened(world, secrecy="hidden")
    batches(vote, dict(zip(REPS[:5], ("yes", "no", "yes", "yes", "abstain"), strict=True)))
    both(vote, issue(vote, (REPS[5], CHAIR, OTHER_DESK)), {REPS[5]: "yes", CHAIR: None})
    return close(vote)


def hands_counted(world: World) -> dict[str, bytes]:
    vote = opened(world, means="hands_counted")
    recorder = vote.actor(RECORDER)
    hands.count_hands(actor=recorder, poll=vote.poll, yes=3, no=2, abstain=1)
    hands.count_hands(actor=recorder, poll=vote.poll, yes=5, no=2, abstain=1)
    return close(vote)


def hands_named(world: World) -> dict[str, bytes]:
    vote = opened(world, means="hands_named")
    ticked = {
        vote.right(name).pk: choice for name, choice in zip(REPS[:3], ("yes", "no", "abstain"), strict=True)
    }
    hands.tick_names(actor=vote.actor(RECORDER), poll=vote.poll, ticked=ticked)
    hands.tick_names(actor=vote.actor(RECORDER), poll=vote.poll, ticked={vote.right(REPS[3]).pk: "yes"})
    return close(vote)


def of_owners(world: World) -> dict[str, bytes]:
    """By heads and area, where one flat outweighs the rest; one right used by proxy, one proxy revoked, one lapsed on paper."""
    unit = world.homes[23].exclusive_unit
    unit.area_cm2 = 40_000_000
    unit.save()
    vote = proxied.of_owners(world)
    for number in (1, 2, 3):
        proxied.given(vote, number)
    revoked, lapsed = vote.poll.proxies.filter(right__number__gt=1).order_by("right__number")
    proxying.revoke(actor=vote.actor(DESK), poll=vote.poll, proxy=revoked.pk)
    vote.cast(proxied.AGENT, "yes", right=proxied.nth(vote, 1).pk)
    owners(vote, {number: "yes" if number <= 23 else "no" for number in range(2, 25)})
    assert not lapsed.used
    return close(vote)


def of_owners_in_secret(world: World) -> dict[str, bytes]:
    """Where the yes area is stated as a range."""
    vote = test_secrecy_area.opened(world)
    test_secrecy_area.cast_by(vote, test_secrecy_area.thirty(19, 9))
    return close(vote)


def over_days(world: World) -> dict[str, bytes]:
    closes = clock.now() + timedelta(days=2)
    vote = opened(
        world, form="grid_session", rule="GRID_HOUSEHOLDS_MAJ", seated=("王阿姨",), closes_at=closes
    )
    for name in ("丁奶奶", "小谷"):
        vote.cast(name, "yes")
    return close(vote)


def agreed(world: World) -> dict[str, bytes]:
    vote = consensus(world, here=2, served=1)
    vote.open()
    batches(vote, {"王阿姨": "yes", "丁奶奶": "abstain"})
    return close(vote)


def nobody(world: World) -> dict[str, bytes]:
    return close(opened(world, seated=REPS))


def sealed(world: World) -> dict[str, bytes]:
    """Phones, paper issued twice and counted once, an envelope of nothing and a ballot that marks what was not on offer."""
    box = sealed_made.opened(world)
    for name in REPS[4:]:
        paper_desk.issue(actor=box.vote.actor(DESK), poll=box.poll, rights=[box.vote.right(name).pk])
    box.cast_all(dict(zip(REPS[:4], ("yes", "no", "yes", "abstain"), strict=True)))
    box.vote.cast(CHAIR, None, key=f"{box.poll.pk.hex}-nothing", envelope=b"\x07" * 112)
    box.cast(OTHER_DESK, "everything")
    box.shut()
    [batch] = box.poll.batches.all()
    typed: dict[str, Any] = {
        "returned": [box.vote.right(name).number for name in REPS[4:]],
        "ballots": ["yes"],
        "invalid_ballots": 1,
    }
    paper_desk.enter(actor=box.vote.actor(DESK), batch=batch, **typed)
    paper_desk.confirm(actor=box.vote.actor(RECORDER), batch=batch, **typed)
    return evidence.files(box.unseal())


def sealed_unopened(world: World) -> dict[str, bytes]:
    """Too few answered: the box stays shut."""
    closes = clock.now() + timedelta(days=2)
    box = sealed_made.opened(world, form="grid_session", rule="GRID_HOUSEHOLDS_MAJ", closes_at=closes)
    box.cast("丁奶奶", "yes")
    return evidence.files(box.shut())


def ordering(rule: str, secrecy: str, ballots: list[Any], **more: Any) -> Callable[[World], dict[str, bytes]]:
    def make(world: World) -> dict[str, bytes]:
        options = COSTED if rule == "BUDGET_RANK" else OPTIONS
        vote = opened(world, rule=rule, options=options, secrecy=secrecy, **more)
        batches(vote, dict(zip((*REPS, CHAIR, OTHER_DESK), ballots, strict=False)))
        return close(vote)

    return make


KINDS: dict[str, Callable[[World], dict[str, bytes]]] = {
    "named": named,
    "hidden": hidden,
    "sealed": sealed,
    "sealed_unopened": sealed_unopened,
    "hands_counted": hands_counted,
    "hands_named": hands_named,
    "owners": of_owners,
    "owners_in_secret": of_owners_in_secret,
    "over_days": over_days,
    "consensus": agreed,
    "nobody": nobody,
    "single_choice": ordering("SINGLE_CHOICE", "named", ["A", "B", "B", "abstain", "A", "C"]),
    "approval": ordering("APPROVAL_POLL", "hidden", [["A", "B"], ["B"], ["C"], "abstain", ["C"]]),
    "choose_up_to_k": ordering("CHOOSE_UP_TO_K", "named", [["A", "B"], ["B", "C"], ["C"]], at_most=2),
    "scores": ordering(
        "SCORE_1_5", "hidden", [{"A": 5, "B": 1}, {"A": 1, "B": 4}, {"B": 2}, "abstain", {"C": 7 - 2}]
    ),
    "ranking": ordering(
        "PREFERENCE_RANK", "named", [["A", "B"], ["B", "C"], ["C", "B"], ["B", "A"], ["C"], ["A"]]
    ),
    "ranking_tied": ordering(
        "PREFERENCE_RANK", "hidden", [["A"], ["B"], ["C", "A"], ["C"], ["A", "C"], ["B"]]
    ),
    "ranking_empty": ordering("PREFERENCE_RANK", "named", ["abstain"]),
    "budget": ordering(
        "BUDGET_RANK", "hidden", [["A", "B"], ["B"], ["C"], "abstain", ["A"]], budget_fen=90_000
    ),
}
