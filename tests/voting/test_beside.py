"""What other pages show of a vote: home asks for the ballot, the matter's page leads to the vote."""

from __future__ import annotations

from consult.voting.closing import close
from tests.resolution.asking import client, get
from tests.voting.made import CHAIR, meeting
from tests.world import World


def test_home_asks_for_a_ballot_until_it_is_cast_and_the_matter_leads_to_the_vote(world: World) -> None:
    vote = meeting(world)
    browser = client(world, "王阿姨")

    def asked() -> list[tuple[str, str]]:
        rows = get(browser, "/home")["waiting"]
        return [(row["id"], row["title"]) for row in rows if row["kind"] == "poll"]

    def linked() -> list[str]:
        links = get(browser, f"/matters/{vote.hall.matter.pk}")["links"]
        return [link["id"] for link in links if link["kind"] == "poll"]

    assert (asked(), linked()) == ([], [])

    vote.open()
    assert asked() == [(str(vote.poll.pk), vote.poll.motion.title)]
    assert linked() == [str(vote.poll.pk)]

    vote.cast("王阿姨", "yes")
    assert asked() == []

    close(actor=vote.actor(CHAIR), poll=vote.poll)
    assert linked() == [str(vote.poll.pk)]
