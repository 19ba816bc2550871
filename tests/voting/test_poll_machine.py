"""Every verb of a poll in every state it can be in: what a small model expects, the server does, and nothing half way.

After each step the register, the log and the box agree; whatever is closed is counted again by recount.py.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from consult.kernel import log, merkle
from consult.kernel.errors import Refusal
from consult.kernel.models import Log
from consult.voting import (
    assisting,
    closing,
    correcting,
    evidence,
    hands,
    official,
    paper_desk,
    preparing,
    proxying,
)
from consult.voting.casting import Wish, cast
from consult.voting.models import Cast, HiddenBallot, PaperBatch, Poll
from consult.voting.rules_counts import Counts
from tests.meeting.made import seat
from tests.voting.exported import recounter
from tests.voting.made import CHAIR, DESK, OTHER_DESK, RECORDER, REPS, Vote, hall_for, representatives
from tests.world import World

VOTERS = (*REPS, CHAIR, OTHER_DESK)
AWAY = REPS[-1]
NAMES = st.sampled_from(VOTERS)
CHOICES = st.sampled_from(["yes", "no", "abstain"])
recount = recounter()


class PollMachine(RuleBasedStateMachine):
    """`world` is put there by the test that runs it. Of eight rights one's holder, `AWAY`, did not come."""

    world: World
    states: Counter[tuple[str, str]]

    def __init__(self) -> None:
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        representatives(self.world)
        self.hall = hall_for(self.world)
        seat(self.hall.room, *(self.world.people[name] for name in VOTERS if name != AWAY))
        self.poll: Poll | None = None
        self.stage = "none"
        self.pressed = 0
        self.begin("ballots", "named")

    def begin(self, means: str, secrecy: str) -> None:
        self.means, self.secrecy = means, secrecy
        self.used: dict[str, str | None] = {}
        self.issued: dict[str, PaperBatch] = {}
        self.returned: set[str] = set()
        self.typed: set[str] = set()
        self.struck: set[str] = set()
        self.recused: set[str] = set()
        self.counted: tuple[int, int, int] | None = None

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    # How a step is taken

    @property
    def vote(self) -> Vote:
        assert self.poll is not None
        return Vote(self.world, self.hall, self.poll)

    def right(self, name: str) -> Any:
        """The right on the frozen roll; before there is one, somebody else's thing altogether."""
        try:
            return self.vote.right(name)
        except AssertionError:
            return None

    def tries(self, verb: str, expected: str, do: Callable[[], Any]) -> bool:
        """Do it; it must be refused with this code, or be done where none is expected."""
        self.states[verb, self.stage] += 1
        self.pressed += 1
        said = ""
        try:
            with transaction.atomic():
                do()
        except Refusal as refusal:
            said = refusal.code
        assert said == expected, (verb, self.stage)
        if self.poll is not None:
            self.poll = Poll.objects.get(pk=self.poll.pk)
        return not said

    # The course of a poll

    @rule(
        means=st.sampled_from(["ballots", "ballots", "hands_counted", "hands_named"]),
        secrecy=st.sampled_from(["named", "hidden"]),
    )
    def prepare(self, means: str, secrecy: str) -> None:
        secrecy = secrecy if means == "ballots" else "named"
        expected = {"prepared": "no_live_poll", "open": "no_live_poll", "closed": "wrong_stage"}.get(
            self.stage, ""
        )
        made: list[Poll] = []

        def do() -> None:
            self.hall.motion.refresh_from_db()
            actor = self.world.actor(CHAIR)
            made.append(preparing.prepare(actor=actor, motion=self.hall.motion, means=means, secrecy=secrecy))

        if self.stage != "closed" and self.tries("poll.prepare", expected, do):
            self.poll, self.stage = made[0], "prepared"
            self.begin(means, secrecy)

    @precondition(lambda self: self.poll)
    @rule()
    def open(self) -> None:
        expected = "" if self.stage == "prepared" else "wrong_stage"
        if self.tries(
            "poll.open",
            expected,
            lambda: preparing.open_poll(actor=self.world.actor(CHAIR), poll=self.vote.poll),
        ):
            self.stage = "open"

    @precondition(lambda self: self.poll)
    @rule()
    def close(self) -> None:
        waiting = bool(self.issued.keys() - self.typed)
        expected = {
            "open": "paper_reconciled"
            if waiting
            else "hands_entered"
            if self.means == "hands_counted" and self.counted is None
            else "",
            "closed": "",
        }.get(self.stage, "wrong_stage")
        if self.tries(
            "poll.close",
            expected,
            lambda: closing.close(actor=self.world.actor(CHAIR), poll=self.vote.poll),
        ):
            self.stage = "closed"
            self.is_counted_again_to_the_same()

    @precondition(lambda self: self.poll)
    @rule()
    def void(self) -> None:
        expected = "" if self.stage in ("prepared", "open") else "wrong_stage"
        if self.tries(
            "poll.void",
            expected,
            lambda: correcting.void(actor=self.world.actor(DESK), poll=self.vote.poll, reason="重来"),
        ):
            self.stage = "void"

    @precondition(lambda self: self.poll)
    @rule()
    def record_official(self) -> None:
        """A representatives' vote has no official result from elsewhere, in no state."""
        expected = "city_records_official" if self.stage == "prepared" else "wrong_stage"
        counts = Counts(entitled=8, present=8, yes=5)
        self.tries(
            "poll.record_official",
            expected,
            lambda: official.record_official(
                actor=self.world.actor(DESK),
                poll=self.vote.poll,
                counts=counts,
                source="市系统",
                file=b"%PDF-1",
            ),
        )

    @precondition(lambda self: self.poll)
    @rule(name=NAMES)
    def proxies(self, name: str) -> None:
        """Representatives send nobody in their place, in no state (test_proxies.py has the rules that let one)."""
        given = {"right": self.right(name), "agent": self.world.people[AWAY].pk, "checked": True}
        self.tries(
            "proxy.record",
            "proxies_allowed" if self.stage == "open" else "wrong_stage",
            lambda: proxying.record(
                actor=self.world.actor(DESK), poll=self.vote.poll, file=b"%PDF-1", **given
            ),
        )
        self.tries(
            "proxy.revoke",
            "not_found" if self.stage == "open" else "wrong_stage",
            lambda: proxying.revoke(actor=self.world.actor(DESK), poll=self.vote.poll, proxy=uuid4()),
        )

    # Using a right

    def use_refused(self, name: str) -> str:
        """Why this right cannot be used by a phone now."""
        if self.stage == "prepared" or not self.vote.poll.roll_root:
            return "no_right"
        if name in self.struck:
            return "right_struck"
        if name in self.used:
            return "already_voted"
        if self.stage == "closed":
            return "poll_closed"
        if self.stage == "void":
            return "wrong_stage"
        if self.means != "ballots":
            return "not_by_hands"
        if name in self.recused:
            return "not_in_conflict"
        if name in self.issued:
            return "paper_issued"
        return "not_present" if name == AWAY else ""

    @precondition(lambda self: self.poll)
    @rule(name=NAMES, choice=CHOICES)
    def cast(self, name: str, choice: str) -> None:
        wish = Wish(
            poll=self.vote.poll.pk,
            actor=self.world.actor(name),
            key=f"press-{self.pressed:06d}",
            choice=choice,
        )
        if self.tries("ballot.cast", self.use_refused(name), lambda: cast(wish)):
            self.used[name] = choice

    @precondition(lambda self: self.poll)
    @rule(name=NAMES, choice=CHOICES)
    def assist(self, name: str, choice: str) -> None:
        right, expected = self.right(name), self.use_refused(name)
        if right is None or name == OTHER_DESK:
            return
        if self.tries(
            "poll.assist",
            expected,
            lambda: assisting.assist(
                actor=self.world.actor(DESK),
                poll=self.vote.poll,
                right=right,
                choice=choice,
                witness=self.world.people[RECORDER].pk,
                key=f"press-{self.pressed:06d}",
            ),
        ):
            self.used[name] = choice

    # Hands

    @precondition(lambda self: self.poll)
    @rule(figures=st.tuples(*[st.integers(0, 4)] * 3))
    def count_hands(self, figures: tuple[int, int, int]) -> None:
        yes, no, abstain = figures
        here = 7 - len(self.struck - {AWAY})
        expected = "wrong_stage" if self.stage != "open" else ""
        if not expected and self.means != "hands_counted":
            expected = "by_show_of_hands"
        if not expected and max(sum(figures), *figures) > here:
            expected = "invalid"
        if self.tries(
            "hands.count",
            expected,
            lambda: hands.count_hands(
                actor=self.world.actor(RECORDER), poll=self.vote.poll, yes=yes, no=no, abstain=abstain
            ),
        ):
            self.counted = figures

    @precondition(lambda self: self.poll)
    @rule(name=NAMES, choice=CHOICES)
    def tick(self, name: str, choice: str) -> None:
        right = self.right(name)
        if right is None:
            return
        expected = "wrong_stage" if self.stage != "open" else ""
        if not expected and self.means != "hands_named":
            expected = "by_show_of_hands"
        if not expected:
            expected = (
                "right_struck"
                if name in self.struck
                else "already_voted"
                if name in self.used
                else "not_in_conflict"
                if name in self.recused
                else "not_present"
                if name == AWAY
                else ""
            )
        if self.tries(
            "hands.count by name",
            expected,
            lambda: hands.tick_names(
                actor=self.world.actor(RECORDER), poll=self.vote.poll, ticked={right.pk: choice}
            ),
        ):
            self.used[name] = choice

    # Paper

    @precondition(lambda self: self.poll)
    @rule(name=NAMES)
    def issue(self, name: str) -> None:
        right = self.right(name)
        if right is None:
            return
        expected = "wrong_stage" if self.stage != "open" else ""
        if not expected and self.means != "ballots":
            expected = "not_by_hands"
        if not expected:
            expected = (
                "not_on_roll"
                if name in self.struck
                else "already_used_or_issued"
                if name in self.used or name in self.issued
                else "not_in_conflict"
                if name in self.recused
                else "not_present"
                if name == AWAY
                else ""
            )
        made: list[PaperBatch] = []
        if self.tries(
            "paper.issue",
            expected,
            lambda: made.append(
                paper_desk.issue(actor=self.world.actor(DESK), poll=self.vote.poll, rights=[right.pk])
            ),
        ):
            self.issued[name] = made[0]

    @precondition(lambda self: self.issued)
    @rule(data=st.data(), choice=CHOICES, back=st.booleans(), spoiled=st.booleans())
    def type_paper(self, data: st.DataObject, choice: str, back: bool, spoiled: bool) -> None:
        self.type_sheet(data.draw(st.sampled_from(sorted(self.issued))), choice, back=back, spoiled=spoiled)

    def type_sheet(self, name: str, choice: str, *, back: bool, spoiled: bool) -> None:
        """Both typings of one batch, which is one sheet: it came back or did not, and was valid or spoiled."""
        back = back and name not in self.recused
        number = self.vote.right(name).number
        valid = back and not spoiled
        ballots: list[Any] = [choice if self.secrecy == "hidden" else {"number": number, "choice": choice}]
        typed = {
            "batch": self.issued[name],
            "returned": [number] if back else [],
            "ballots": ballots if valid else [],
            "invalid_ballots": int(back and spoiled),
        }
        first = "wrong_stage" if self.stage != "open" else "already_confirmed" if name in self.typed else ""
        self.tries("paper.enter", first, lambda: paper_desk.enter(actor=self.world.actor(DESK), **typed))
        if self.tries(
            "paper.confirm", first, lambda: paper_desk.confirm(actor=self.world.actor(RECORDER), **typed)
        ):
            self.typed.add(name)
            if back:
                self.used[name] = choice if valid else None

    # Corrections

    @precondition(lambda self: self.poll)
    @rule(name=NAMES)
    def strike(self, name: str) -> None:
        right = self.right(name)
        if right is None:
            return
        expected = "wrong_stage" if self.stage != "open" else ""
        if not expected:
            expected = (
                "not_on_roll"
                if name in self.struck
                else "right_used"
                if name in self.used or name in self.issued
                else ""
            )
        if self.tries(
            "roll.strike",
            expected,
            lambda: correcting.strike(
                actor=self.world.actor(DESK), poll=self.vote.poll, right=right, reason="录入有误"
            ),
        ):
            self.struck.add(name)

    @precondition(lambda self: self.poll)
    @rule(name=NAMES)
    def declare_conflict(self, name: str) -> None:
        right = self.right(name)
        if right is None:
            return
        expected = "wrong_stage" if self.stage in ("closed", "void") else ""
        if not expected:
            expected = (
                "not_on_roll"
                if name in self.struck
                else "right_used"
                if name in self.used
                else "conflict_on_record"
                if name in self.recused
                else ""
            )
        if self.tries(
            "conflict.declare",
            expected,
            lambda: correcting.declare_conflict(
                actor=self.world.actor(DESK), poll=self.vote.poll, right=right, reason="是承办方"
            ),
        ):
            self.recused.add(name)

    # What always holds

    @invariant()
    def the_stage_is_as_expected(self) -> None:
        if self.poll is not None:
            assert self.poll.stage == self.stage

    @invariant()
    def the_register_knows_who_used_a_right_and_nothing_more(self) -> None:
        if self.poll is None:
            return
        used = dict(Cast.objects.filter(poll=self.poll).values_list("right", "choice"))
        expected = {self.vote.right(name).pk: choice for name, choice in self.used.items()}
        assert used == (dict.fromkeys(expected) if self.secrecy == "hidden" else expected)
        box = Counter(HiddenBallot.objects.filter(poll=self.poll).values_list("choice", flat=True))
        valid = Counter(choice for choice in self.used.values() if choice is not None)
        assert box == (valid if self.secrecy == "hidden" else Counter())

    @invariant()
    def the_log_is_whole_and_nobody_else_writes_of_casts(self) -> None:
        if self.poll is None or self.poll.log is None:
            return
        entries = list(self.poll.log.entries.order_by("seq"))
        assert [entry.seq for entry in entries] == list(range(len(entries)))
        fresh = Log.objects.get(pk=self.poll.log_id)
        assert log.root(fresh) == merkle.root([bytes(entry.leaf) for entry in entries])

    def is_counted_again_to_the_same(self) -> None:
        assert self.poll is not None
        lines, _ = recount.recount(evidence.files(self.poll))
        assert self.poll.verdict in lines
        votes = Counter(self.used.values())
        yes, no, abstain = self.counted or (votes["yes"], votes["no"], votes["abstain"])
        figures = self.poll.counts["counts"]
        assert (figures["yes"], figures["no"], figures["abstain"]) == (yes, no, abstain)
        assert figures["invalid"] == votes[None]
        assert figures["entitled"] == 8 - len(self.struck)


def machine(world: World) -> type[PollMachine]:
    return type("Run", (PollMachine,), {"world": world, "states": Counter()})


def test_whatever_is_done_in_whatever_order(world: World) -> None:
    course = settings(max_examples=20, stateful_step_count=40, deadline=None, derandomize=True)
    run_state_machine_as_test(machine(world), settings=course)


COURSES = {
    "prepared": (),
    "open": ("open",),
    "closed": ("open", "count_hands", "close"),
    "void": ("open", "void"),
    "void before it was opened": ("void",),
}


@pytest.mark.parametrize("means", ["ballots", "hands_counted", "hands_named"])
@pytest.mark.parametrize("course", COURSES)
def test_every_verb_in_every_state(world: World, course: str, means: str) -> None:
    here = machine(world)()
    here.prepare(means=means, secrecy="named")
    for step in COURSES[course]:
        if step == "count_hands":
            here.count_hands(figures=(1, 1, 1))
        else:
            getattr(here, step)()
    assert here.stage == course.split()[0]
    here.cast(name=REPS[0], choice="yes")
    here.assist(name=REPS[1], choice="no")
    here.tick(name=REPS[2], choice="yes")
    here.count_hands(figures=(2, 1, 0))
    here.issue(name=REPS[3])
    if here.issued:
        here.type_sheet(REPS[3], "yes", back=True, spoiled=False)
    here.strike(name=REPS[4])
    here.declare_conflict(name=CHAIR)
    here.record_official()
    here.proxies(name=REPS[5])
    here.prepare(means=means, secrecy="named")
    here.close()
    here.void()
    here.teardown()
