"""proxy.record, proxy.revoke 书面委托: where the rule allows it, one letter, one right, one agent, until it is used."""

from __future__ import annotations

from functools import partial
from hashlib import sha256
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from consult.kernel import clock
from consult.kernel.errors import Refusal
from consult.notice.models import Message
from consult.people.models import Role
from consult.voting import correcting, paper_desk, proxying
from consult.voting.casting import Wish, cast
from consult.voting.holding import own
from consult.voting.mine import mine
from consult.voting.models import Cast, Proxy
from consult.voting.secrecy import warnings
from tests.expect import guards, refused
from tests.resolution.asking import client
from tests.voting.crowd import at_once
from tests.voting.exported import close
from tests.voting.made import CHAIR, DESK, REPS, Vote, entries, opened, young
from tests.voting.proxied import AGENT, OTHER, OWNER, THIRD, given, letter, nth, of_owners
from tests.voting.test_correct import logged
from tests.world import World


def test_an_agent_votes_on_a_letter_and_the_count_says_how_many_did(world: World) -> None:
    vote = of_owners(world)
    proxy = given(vote)
    assert (proxy.sha256, proxy.content_type) == (sha256(letter()).hexdigest(), "application/pdf")
    with proxy.file.open("rb") as kept:
        assert kept.read() == letter()
    [held] = mine([vote.fresh()], vote.actor(AGENT))[vote.poll.pk]
    assert (held["behalf"], held["usable"], held["label"]) == (True, True, nth(vote, 1).label)
    vote.cast(AGENT, "yes")
    cast = Cast.objects.get()
    assert (cast.right.number, cast.voter, cast.proxy) == (1, vote.world.people[AGENT].pk, proxy)
    assert Proxy.objects.get().used
    [said], [used] = logged(vote, "PROXY"), logged(vote, "CAST")
    assert said["letter"] == used["proxy"] == proxy.sha256
    assert entries("proxy.record")[0]["data"]["number"] == 1
    files = close(vote)
    assert vote.fresh().counts["proxies"] == 1
    assert AGENT not in b"".join(files.values()).decode()
    assert str(vote.world.people[AGENT].pk) not in b"".join(files.values()).decode()


def test_owner_and_agent_are_told_and_each_sees_the_other_on_the_ballot(world: World) -> None:
    vote = of_owners(world)
    proxy = given(vote)
    told = {
        message.person: message for message in Message.objects.filter(channel="in_app", about=vote.poll.pk)
    }
    owner, agent = world.people[OWNER].pk, world.people[AGENT].pk
    assert (told[agent].template, told[owner].template) == ("proxy.given", "proxy.on_record")
    assert told[owner].facts["agent"] == AGENT
    # Whoever did not write it must not have to open a page to learn of it.
    assert Message.objects.filter(person=owner, channel="sms", template="proxy.on_record").count() == 1
    [held] = mine([vote.fresh()], vote.actor(OWNER))[vote.poll.pk]
    assert (held["behalf"], held["proxy"]["agent"], held["usable"]) == (False, AGENT, True)
    proxying.revoke(actor=vote.actor(OWNER), poll=vote.poll, proxy=proxy.pk)
    assert set(Message.objects.filter(template="proxy.revoked").values_list("person", flat=True)) == {
        owner,
        agent,
    }


def test_whoever_presses_first_uses_the_one_vote(world: World) -> None:
    vote = of_owners(world)
    given(vote)
    vote.cast(OWNER, "no")
    with refused("already_voted"):
        vote.cast(AGENT, "yes")
    assert (Cast.objects.get().proxy, Proxy.objects.get().used) == (None, False)
    close(vote)
    assert vote.fresh().counts["proxies"] == 0


def test_the_owner_who_comes_second_learns_that_the_agent_was_first_and_not_what_they_chose(
    world: World,
) -> None:
    vote = of_owners(world)
    given(vote)
    vote.cast(AGENT, "yes")
    with pytest.raises(Refusal) as caught:
        vote.cast(OWNER, "no")
    assert "由受托人投" in caught.value.zh
    assert "赞成" not in caught.value.zh


def test_once_revoked_the_agent_holds_nothing_and_another_may_be_named(world: World) -> None:
    vote = of_owners(world)
    proxying.revoke(actor=vote.actor(DESK), poll=vote.poll, proxy=given(vote).pk)
    with refused("no_right"):
        vote.cast(AGENT, "yes")
    [revoked] = logged(vote, "REVOKE")
    assert revoked["letter"] == sha256(letter()).hexdigest()
    with refused("letter_known"):
        given(vote, agent=OTHER)
    given(vote, agent=OTHER, file=letter(99))
    vote.cast(OTHER, "yes")
    assert Cast.objects.get().proxy is not None


def test_a_used_right_takes_no_letter_and_its_letter_is_not_revoked(world: World) -> None:
    vote = of_owners(world)
    proxy = given(vote)
    vote.cast(AGENT, "yes")
    with refused("right_used"):
        proxying.revoke(actor=vote.actor(OWNER), poll=vote.poll, proxy=proxy.pk)
    paper_desk.issue(actor=vote.actor(DESK), poll=vote.poll, rights=[nth(vote, 2).pk])
    for number in (1, 2):
        with refused("right_used"):
            given(vote, number, file=letter(50 + number))


def test_a_paper_ballot_is_the_owners_own_and_closes_the_agents_phone(world: World) -> None:
    vote = of_owners(world)
    given(vote)
    paper_desk.issue(actor=vote.actor(DESK), poll=vote.poll, rights=[nth(vote, 1).pk])
    with refused("paper_issued"):
        vote.cast(AGENT, "yes")


def test_one_letter_speaks_for_one_right_and_one_right_has_one_agent(world: World) -> None:
    vote = of_owners(world)
    given(vote)
    with refused("proxy_on_record"):
        given(vote, agent=OTHER, file=letter(2))
    with refused("letter_known"):
        given(vote, 2, file=letter(1))


def test_a_letter_is_a_paper_or_a_picture_of_one(world: World) -> None:
    with refused("invalid"):
        given(of_owners(world), file=b"yes, he may")


def test_nobody_but_whose_right_it_is_and_the_desk_revokes(world: World) -> None:
    vote = of_owners(world)
    proxy = given(vote)
    for name in (AGENT, OTHER):
        with refused("not_permitted"):
            proxying.revoke(actor=vote.actor(name), poll=vote.poll, proxy=proxy.pk)


def test_an_agents_conflict_is_not_the_owners(world: World) -> None:
    """Whose right it is decides; the agent does as they are told."""
    vote = of_owners(world)
    given(vote)
    assert own(vote.fresh(), world.people[AGENT].pk) == []
    with refused("not_permitted"):
        correcting.declare_conflict(
            actor=vote.actor(AGENT), poll=vote.poll, right=nth(vote, 1), reason="承接工程"
        )
    correcting.declare_conflict(actor=vote.actor(DESK), poll=vote.poll, right=nth(vote, 1), reason="承接工程")
    with refused("not_in_conflict"):
        vote.cast(AGENT, "yes")


def test_a_secret_votes_screen_says_who_knows_what_stands_in_the_letters(world: World) -> None:
    vote = of_owners(world, secrecy="hidden")
    assert not any("委托" in said["zh"] for said in warnings(vote.fresh()))
    given(vote)
    assert any("1 票登记了书面委托" in said["zh"] for said in warnings(vote.fresh()))


@guards("proxy.record", "voting.guards.proxies_allowed")
def test_a_rule_that_does_not_allow_proxies_takes_none(world: World) -> None:
    vote = opened(world, seated=(*REPS, CHAIR))
    with refused("proxies_allowed"):
        given(vote, agent=AGENT)


@guards("proxy.record", "voting.guards.not_by_hands")
def test_in_a_show_of_hands_there_is_nothing_to_press(world: World) -> None:
    vote = of_owners(world, means="hands_named")
    with refused("not_by_hands"):
        given(vote)


@guards("proxy.record", "voting.guards.not_in_conflict")
def test_a_right_in_conflict_takes_no_letter(world: World) -> None:
    vote = of_owners(world)
    correcting.declare_conflict(actor=vote.actor(DESK), poll=vote.poll, right=nth(vote, 1), reason="承接工程")
    with refused("not_in_conflict"):
        given(vote)


@guards("proxy.record", "voting.guards.letter_checked")
def test_identity_and_signatures_are_checked_first(world: World) -> None:
    vote = of_owners(world)
    with refused("letter_checked"):
        given(vote, checked=False)


def _young(vote: Vote) -> None:
    young(vote.world, AGENT)


def _elsewhere(vote: Vote) -> None:
    vote.world.people[AGENT].community = vote.world.other
    vote.world.people[AGENT].save()


def _at_the_desk(vote: Vote) -> None:
    vote.world.hold(AGENT, Role.COMMITTEE_STAFF)


def _recused(vote: Vote) -> None:
    vote.poll.recused = {str(vote.world.people[AGENT].pk): "承接工程"}
    vote.poll.save()


@guards("proxy.record", "voting.guards.agent_is_fit")
@pytest.mark.parametrize("unfit", [_young, _elsewhere, _at_the_desk, _recused])
def test_an_agent_is_an_adult_of_this_community_without_a_stake_who_does_not_handle_the_vote(
    world: World, unfit: Any
) -> None:
    vote = of_owners(world)
    unfit(vote)
    with refused("agent_is_fit"):
        given(vote)


@guards("proxy.record", "voting.guards.agent_is_fit")
def test_nobody_is_their_own_agent(world: World) -> None:
    vote = of_owners(world)
    with refused("agent_is_fit"):
        given(vote, agent=OWNER)


@guards("proxy.record", "voting.guards.agent_has_room")
def test_one_person_holds_as_many_as_the_pack_says(world: World) -> None:
    vote = of_owners(world)
    for number in (1, 2, 3):
        given(vote, number)
    with refused("agent_has_room"):
        given(vote, 4)


def test_with_several_the_agent_says_which(world: World) -> None:
    vote = of_owners(world)
    given(vote, 1), given(vote, 2)
    with refused("which_right"):
        vote.cast(AGENT, "yes")
    vote.cast(AGENT, "yes", right=nth(vote, 2).pk)
    vote.cast(AGENT, "no", right=nth(vote, 1).pk)
    assert set(Cast.objects.values_list("right__number", "proxy__right__number")) == {(1, 1), (2, 2)}


@pytest.mark.database
def test_what_must_never_be_is_refused_by_the_database(world: World) -> None:
    vote = of_owners(world)
    proxy = given(vote)

    def refused_by_database(**fields: Any) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            Proxy.objects.filter(pk=proxy.pk).update(**fields)

    refused_by_database(used=True, revoked_at=clock.now())
    other = given(vote, 2)
    for fields in ({"right": other.right}, {"sha256": other.sha256}):
        refused_by_database(**fields)
    vote.cast(AGENT, "yes", right=nth(vote, 1).pk)
    for fields in ({"channel": "assisted", "witness": world.people[OTHER]}, {"channel": "paper"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Cast.objects.update(**fields)


@pytest.mark.database
@pytest.mark.usefixtures("committed")
def test_a_revocation_and_a_cast_at_once_never_both_hold(world: World) -> None:
    vote = of_owners(world)
    proxies = [given(vote, number, agent=agent) for number, agent in ((1, AGENT), (2, OTHER), (3, THIRD))]
    calls: list[Any] = []
    for number, proxy in enumerate(proxies, 1):
        actor = vote.actor(proxy.agent.name)
        wish = Wish(poll=vote.poll.pk, actor=actor, key=f"key-{number:06d}", choice="yes")
        calls += [
            partial(cast, wish),
            partial(proxying.revoke, actor=vote.actor(DESK), poll=vote.fresh(), proxy=proxy.pk),
        ]
    at_once(calls)
    for proxy in Proxy.objects.all():
        assert Cast.objects.filter(right=proxy.right).exists() == proxy.used == (proxy.revoked_at is None)


@pytest.mark.database
@pytest.mark.usefixtures("committed")
def test_letters_recorded_at_once_do_not_pass_the_limit(world: World) -> None:
    vote = of_owners(world)
    answers = at_once([partial(given, vote, number) for number in range(1, 9)])
    assert Proxy.objects.count() == 3
    assert {answer.code for answer in answers if isinstance(answer, Refusal)} == {"agent_has_room"}


def test_over_http_the_desk_records_it_and_the_letter_is_shown_to_desk_and_owner_alone(world: World) -> None:
    vote = of_owners(world)
    right = nth(vote, 1)
    asked = {"right": str(right.pk), "agent": str(world.people[AGENT].pk), "checked": "true"}
    paper = SimpleUploadedFile("委托书.pdf", letter(), "application/pdf")
    path = f"/api/v1/polls/{vote.poll.pk}"
    told = client(world, DESK).post(f"{path}/record_proxy", {**asked, "file": paper})
    assert told.status_code == 200, told.content
    [row] = [one for one in client(world, DESK).get(f"{path}/roll").json()["items"] if one["proxy"]]
    assert (row["number"], row["proxy"]["agent"]) == (1, AGENT)
    shown = f"{path}/proxies/{row['proxy']['id']}/letter"
    for name, status in ((DESK, 200), (OWNER, 200), (AGENT, 404), (OTHER, 404)):
        assert client(world, name).get(shown).status_code == status, name
    [held] = client(world, AGENT).get(path).json()["mine"]
    assert (held["behalf"], held["proxy"]["agent"]) == (True, AGENT)
    revoked = client(world, OWNER).post(
        f"{path}/revoke_proxy", {"proxy": row["proxy"]["id"]}, content_type="application/json"
    )
    assert revoked.status_code == 200, revoked.content
    assert client(world, AGENT).get(path).json()["mine"] == []
