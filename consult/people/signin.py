"""Signing in by a code sent to the phone: what django-allauth asks of us, and how long a second factor counts."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.fields import PhoneField
from allauth.headless.adapter import DefaultHeadlessAdapter
from django import forms
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from consult.kernel import clock
from consult.kernel.errors import Refusal
from consult.kernel.found import only
from consult.kernel.permits import Actor
from consult.notice import outbox
from consult.notice.addresses import masked

from . import limits, phones
from .models import Account, Person
from .signals import signed_out
from .who import PERSON_KEY

log = structlog.get_logger()
FACTOR_LASTS = timedelta(minutes=5)
UNVERIFIED_KEPT = timedelta(days=1)


def fresh(actor: Actor) -> bool:
    """Whether the actor showed a second factor in the last five minutes.

    Our own check: allauth's `did_recently_reauthenticate` says True of an account that has no second factor at all.
    """
    return actor.factor_at is not None and timedelta() <= clock.now() - actor.factor_at < FACTOR_LASTS


def account_for(phone: str) -> Account:
    """The account of a number, made now where there is none: known and unknown numbers then go the same way.

    An account whose number is never verified is forgotten after a day; until then it is nobody.
    """
    account, made = Account.objects.get_or_create(
        phone=phone, defaults={"asked_at": clock.now(), "password": "!"}
    )
    if made:
        Account.objects.filter(
            asked_at__lt=clock.now() - UNVERIFIED_KEPT, phone_verified=False, people__isnull=True
        ).delete()
    return account


class _Phone(PhoneField):
    """Eleven digits are what people here type."""

    default_validators: list[Any] = []

    def clean(self, value: Any) -> str:
        typed = forms.CharField(required=self.required, max_length=30).clean(value)
        try:
            return phones.e164(typed) if typed else ""
        except Refusal as refusal:
            raise forms.ValidationError(refusal.zh, code="invalid_phone") from refusal


class PhoneAdapter(DefaultAccountAdapter):
    """Accounts are phone numbers. Nobody signs up: a number that proves itself by a code is an account."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def phone_form_field(self, **kwargs: Any) -> forms.Field:
        field: forms.Field = _Phone(validators=[], **kwargs)
        return field

    def get_user_by_phone(self, phone: str) -> Account | None:
        return only(Account.objects.filter(phone=phone))

    def get_phone(self, user: Account) -> tuple[str, bool]:
        return user.phone, user.phone_verified

    def set_phone(self, user: Account, phone: str, verified: bool) -> None:
        user.phone, user.phone_verified = phone, verified
        user.save(update_fields=["phone", "phone_verified"])

    def set_phone_verified(self, user: Account, phone: str) -> None:
        if not user.phone_verified or user.asked_at:
            user.phone_verified, user.asked_at = True, None
            user.save(update_fields=["phone_verified", "asked_at"])

    def generate_phone_verification_code(self, *, user: Account, phone: str) -> str:
        return f"{secrets.randbelow(1_000_000):06d}"

    def send_verification_code_sms(self, user: Account, phone: str, code: str, **kwargs: Any) -> None:
        community = Person.objects.filter(account=user).values_list("community_id", flat=True).first()
        if limits.within_budget(str(community or "")):
            outbox.send_to(to=phone, template="sign_in.code", facts={"code": code}, demo=user.demo)
        else:
            log.error("the day's sign-in codes are spent", community=str(community or "unknown"))

    def respond_user_inactive(self, request: HttpRequest, user: Account) -> HttpResponseBase:
        # Headless: the view answers 401 itself, whatever response this is.
        return HttpResponse(status=401)

    def logout(self, request: HttpRequest) -> None:
        session, person = request.session.session_key, request.session.get(PERSON_KEY)
        super().logout(request)
        signed_out.send(sender=None, session=session, person=person)

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """The pages say what happened; a message kept in the session would only repeat the number."""


class AnswerAdapter(DefaultHeadlessAdapter):
    """What allauth's answers say of an account: nothing that another member of the household could note down."""

    def serialize_user(self, user: Account) -> dict[str, Any]:
        return {"id": str(user.pk), "display": masked(user.phone)}
