"""Who is invited, by which letter, how it was served and what was replied."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from consult.people.models import Body, Community, Household, Person

from .sessions import Session


class Participant(models.Model):
    """One who is invited: 1 fixed, N by line of work, X computed from who is touched (never typed in)."""

    class Part(models.TextChoices):
        ONE = "1", "固定主体"
        N = "N", "职能主体"
        X = "X", "利益相关方"
        OBSERVER = "O", "列席"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="participants")
    part = models.CharField(max_length=1, choices=Part.choices)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="invited_to")
    household = models.ForeignKey(Household, on_delete=models.PROTECT, null=True, related_name="+")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, related_name="+")
    role = models.CharField(
        max_length=32, blank=True, help_text="in which office, where a person is invited for one"
    )
    why = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "person"], condition=Q(person__isnull=False), name="person_invited_once"
            ),
            models.UniqueConstraint(
                fields=["session", "household"],
                condition=Q(household__isnull=False, person__isnull=True),
                name="household_invited_once",
            ),
            models.UniqueConstraint(
                fields=["session", "body"],
                condition=Q(body__isnull=False, person__isnull=True),
                name="body_invited_once",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(household__isnull=False) | Q(body__isnull=False),
                name="participant_is_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(part="X") | Q(household__isnull=False) | Q(body__isnull=False),
                name="stakeholders_are_computed_from_places",
            ),
        ]


class Invitation(models.Model):
    """邀约书 with its number and reply slip 回执."""

    class Reply(models.TextChoices):
        NONE = "", "未回执"
        ATTEND = "attend", "参加"
        DELEGATE = "delegate", "委派"
        WRITTEN = "written", "书面意见"
        DECLINE = "decline", "不参加"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    participant = models.OneToOneField(Participant, on_delete=models.CASCADE, related_name="invitation")
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="invitations")
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=40)
    issued_at = models.DateTimeField()
    reply = models.CharField(max_length=8, choices=Reply.choices, blank=True)
    delegate = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    written_opinion = models.TextField(max_length=1000, blank=True)
    opinion_answer = models.TextField(max_length=1000, blank=True)
    replied_at = models.DateTimeField(null=True)
    replied_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "number"], name="invitation_number_once"),
            models.CheckConstraint(
                condition=~Q(reply="delegate") | Q(delegate__isnull=False), name="delegating_names_somebody"
            ),
            models.CheckConstraint(
                condition=~Q(reply="written") | ~Q(written_opinion=""), name="written_reply_says_something"
            ),
            models.CheckConstraint(
                condition=Q(reply="") | Q(replied_at__isnull=False, replied_by__isnull=False),
                name="reply_has_its_hand_and_time",
            ),
        ]


class Service(models.Model):
    """送达, by any means, each attempt on record."""

    class Means(models.TextChoices):
        IN_APP = "in_app", "站内"
        SMS = "sms", "短信"
        WECHAT = "wechat", "微信"
        CALLED = "called", "电话已通知"
        AT_DOOR = "at_door", "上门送达"
        POSTED = "posted", "张贴"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="services")
    means = models.CharField(max_length=8, choices=Means.choices)
    reached = models.BooleanField(default=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
