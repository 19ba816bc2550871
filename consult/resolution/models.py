"""Resolutions 决议: drafted from the result, checked, signed, published, objected to."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from consult.agenda.models import Motion, Session
from consult.intake.models import Matter
from consult.meeting.models import Proposal
from consult.people.models import Community, Grid, Person
from consult.voting.models import Poll


class Resolution(models.Model):
    """What the secretary signs (or, for the committee's own documents, the director; for a grid's, the grid lead).

    `frozen` is the document as it was signed (`freezing.text_of`); `sha256` is over its canonical JSON and is what the
    signatures cover. `consensus`, `reservations` and the duties are the words being edited until then.
    """

    class Kind(models.TextChoices):
        DECISION = "decision", "会议决定"
        OPINION = "opinion", "协商意见"
        GRID = "grid", "网格议定"
        COMMITTEE = "committee", "居委会文书"

    flow_table = "resolution"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="resolutions")
    grid = models.ForeignKey(Grid, on_delete=models.PROTECT, null=True, related_name="+")
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="resolutions")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, null=True, related_name="resolutions")
    motion = models.ForeignKey(Motion, on_delete=models.PROTECT, null=True, related_name="resolutions")
    poll = models.ForeignKey(Poll, on_delete=models.PROTECT, null=True, related_name="resolutions")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    stage = models.CharField(max_length=14, default="draft")
    number = models.CharField(max_length=40, blank=True)
    title = models.CharField(max_length=80)
    consensus = models.JSONField(default=list)
    reservations = models.JSONField(default=list)
    tally = models.CharField(max_length=300, blank=True)
    supervisor_name = models.CharField(max_length=60, blank=True)
    waits = models.BooleanField(default=True, help_text="carried out only after publication has run (pack)")
    needs_filing = models.BooleanField(default=False)
    decided_at = models.DateTimeField()
    sign_by = models.DateField(help_text="three working days after the decision; then it shows as 未签发")
    legality = models.CharField(max_length=1000, blank=True)
    legality_favourable = models.BooleanField(null=True)
    legality_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    legality_at = models.DateTimeField(null=True)
    needs_countersign = models.BooleanField(
        default=False, help_text="secretary and director were one person (一肩挑) when it was signed"
    )
    refusal = models.CharField(
        max_length=1000, blank=True, help_text="the secretary's reasoned objection (§31)"
    )
    frozen = models.JSONField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    published_on = models.DateField(null=True)
    publish_until = models.DateField(null=True)
    taken_down_at = models.DateTimeField(null=True)
    filing_number = models.CharField(max_length=40, blank=True)
    filed_on = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["community", "-decided_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["community", "number"], condition=~Q(number=""), name="resolution_number_once"
            ),
            models.CheckConstraint(
                condition=~Q(stage__in=["published", "in_force"])
                | Q(published_on__isnull=False, publish_until__isnull=False),
                name="published_for_a_period",
            ),
            models.CheckConstraint(
                condition=~Q(stage="refused") | ~Q(refusal=""), name="refused_with_reason"
            ),
            models.CheckConstraint(
                condition=~Q(kind="grid") | Q(grid__isnull=False), name="grid_resolution_names_its_grid"
            ),
            models.UniqueConstraint(
                fields=["poll"], condition=Q(poll__isnull=False), name="one_resolution_a_poll"
            ),
            models.CheckConstraint(
                condition=Q(stage__in=["draft", "checked", "refused"]) | ~Q(sha256=""),
                name="signed_text_is_frozen",
            ),
        ]


class Duty(models.Model):
    """One row of the responsibility list 责任清单: six columns, none of which may be empty at signing."""

    class Party(models.TextChoices):
        ORGANIZATION = "party_organization", "党组织（主心骨）"
        COMMITTEE = "residents_committee", "居委会（组织者）"
        RESIDENTS = "residents", "居民（当家人）"
        PROPERTY = "property_manager", "物业（大管家）"
        DEPARTMENT = "department", "上级业务部门（后援团）"
        UNIT = "social_unit", "社会单位（共建者）"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    resolution = models.ForeignKey(Resolution, on_delete=models.CASCADE, related_name="duties")
    position = models.PositiveSmallIntegerField()
    proposal = models.ForeignKey(
        Proposal,
        on_delete=models.PROTECT,
        null=True,
        related_name="duties",
        help_text="the one it carries out",
    )
    what = models.CharField(max_length=200, blank=True)
    party = models.CharField(max_length=24, choices=Party.choices, blank=True)
    person_name = models.CharField(max_length=60, blank=True)
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    deadline = models.DateField(null=True)
    money = models.CharField(max_length=60, blank=True)
    standard = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["resolution", "position"], name="duty_position_once")]


class Signature(models.Model):
    """签发: who, in which office, over which hash. Tamper evidence, not a legal seal."""

    class Act(models.TextChoices):
        SIGN = "sign", "签发"
        COUNTERSIGN = "countersign", "复核"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    resolution = models.ForeignKey(Resolution, on_delete=models.PROTECT, related_name="signatures")
    act = models.CharField(max_length=12, choices=Act.choices)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    office = models.CharField(max_length=40)
    sha256 = models.CharField(max_length=64)
    signature = models.CharField(max_length=128, help_text="the server's Ed25519 over `signing.signed_bytes`")
    key = models.CharField(max_length=64, help_text="the server's public key at that time")
    factor_at = models.DateTimeField(help_text="when the signer showed a second factor")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["resolution", "act"], name="one_signature_an_act"),
            models.UniqueConstraint(fields=["resolution", "person"], name="nobody_signs_twice"),
        ]


class Objection(models.Model):
    """公示异议: answered within three days by someone other than the signer; then the supervisory committee."""

    flow_table = "objection"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="+")
    resolution = models.ForeignKey(Resolution, on_delete=models.PROTECT, related_name="objections")
    stage = models.CharField(max_length=10, default="raised")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=1000)
    at = models.DateTimeField()
    answer_by = models.DateField()
    answer = models.CharField(max_length=1000, blank=True)
    answered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    review_asked = models.BooleanField(default=False)
    review_reason = models.CharField(max_length=1000, blank=True)
    review = models.CharField(max_length=1000, blank=True)
    reviewed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(stage="raised") | Q(answered_by__isnull=False), name="answered_by_somebody"
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True) | ~Q(reviewed_by=models.F("answered_by")),
                name="answerer_does_not_review",
            ),
        ]
