"""Oneself: who is signed in, who of the number's people acts, preferences, the second factor, signing out."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from allauth.account.adapter import get_adapter
from django.http import HttpRequest
from ninja import Field, Router, Schema

from consult.kernel.once import once

from .. import introducing, me, reads, second_factor
from ..models import Person
from ..who import person_id, signed_in
from .shapes import Me

router = Router()


class Choose(Schema):
    person: UUID


class Preferences(Schema):
    elder_mode: bool | None = None
    needs_paper: bool | None = None
    language: Literal["zh-CN", "en"] | None = None


class Introduce(Schema):
    name: str = Field(max_length=200)
    community: UUID
    of_age: bool


class Code(Schema):
    code: str = Field(min_length=6, max_length=12)


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


@router.post("/me/sign-out", response=SignedOut)
def sign_out(request: HttpRequest) -> dict[str, Any]:
    me.account_of(request)
    get_adapter(request).logout(request)
    return {"signed_out": True}
