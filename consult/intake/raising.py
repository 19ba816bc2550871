"""提出: raising a matter, writing one down for somebody else, confirming, endorsing and withdrawing it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction

from consult.kernel import clock, packs
from consult.kernel.act import Act, act
from consult.kernel.errors import invalid, not_found
from consult.kernel.permits import SYSTEM, Actor
from consult.kernel.text import plain
from consult.people.models import Building, BuildingUnit, Community, Grid, Person
from consult.people.who import person_id

from . import confirmation, deadlines, entries, pictures, similar
from .desks import first_desk, tell_desk, tell_proposer
from .drafts import draft_of
from .emergency import turn_away
from .models import Endorsement, Matter, Route
from .numbering import next_number
from .routing import record, to_review

NAME = 40


def raise_matter(
    *,
    actor: Actor,
    community: Community,
    title: str,
    text: str,
    category: str,
    grid: Grid | None = None,
    building: Building | None = None,
    unit: BuildingUnit | None = None,
    place_note: str = "",
    affected: dict[str, Any] | None = None,
    owners_common: bool | None = None,
    budget_fen: int | None = None,
    hide_name: bool = False,
    wishes_to_join: bool = False,
    wishes_to_help: bool = False,
    photos: Sequence[UUID] = (),
    not_emergency: bool = False,
) -> Matter:
    """提出事项. Anybody signed in may (rules.md §2.17), in their own community or, while they have none, in any.

    `affected` is {"kind", "ids"} as in touched.py; `photos` are ids of the actor's own waiting photos, at most nine.
    Raises Refusal `emergency` where it sounds like one happening now, unless `not_emergency`; `invalid`; `not_found`.
    """
    draft = draft_of(
        community=community,
        title=title,
        text=text,
        category=category,
        grid=grid,
        building=building,
        unit=unit,
        place_note=place_note,
        affected=affected,
        owners_common=owners_common,
        budget_fen=budget_fen,
    )
    draft.proposer_id = person_id(actor)
    draft.confirmed_at = draft.raised_at
    draft.hide_name, draft.wishes_to_join, draft.wishes_to_help = hide_name, wishes_to_join, wishes_to_help
    if actor.community not in (None, community.pk) and not any(actor.roles(community.pk)):
        raise not_found()
    if not not_emergency:
        turn_away(draft, by=person_id(actor))
    with act("matter.raise", actor=actor, on=draft, new=True) as a:
        _begin(a, photos)
        similar.index(a.on)
        deadlines.await_first_answer(a.on)
        a.entry(**_told(a.on))
        tell_desk(a.on, first_desk(a.on), "matter.raised")
    return draft


def enter(
    *,
    actor: Actor,
    community: Community,
    title: str,
    text: str,
    category: str,
    proposer: Person | None = None,
    proposer_name: str = "",
    grid: Grid | None = None,
    building: Building | None = None,
    unit: BuildingUnit | None = None,
    place_note: str = "",
    affected: dict[str, Any] | None = None,
    owners_common: bool | None = None,
    budget_fen: int | None = None,
    hide_name: bool = False,
    wishes_to_join: bool = False,
    wishes_to_help: bool = False,
    photos: Sequence[UUID] = (),
    not_emergency: bool = False,
) -> Matter:
    """代录: write a matter down for somebody, known to the community or named here for the first time.

    Both names are kept. It does not count before `confirm`. Where the person has a phone, a code goes to it.
    """
    draft = draft_of(
        community=community,
        title=title,
        text=text,
        category=category,
        grid=grid,
        building=building,
        unit=unit,
        place_note=place_note,
        affected=affected,
        owners_common=owners_common,
        budget_fen=budget_fen,
    )
    draft.stage = "unconfirmed"
    draft.entered_by_id = person_id(actor)
    draft.hide_name, draft.wishes_to_join, draft.wishes_to_help = hide_name, wishes_to_join, wishes_to_help
    if not not_emergency:
        turn_away(draft, by=person_id(actor))
    with transaction.atomic():
        person = proposer or newcomer(community, proposer_name)
        if person.community_id != community.pk:
            raise not_found()
        if person.pk == actor.person:
            raise invalid("proposer", "自己的事项请直接提出", "Raise your own matter yourself")
        draft.proposer = person
        with act("matter.enter", actor=actor, on=draft, new=True) as a:
            _begin(a, photos)
            a.entry(**_told(a.on), behalf=person.pk)
            if person.account_id is not None:
                confirmation.send_code(a.on, packs.load(a.on.pack))
    return draft


def confirm(
    *,
    actor: Actor,
    matter: Matter,
    means: str,
    code: str = "",
    attested: bool = False,
    photo: UUID | None = None,
) -> Matter:
    """本人确认 (rules.md §2.17), by `means`: "app" (the person's own sign-in), "sms" (the code read back), "in_person"
    (`attested`: they pressed 是我说的 before the one who wrote it down), "photo" (of a signed paper)."""
    signed = pictures.chosen(actor=actor, community=matter.community, ids=[photo]) if photo else []
    given = {"means": means, "code": code, "attested": attested, "photo": signed[0] if signed else None}
    with act("matter.confirm", actor=actor, on=matter, given=given) as a:
        a.on.confirmed_at = clock.now()
        pictures.attach(signed, a.on, "confirmation")
        similar.index(a.on)
        deadlines.await_first_answer(a.on)
        a.entry(data={"means": means}, behalf=None if actor.person == a.on.proposer_id else a.on.proposer_id)
        tell_desk(a.on, first_desk(a.on), "matter.raised")
    return matter


def withdraw(*, actor: Actor, matter: Matter, reason: str = "") -> Matter:
    """撤回, while nobody has begun to deliberate it."""
    why = plain(reason, field="reason", limit=500, required=False)
    with act("matter.withdraw", actor=actor, on=matter) as a:
        deadlines.stop(a.on, *deadlines.CLOCKS.values())
        entries.write(a, reason=why, personal=True)
    return matter


def endorse(*, actor: Actor, matter: Matter) -> Matter:
    """附议. The pack's number of endorsements sends a matter to review by itself."""
    with transaction.atomic():
        with act("matter.endorse", actor=actor, on=matter) as a:
            Endorsement.objects.create(matter=a.on, person_id=person_id(actor), at=clock.now())
            a.entry()
        promote_if_endorsed(matter)
    return matter


def promote_if_endorsed(matter: Matter) -> None:
    """附议达数送审, done by the system. What is urgent stays with the grid (the guard says why)."""
    needed = packs.load(matter.pack).number("endorsements_to_review")
    waiting = matter.stage in ("submitted", "accepted", "with_grid") and not matter.urgent
    if waiting and matter.endorsements.count() >= needed:
        promote(matter)


def promote(matter: Matter) -> None:
    with act("matter.promote", actor=SYSTEM, on=matter) as a:
        to_review(a.on)
        record(a, None, route=Route.LARGE, reason="")
        a.entry(data={"endorsements": a.on.endorsements.count()})
        tell_proposer(a.on, "matter.promoted")


def _begin(a: Act, photos: Sequence[UUID]) -> None:
    a.on.number = next_number(a.on.community)
    a.on.save()
    pictures.attach(pictures.chosen(actor=a.actor, community=a.on.community, ids=photos), a.on)


def _told(matter: Matter) -> dict[str, Any]:
    """What the ledger says of a new matter: its words behind commitments, for they may name people."""
    return {
        "data": {
            "number": matter.number,
            "category": matter.category,
            "grid": matter.grid.name if matter.grid else "",
            "photos": matter.photos.count(),
        },
        "hidden": {"title": matter.title, "text": matter.text},
    }


def newcomer(community: Community, name: str) -> Person:
    """Somebody without an account. They take part on paper until they sign in themselves."""
    return Person.objects.create(
        community=community,
        name=plain(name, field="proposer_name", limit=NAME),
        needs_paper=True,
        demo=community.demo,
    )
