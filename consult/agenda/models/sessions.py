"""Sessions of both kinds, and what must be on record before a statutory one.

A session is a gathering. It is either a Consultation 协商 (seeks agreement, may poll advisorily) or a StatutoryMeeting
法定会议 (decides): two tables, and only the second may open a statutory rule (a constraint in `voting`).
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from consult.intake.models import Matter
from consult.people.models import Body, Building, Community, Delegation, Grid, Person


class RegisterRow(models.Model):
    """发文登记: the last number given in a community, register (邀, 会) and year; its row lock makes numbers dense."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="+")
    register = models.CharField(max_length=4)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "register", "year"], name="one_register_a_year")
        ]


class Session(models.Model):
    """One gathering in one form; `form` names a row of `forms.FORMS`."""

    flow_table = "session"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="sessions")
    grid = models.ForeignKey(Grid, on_delete=models.PROTECT, null=True, related_name="sessions")
    building = models.ForeignKey(Building, on_delete=models.PROTECT, null=True, related_name="sessions")
    number = models.CharField(
        max_length=40, blank=True, help_text="槐安会〔2026〕第3号, given when published"
    )
    form = models.CharField(max_length=24)
    stage = models.CharField(max_length=12, default="drafted")
    title = models.CharField(max_length=80)
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(default=90)
    place = models.CharField(max_length=80)
    link = models.URLField(blank=True)
    convener = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, related_name="sessions")
    chair = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="chairs")
    recorder = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    scrutineers = models.ManyToManyField(Person, related_name="+")
    follows = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="followed_by")
    short_notice_reason = models.CharField(max_length=300, blank=True)
    pack = models.CharField(max_length=40)
    agenda_sha256 = models.CharField(max_length=64, blank=True, help_text="of the agenda as published")
    cancel_reason = models.CharField(max_length=300, blank=True)
    published_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(stage__in=["drafted", "cancelled"]) | Q(published_at__isnull=False),
                name="session_beyond_draft_is_published",
            ),
            models.UniqueConstraint(
                fields=["community", "number"], condition=~Q(number=""), name="session_number_once"
            ),
        ]
        indexes = [models.Index(fields=["community", "starts_at"])]


class Consultation(models.Model):
    """协商: organized by the Party organization or the committee; what it reaches is an opinion, not a decision."""

    session = models.OneToOneField(
        Session, on_delete=models.CASCADE, primary_key=True, related_name="consultation"
    )
    led_by = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, related_name="+")


class StatutoryMeeting(models.Model):
    """法定会议: residents' meeting, representatives' meeting, owners' assembly, Party branch, committee.

    `petition_obliged` records that it was convened because enough people signed.
    """

    session = models.OneToOneField(
        Session, on_delete=models.CASCADE, primary_key=True, related_name="statutory"
    )
    delegation = models.ForeignKey(Delegation, on_delete=models.PROTECT, null=True, related_name="+")
    petition_obliged = models.BooleanField(default=False)


class PartyStudy(models.Model):
    """党组织研究讨论记录 (§30, last paragraph): required before important matters are decided by a meeting."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="+")
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="studies")
    held_on = models.DateField()
    attended = models.JSONField(default=list, help_text="names and offices")
    conclusion = models.CharField(max_length=1000)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
