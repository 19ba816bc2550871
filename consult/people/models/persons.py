"""Accounts (a phone) and persons (a human being): one number may serve several members of a household."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import F, Q

from .places import Community, Household


class AccountManager(BaseUserManager["Account"]):
    def create_user(self, phone: str, **extra: Any) -> Account:
        account = self.model(phone=phone, **extra)
        account.set_unusable_password()
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser, PermissionsMixin):
    """A sign-in: one mobile number, verified by code. Who of its people acts is chosen after signing in."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    phone = models.CharField(max_length=20, unique=True, help_text="E.164")
    phone_verified = models.BooleanField(default=False)
    demo = models.BooleanField(default=False, help_text="no gateway ever sends to a demonstration account")
    asked_at = models.DateTimeField(
        null=True, help_text="when a number unknown until then asked for a code; empty once it was verified"
    )
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)

    USERNAME_FIELD = "phone"
    objects = AccountManager()


class Allowance(models.Model):
    """How often something was done in its present window: codes sent, codes tried. See `limits.py`."""

    key = models.CharField(max_length=64, primary_key=True)
    used = models.PositiveIntegerField()
    until = models.DateTimeField(db_index=True)


class Person(models.Model):
    """A human being known to a community. Only what the work needs: no identity number, no birthday.

    `of_age_on` is the day the person turns (or turned) eighteen. `needs_paper` asks for paper instead of screens. Of an
    erased one the row alone is left, so that what they did for the community still has a hand.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, null=True, related_name="people")
    account = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, related_name="people")
    name = models.CharField(max_length=40)
    of_age_on = models.DateField(null=True)
    needs_paper = models.BooleanField(default=False)
    elder_mode = models.BooleanField(default=False)
    language = models.CharField(max_length=8, default="zh-CN")
    demo = models.BooleanField(default=False)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) | Q(account__isnull=True, of_age_on__isnull=True),
                name="of_an_erased_person_nothing_is_left",
            )
        ]


class PhoneCode(models.Model):
    """A number that is to be a person's, once the code sent to it comes back; one at a time.

    At a desk it then waits, without a digest, for a second pair of eyes beside `asked_by`.
    """

    person = models.OneToOneField(
        Person, on_delete=models.CASCADE, primary_key=True, related_name="number_to_be"
    )
    phone = models.CharField(max_length=20, help_text="E.164")
    digest = models.CharField(max_length=64, help_text="keyed hash of person, number and code")
    asked_by = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, related_name="+")
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(digest="") | Q(asked_by__isnull=False), name="a_number_waits_for_a_second"
            ),
            models.CheckConstraint(condition=~Q(asked_by=F("person")), name="nobody_asks_for_themselves"),
        ]


class Residency(models.Model):
    """A person's tie to a household: claimed by them (or by the roll), confirmed by a grid worker."""

    class Relation(models.TextChoices):
        OWNER = "owner", "业主"
        FAMILY = "family", "家人"
        TENANT = "tenant", "租户"

    class State(models.TextChoices):
        CLAIMED = "claimed"
        CONFIRMED = "confirmed"
        REFUSED = "refused"
        ENDED = "ended"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="residencies")
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="residencies")
    relation = models.CharField(max_length=8, choices=Relation.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.CLAIMED)
    claimed_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "household"],
                condition=Q(state__in=["claimed", "confirmed"]),
                name="one_live_residency_a_person_and_household",
            ),
        ]
