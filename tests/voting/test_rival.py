"""The plain way that `make bench-ballots` measures ours against: it gives the same ballot, or the comparison is worth nothing."""

from __future__ import annotations

from bench import ballots_plain
from consult.kernel import log
from consult.kernel.models import LogEntry
from consult.voting.closing import close
from tests.expect import refused
from tests.voting.made import CHAIR, opened
from tests.world import World


def test_a_ballot_cast_plainly_is_in_the_log_as_ours_is_and_counts(world: World) -> None:
    vote = opened(world)
    plain = ballots_plain.cast(
        actor=vote.actor("王阿姨"), poll_id=vote.poll.pk, key="plain-ballot", choice="yes", channel="phone"
    )
    ours = vote.cast("小谷", "yes")
    assert plain.shown().keys() == ours.shown().keys()
    said = [
        log.parsed(row)["data"]
        for row in LogEntry.objects.filter(log=vote.poll.log_id, verb="CAST").order_by("seq")
    ]
    assert len(said) == 2
    assert said[0].keys() == said[1].keys()
    with refused("already_voted"):
        vote.cast("王阿姨", "no")
    assert close(actor=vote.actor(CHAIR), poll=vote.fresh()).counts["counts"]["yes"] == 2
