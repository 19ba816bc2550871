"""resolution.countersign: a supervisor's hand where one person is secretary and director (一肩挑)."""

from __future__ import annotations

from consult.kernel import clock
from consult.people.models import Role
from consult.resolution import publishing, reads, signing
from consult.resolution.models import Resolution
from tests.expect import guards, refused
from tests.resolution import made
from tests.resolution.asking import client, post
from tests.world import World


def test_a_supervisor_countersigns_what_one_head_signed(world: World) -> None:
    resolution = _signed_by_one_head(world)

    signing.countersign(actor=world.actor("吕监督", factor=True), resolution=resolution)

    assert resolution.stage == "countersigned"
    first, second = resolution.signatures.order_by("act")
    assert (first.act, second.act) == ("countersign", "sign")
    assert first.person == world.people["吕监督"]
    assert first.sha256 == second.sha256 == resolution.sha256


def test_only_supervisors_countersign(world: World) -> None:
    resolution = _signed_by_one_head(world)

    for name in ("孙副主任", "社工小李", "督查老丁"):
        with refused("not_permitted"):
            signing.countersign(actor=world.actor(name, factor=True), resolution=resolution)


@guards("resolution.countersign", "resolution.guards.needs_countersign")
def test_two_heads_need_no_countersignature(world: World) -> None:
    resolution = made.signed(world, made.decision(world))

    with refused("needs_countersign"):
        signing.countersign(actor=world.actor("吕监督", factor=True), resolution=resolution)


@guards("resolution.countersign", "resolution.guards.countersigner_did_not_sign")
def test_nobody_signs_twice(world: World) -> None:
    resolution = _signed_by_one_head(world)
    world.hold("周书记", Role.SUPERVISOR)

    with refused("countersigner_did_not_sign"):
        signing.countersign(actor=world.actor("周书记", factor=True), resolution=resolution)


@guards("resolution.countersign", "resolution.guards.second_factor_fresh")
def test_a_countersignature_asks_for_a_second_factor_too(world: World) -> None:
    resolution = _signed_by_one_head(world)

    with refused("second_factor_fresh"):
        signing.countersign(actor=made.stale(world.actor("吕监督")), resolution=resolution)


@guards("resolution.publish", "resolution.guards.countersigned_if_needed")
def test_what_needs_a_countersignature_is_not_posted_without(world: World) -> None:
    resolution = _signed_by_one_head(world)

    with refused("countersigned_if_needed"):
        publishing.publish(actor=world.actor("社工小李"), resolution=resolution)


def test_the_need_is_what_it_was_when_it_was_signed(world: World) -> None:
    """A director elected the day after does not undo the need for the supervisors' hand."""
    resolution = _signed_by_one_head(world)
    with clock.at(clock.beijing(2026, 3, 9)):
        both = world.people["周书记"].holdings.get(role=Role.COMMITTEE_DIRECTOR)
        both.ends = clock.today()
        both.save(update_fields=["ends"])
        assert not reads.one_head(world.community.pk)

        with refused("countersigned_if_needed"):
            publishing.publish(actor=world.actor("社工小李"), resolution=resolution)


def _signed_by_one_head(world: World) -> Resolution:
    made.one_head(world)
    return made.signed(world, made.decision(world))


def test_two_people_on_one_number_are_one_hand(world: World) -> None:
    """Whoever holds the phone could sign as the one, and countersign as the other."""
    resolution = _signed_by_one_head(world)
    supervisor = world.people["吕监督"]
    supervisor.account = world.people["周书记"].account
    supervisor.save(update_fields=["account"])

    answer = post(client(world, "吕监督", factor=True), f"/resolutions/{resolution.pk}/countersign")

    assert answer["code"] == "countersigner_did_not_sign"
    assert post(client(world, "马监督", factor=True), f"/resolutions/{resolution.pk}/countersign")[
        "stage"
    ] == ("countersigned")
