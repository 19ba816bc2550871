"""resolution.sign: who signs, after what, over which text."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction

from consult.intake.models import Petition
from consult.kernel import clock, ledger
from consult.kernel.errors import Refusal
from consult.kernel.log import parsed
from consult.kernel.models import Due, LogEntry
from consult.resolution import drafting, freezing, signing
from consult.resolution.models import Resolution, Signature
from tests.agenda import scene
from tests.expect import guards, refused
from tests.resolution import made
from tests.resolution.asking import client, get, post
from tests.world import START, World, build


def test_the_secretary_signs_and_the_text_is_frozen_by_its_hash(world: World) -> None:
    resolution = made.checked(world, made.decision(world))

    signing.sign(actor=world.actor("周书记", factor=True), resolution=resolution)

    assert (resolution.stage, resolution.number) == ("signed", "槐安议〔2026〕第1号")
    assert resolution.frozen is not None
    assert resolution.frozen["number"] == resolution.number
    assert resolution.frozen["duties"][0]["person_name"] == "何主任"
    assert resolution.frozen["party_study_on"] == "2026-03-02"
    assert resolution.sha256 == freezing.hash_of(resolution.frozen)
    signature = resolution.signatures.get()
    assert (signature.person, signature.office) == (world.people["周书记"], "社区党组织书记")
    assert ledger.verify(
        signing.signed_bytes(
            resolution=resolution.pk,
            act="sign",
            sha256=resolution.sha256,
            office=signature.office,
            at=signature.at,
        ),
        key=signature.key,
        signature=signature.signature,
    )
    entry = parsed(LogEntry.objects.get(verb="resolution.sign"))
    assert entry["data"]["sha256"] == resolution.sha256
    assert str(resolution.matter_id) in entry["about"]
    assert not Due.objects.filter(kind="resolution.unsigned", settled_at__isnull=True).exists()


def test_a_signature_over_another_hash_office_or_time_does_not_verify(world: World) -> None:
    resolution = made.signed(world, made.decision(world))
    signature = resolution.signatures.get()
    said = {
        "resolution": resolution.pk,
        "act": "sign",
        "sha256": signature.sha256,
        "office": signature.office,
        "at": signature.at,
    }
    for change in (
        {"sha256": "0" * 64},
        {"office": "居委会主任"},
        {"at": signature.at + timedelta(minutes=1)},
        {"act": "countersign"},
    ):
        covered = signing.signed_bytes(**{**said, **change})  # type: ignore[arg-type]
        assert not ledger.verify(covered, key=signature.key, signature=signature.signature)


@pytest.mark.parametrize(
    ("kind", "signer", "office"),
    [
        ("decision", "周书记", "社区党组织书记"),
        ("opinion", "周书记", "社区党组织书记"),
        ("committee", "何主任", "居委会主任"),
        ("grid", "网格长老柏", "网格长"),
    ],
)
def test_each_kind_has_its_signer(world: World, kind: str, signer: str, office: str) -> None:
    resolution = _of_kind(world, kind)
    for name in ("周书记", "何主任", "网格长老柏", "网格长小井", "孙副主任", "社工小李", "王阿姨"):
        if name != signer:
            with refused("not_permitted"):
                signing.sign(actor=world.actor(name, factor=True), resolution=resolution)

    signing.sign(actor=world.actor(signer, factor=True), resolution=resolution)

    assert resolution.signatures.get().office == office


def test_numbers_are_dense_in_a_community_and_a_year(world: World) -> None:
    first = made.signed(world, made.decision(world))
    second = made.signed(world, made.opinion(world))
    refused_one = made.checked(world, made.decision(world))
    with refused("second_factor_fresh"):
        signing.sign(actor=world.actor("周书记"), resolution=refused_one)
    third = made.signed(world, made.decision(world))
    with clock.at(clock.beijing(2027, 1, 4)):
        later = replace(made.ROW, deadline=date(2027, 6, 30))
        next_year = made.signed(world, made.decision(world), later)

    assert [r.number for r in (first, second, third, next_year)] == [
        "槐安议〔2026〕第1号",
        "槐安议〔2026〕第2号",
        "槐安议〔2026〕第3号",
        "槐安议〔2027〕第1号",
    ]


@guards("resolution.sign", "resolution.guards.duties_complete")
def test_an_empty_column_keeps_it_from_being_signed(world: World) -> None:
    resolution = made.listed(world, made.settled_by_grid(world), made.ROW, replace(made.ROW, money=""))

    with refused("duties_complete"):
        signing.sign(actor=world.actor("网格长老柏", factor=True), resolution=resolution)


@pytest.mark.parametrize("column", ["what", "party", "person_name", "deadline", "money", "standard"])
def test_every_one_of_the_six_columns_is_needed(world: World, column: str) -> None:
    empty = None if column == "deadline" else ""
    resolution = made.listed(world, made.settled_by_grid(world), replace(made.ROW, **{column: empty}))

    with pytest.raises(Refusal) as caught:
        signing.sign(actor=world.actor("网格长老柏", factor=True), resolution=resolution)

    assert caught.value.facts["empty"] == [{"row": 1, "column": column}]


@guards("resolution.sign", "resolution.guards.legality_favourable")
def test_nothing_but_a_grids_own_is_signed_unchecked(world: World) -> None:
    resolution = made.listed(world, made.decision(world))

    with refused("legality_favourable"):
        signing.sign(actor=world.actor("周书记", factor=True), resolution=resolution)


def test_an_unfavourable_opinion_keeps_it_from_being_signed(world: World) -> None:
    resolution = made.checked(world, made.decision(world))
    Resolution.objects.filter(pk=resolution.pk).update(legality_favourable=False)

    with refused("legality_favourable"):
        signing.sign(actor=world.actor("周书记", factor=True), resolution=resolution)


@guards("resolution.sign", "resolution.guards.study_recorded")
def test_a_meetings_decision_needs_the_partys_study_before_it(world: World) -> None:
    resolution = made.checked(world, made.decision(world, studied=False))

    with refused("study_recorded"):
        signing.sign(actor=world.actor("周书记", factor=True), resolution=resolution)


def test_a_meeting_called_by_petition_is_signed_without_the_study(world: World) -> None:
    """Who files no record must not be able to hold up what enough people called the meeting for (§2.17)."""
    about = made.matter(world)
    scene.petitioned(world, about, Petition.Kind.REPRESENTATIVES_MEETING)
    resolution = made.checked(world, made.decision(world, about=about, studied=False))

    assert signing.sign(actor=world.actor("周书记", factor=True), resolution=resolution).stage == "signed"


def test_a_petition_for_the_other_meeting_leaves_the_study_needed(world: World) -> None:
    about = made.matter(world)
    scene.petitioned(world, about, Petition.Kind.HOUSEHOLDS)
    resolution = made.checked(world, made.decision(world, about=about, studied=False))

    with refused("study_recorded"):
        signing.sign(actor=world.actor("周书记", factor=True), resolution=resolution)


def test_a_study_held_after_the_meeting_does_not_count(world: World) -> None:
    resolution = made.checked(world, made.decision(world, studied=False))
    made.study(world, resolution.matter, clock.today() + timedelta(days=1))

    with refused("study_recorded"):
        signing.sign(actor=world.actor("周书记", factor=True), resolution=resolution)


def test_an_opinion_needs_no_study(world: World) -> None:
    assert made.signed(world, made.opinion(world)).stage == "signed"


@guards("resolution.sign", "resolution.guards.second_factor_fresh")
def test_a_second_factor_of_six_minutes_ago_is_too_old(world: World) -> None:
    resolution = made.checked(world, made.decision(world))

    with refused("second_factor_fresh"):
        signing.sign(actor=made.stale(world.actor("周书记")), resolution=resolution)


@pytest.mark.parametrize("minutes", [-1, 6, None])
def test_no_second_factor_or_one_from_the_future_is_refused(world: World, minutes: int | None) -> None:
    resolution = made.checked(world, made.decision(world))
    shown = None if minutes is None else clock.now() - timedelta(minutes=minutes)

    with refused("second_factor_fresh"):
        signing.sign(actor=replace(world.actor("周书记"), factor_at=shown), resolution=resolution)

    assert not Signature.objects.exists()


def test_five_minutes_are_still_fresh(world: World) -> None:
    resolution = made.checked(world, made.decision(world))
    actor = replace(world.actor("周书记"), factor_at=clock.now() - timedelta(minutes=5))

    assert signing.sign(actor=actor, resolution=resolution).stage == "signed"


def test_what_is_signed_is_not_signed_again(world: World) -> None:
    resolution = made.signed(world, made.decision(world))

    with refused("wrong_stage"):
        signing.sign(actor=world.actor("周书记", factor=True), resolution=resolution)


@pytest.mark.parametrize(
    ("one_person", "kind", "needed"),
    [(True, "decision", True), (True, "opinion", True), (True, "grid", False), (False, "decision", False)],
)
def test_where_one_person_heads_both_it_needs_a_countersignature(
    world: World, one_person: bool, kind: str, needed: bool
) -> None:
    if one_person:
        made.one_head(world)

    assert made.signed(world, _draft_of_kind(world, kind)).needs_countersign is needed


@pytest.mark.database
def test_the_database_keeps_a_person_from_signing_twice(world: World) -> None:
    signature = made.signed(world, made.decision(world)).signatures.get()
    signature.pk, signature.act = None, "countersign"
    signature._state.adding = True

    with pytest.raises(IntegrityError), transaction.atomic():
        signature.save(force_insert=True)


@pytest.mark.database
def test_the_database_keeps_a_signed_text_from_having_no_hash(world: World) -> None:
    resolution = made.decision(world)

    with pytest.raises(IntegrityError), transaction.atomic():
        Resolution.objects.filter(pk=resolution.pk).update(stage="signed")


@pytest.mark.database
def test_two_signatures_at_once_leave_one(committed: None) -> None:
    with clock.at(START), transaction.atomic():
        world = build()
        resolution = made.checked(world, made.decision(world))
        actor = world.actor("周书记", factor=True)

    together = Barrier(2)

    def sign() -> str:
        try:
            with clock.at(START):
                together.wait()
                signing.sign(actor=actor, resolution=Resolution.objects.get(pk=resolution.pk))
            return "signed"
        except Refusal as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        outcomes = sorted(f.result() for f in [threads.submit(sign) for _ in range(2)])

    assert outcomes == ["signed", "wrong_stage"]
    assert Signature.objects.count() == 1


def _draft_of_kind(world: World, kind: str) -> Resolution:
    if kind == "grid":
        return made.settled_by_grid(world)
    if kind == "opinion":
        return made.opinion(world)
    if kind == "committee":
        matter = made.matter(world)
        held = made.session(world, "committee_meeting", [matter])
        put = made.motion(world, held, matter, rule="COMMITTEE_MAJ")
        drafting.on_poll_closed(made.closed(made.poll(put, verdict="PASSED")))
        return Resolution.objects.get(matter=matter)
    return made.decision(world)


def _of_kind(world: World, kind: str) -> Resolution:
    draft = _draft_of_kind(world, kind)
    return made.listed(world, draft) if kind == "grid" else made.checked(world, draft)


def test_what_was_edited_after_it_was_read_is_not_signed(world: World) -> None:
    """A grid's settlement is signed from its draft: between the page and the press somebody may change a word."""
    resolution = made.settled_by_grid(world)
    made.listed(world, resolution)
    lead, staff = client(world, "网格长老柏", factor=True), client(world, "网格员小唐")
    path = f"/resolutions/{resolution.pk}"
    seen = {"seen": get(lead, path)["text_sha256"]}
    post(staff, f"{path}/edit", {"title": "堆物清理约定", "consensus": ["改成不清理"]})

    assert post(lead, f"{path}/sign", seen)["code"] == "text_changed"
    resolution.refresh_from_db()
    assert resolution.stage == "draft"
    assert post(lead, f"{path}/sign", {"seen": get(lead, path)["text_sha256"]})["stage"] == "signed"
