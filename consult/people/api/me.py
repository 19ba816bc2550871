"""Oneself: who is signed in, who of the number's people acts, preferences, the second factor, signing out."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from allauth.account.adapter import get_adapter
from django.http import HttpRequest
from ninja import Field, Router, Schema

from consult.kernel.http import Taken
from consult.kernel.once import once

from .. import erasing, introducing, me, reads, renumbering, second_factor
from ..models import Person
from ..signin_views import client_address
from ..who import person_id, signed_in
from .shapes import Code, CodeSent, Me, NewNumber

router = Router()


class Choose(Taken):
    person: UUID


class Preferences(Taken):
    elder_mode: bool | None = None
    needs_paper: bool | None = None
    language: Literal["zh-CN", "en"] | None = None


class Introduce(Taken):
    name: str = Field(max_length=200)
    community: UUID
    of_age: bool


class Changed(Schema):
    sign_in_again: bool


class SignedOut(Schema):
    signed_out: bool


@router.get("/me", response=Me)
def who_am_i(request: HttpRequest) -> dict[str, Any]:
    return me.said(request)


@router.post("/me/choose", response=Me)
def choose(request: HttpRequest, body: Choose) -> dict[str, Any]:
    me.choose(request, body.person)
    return me.said(request)


@router.post("/me/introduce", response=Me)
def introduce(request: HttpRequest, body: Introduce) -> dict[str, Any]:
    """A number nobody knew says whose it is; one more member of a household on a known number likewise."""
    account = me.account_of(request)

    def do() -> dict[str, Any]:
        community = reads.community(body.community)
        person = introducing.introduce(
            account=account, community=community, name=body.name, of_age=body.of_age
        )
        return {"person": str(person.pk)}

    made = once(actor=account.pk, key=request.headers.get("Idempotency-Key"), verb="person.introduce", do=do)
    me.choose(request, made["person"])
    return me.said(request)


@router.post("/me/preferences", response=Me)
def prefer(request: HttpRequest, body: Preferences) -> dict[str, Any]:
    person = person_id(signed_in(request))
    changes = body.dict(exclude_none=True)
    if changes:
        Person.objects.filter(pk=person).update(**changes)
    return me.said(request)


@router.post("/me/factor", response=Me)
def factor(request: HttpRequest, body: Code) -> dict[str, Any]:
    """Show the second factor: signing is open for five minutes."""
    second_factor.show(request, me.account_of(request), body.code)
    return me.said(request)


@router.post("/me/phone_code", response=CodeSent)
def phone_code(request: HttpRequest, body: NewNumber) -> dict[str, Any]:
    """Ask for a code at the number to be; `/me/change_phone` takes it."""
    actor = signed_in(request)
    person = Person.objects.get(pk=person_id(actor))
    sent = renumbering.send_code(
        actor=actor, person=person, phone=body.phone, address=client_address(request)
    )
    return {"phone_masked": sent}


@router.post("/me/change_phone", response=Changed)
def change_phone(request: HttpRequest, body: Code) -> dict[str, Any]:
    """person.change_phone for oneself. `sign_in_again`: the old number serves others, and this session is theirs."""
    actor = signed_in(request)
    before = me.account_of(request).pk
    person = Person.objects.get(pk=person_id(actor))
    changed = renumbering.change(actor=actor, person=person, code=body.code)
    return {"sign_in_again": changed.account_id != before}


@router.post("/me/erase", response=SignedOut)
def erase(request: HttpRequest) -> dict[str, Any]:
    """person.erase of oneself: who one is is forgotten here for good. The session ends."""
    actor = signed_in(request)
    erasing.erase(actor=actor, person=Person.objects.get(pk=person_id(actor)))
    get_adapter(request).logout(request)
    return {"signed_out": True}


@router.post("/me/sign-out", response=SignedOut)
def sign_out(request: HttpRequest) -> dict[str, Any]:
    me.account_of(request)
    get_adapter(request).logout(request)
    return {"signed_out": True}
