"""Polls over HTTP: reading, preparing one, and casting a ballot. The desk's other verbs are in `api_desk.py`."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Header, Router
from pydantic import StringConstraints

from consult.agenda.reads import find_motion
from consult.kernel.errors import invalid, not_found
from consult.kernel.found import existing
from consult.kernel.http import Done, actor_of, verb
from consult.kernel.paging import LIMIT
from consult.paper.qr import svg
from consult.people.who import person_id, signed_in

from . import assisting, preparing, reads, shapes, shapes_evidence, taken
from .arriving import known_of
from .casting import Wish
from .grouping import GROUPER
from .models import Cast, Poll, VotingRight
from .receipts import receipt_of
from .secrecy import unfit

router = Router(tags=["voting"])
# A receipt in its short form, or in the full one with the signed head (docs/voting-evidence.md, section 9).
StubCode = Annotated[
    str,
    StringConstraints(
        pattern=r"^([0-9A-F]{8}-[0-9]{1,9}-[A-Z2-7]{16}"
        r"|CONSULT1:[0-9A-F]{32}:[0-9]{1,9}:[A-Z2-7]{16}:[0-9]{1,9}:[A-Z2-7]{52}:[0-9]{8}T[0-9]{6}\.[0-9]{3}Z:[A-Z2-7]{103})$"
    ),
]
# A cast has its idempotency key in the header, and needs one: a phone that lost the answer asks by it.
Key = Header[Annotated[str, StringConstraints(pattern="^[A-Za-z0-9_-]{8,64}$")]]


@router.get("/polls", response=shapes.PollRows)
def polls(
    request: HttpRequest,
    stage: str = "",
    session: UUID | None = None,
    motion: UUID | None = None,
    mine: bool = False,
    cursor: str | None = None,
    limit: int = LIMIT,
) -> dict[str, Any]:
    """Polls the reader may see, the latest first. `mine`: open ones in which they have a right still to use."""
    items, following = reads.polls(
        signed_in(request),
        stage=stage,
        session=session,
        motion=motion,
        mine_only=mine,
        cursor=cursor,
        limit=limit,
    )
    return {"items": items, "next": following}


@router.post("/polls", response=Done)
def prepare(request: HttpRequest, data: taken.Prepare) -> dict[str, Any]:
    motion = find_motion(signed_in(request), data.motion)
    if data.closes_at is not None and data.closes_at.tzinfo is None:
        raise invalid("closes_at", "请写明时区", "Say which time zone")
    given = data.dict(exclude={"motion"})
    return verb(request, "poll.prepare", lambda actor: preparing.prepare(actor=actor, motion=motion, **given))


@router.get("/motions/{id}/secrecies", response=shapes.Secrecies)
def secrecies(request: HttpRequest, id: UUID) -> dict[str, Any]:
    """记名, 普通无记名, 密封票箱: which of them the motion's rule lets be chosen, before anybody prepares its vote."""
    rule = preparing.rule_asked(find_motion(signed_in(request), id))
    found = {secrecy: unfit(rule, secrecy) for secrecy in Poll.Secrecy.values}
    return {
        "items": [{"secrecy": each, "why": why and why.envelope()} for each, why in found.items()],
    }


@router.get("/polls/{poll_id}", response=shapes.PollPage)
def poll(request: HttpRequest, poll_id: UUID) -> dict[str, Any]:
    actor = signed_in(request)
    return reads.detail(reads.find(actor, poll_id), actor)


@router.get("/polls/{poll_id}/roll", response=shapes.Roll)
def roll(
    request: HttpRequest, poll_id: UUID, cursor: str | None = None, limit: int = LIMIT
) -> dict[str, Any]:
    actor = signed_in(request)
    items, following = reads.roll(reads.find(actor, poll_id), actor, cursor=cursor, limit=limit)
    return {"items": items, "next": following}


@router.get("/polls/{poll_id}/ballots", response=shapes.Ballots)
def ballots(
    request: HttpRequest, poll_id: UUID, cursor: str | None = None, limit: int = LIMIT
) -> dict[str, Any]:
    """Of a named poll, once it is closed: who voted how, for those on its roll."""
    actor = signed_in(request)
    items, following = reads.ballots(reads.find(actor, poll_id), actor, cursor=cursor, limit=limit)
    return {"items": items, "next": following}


@router.get("/polls/{poll_id}/opened", response=shapes_evidence.OpenedBallots)
def opened(
    request: HttpRequest, poll_id: UUID, cursor: str | None = None, limit: int = LIMIT
) -> dict[str, Any]:
    """Of a sealed poll, once it is opened: every ballot by its personal code, and what was no ballot."""
    found = reads.find(signed_in(request), poll_id)
    items, following, malformed = reads.opened(found, cursor=cursor, limit=limit)
    return {"items": items, "next": following, "malformed": malformed}


@router.post("/polls/{poll_id}/cast", response=shapes.CastDone)
def cast(request: HttpRequest, poll_id: UUID, data: taken.CastIn, idempotency_key: Key) -> dict[str, Any]:
    """Use a right. The same key gets the first receipt again; nothing of the body is kept with it."""
    signed_in(request)
    known = known_of(poll_id)
    wish = Wish(
        poll=poll_id,
        actor=actor_of(request),
        key=idempotency_key,
        choice=data.choice,
        channel=data.channel,
        right=data.right,
        envelope=taken.envelope_of(data),
    )
    return {"receipt": GROUPER.cast(wish, secret=known.hidden).shown()}


@router.post("/polls/{poll_id}/assist", response=shapes.CastDone)
def assist(request: HttpRequest, poll_id: UUID, data: taken.AssistIn, idempotency_key: Key) -> dict[str, Any]:
    """Use a right for its holder, at their word and before a witness."""
    actor = signed_in(request)
    found = reads.find(actor, poll_id)
    right = existing(VotingRight.objects.filter(poll=found, pk=data.right))
    receipt = assisting.assist(
        actor=actor,
        poll=found,
        right=right,
        choice=data.choice,
        witness=data.witness,
        key=idempotency_key,
        envelope=taken.envelope_of(data),
    )
    return {"receipt": receipt.shown()}


@router.get("/polls/{poll_id}/receipt", response=shapes.ReceiptOut)
def receipt(request: HttpRequest, poll_id: UUID, key: str) -> dict[str, Any]:
    """What became of a cast whose answer was lost: its receipt, or 404 where it never arrived."""
    actor = signed_in(request)
    found = reads.find(actor, poll_id)
    kept = existing(Cast.objects.filter(poll=found, voter=person_id(actor), key=key))
    return receipt_of(kept).shown()


@router.get("/polls/{poll_id}/stub.svg", summary="A receipt's code as a picture, to keep beside the ballot")
def stub(request: HttpRequest, poll_id: UUID, code: StubCode) -> HttpResponse:
    """Drawn from the code alone, short or full: it says that a ballot is in and never what was chosen, so anybody may have it drawn."""
    if not code.removeprefix("CONSULT1:").startswith(str(poll_id)[:8].upper()):
        raise not_found()
    return HttpResponse(svg(code), content_type="image/svg+xml")


router.add_router("", "consult.voting.api_desk.router")
router.add_router("", "consult.voting.api_proxies.router")
router.add_router("", "consult.voting.api_public.router")
