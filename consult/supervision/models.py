"""Carrying out: supervision orders 督办单, inspection, evaluation by those affected, rectification, archive."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from consult.intake.models import Matter, Photo
from consult.meeting.models import Room
from consult.people.models import Community, Person
from consult.resolution.models import Duty, Resolution


class Order(models.Model):
    """督办单: one duty of a resolution (or a rectification), with an owner, a deadline and its progress."""

    flow_table = "order"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="orders")
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="orders")
    resolution = models.ForeignKey(Resolution, on_delete=models.PROTECT, null=True, related_name="orders")
    duty = models.OneToOneField(Duty, on_delete=models.PROTECT, null=True, related_name="order")
    rectification = models.ForeignKey(
        "Rectification", on_delete=models.PROTECT, null=True, related_name="orders"
    )
    number = models.CharField(max_length=40)
    stage = models.CharField(max_length=10, default="issued")
    title = models.CharField(max_length=200)
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="orders")
    owner_name = models.CharField(max_length=60)
    standard = models.CharField(max_length=200)
    deadline = models.DateField()
    issued_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    verified_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    closed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["community", "-issued_at"])]
        constraints = [
            models.UniqueConstraint(fields=["community", "number"], name="order_number_once"),
            models.CheckConstraint(
                condition=Q(duty__isnull=False) | Q(rectification__isnull=False),
                name="order_carries_out_something",
            ),
            models.CheckConstraint(
                condition=Q(verified_by__isnull=True)
                | Q(owner__isnull=True)
                | ~Q(verified_by=models.F("owner")),
                name="owner_does_not_verify",
            ),
            models.CheckConstraint(
                condition=Q(closed_by__isnull=True) | ~Q(closed_by=models.F("verified_by")),
                name="verifier_does_not_close",
            ),
        ]


class Progress(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="progress")
    text = models.CharField(max_length=500)
    photos = models.ManyToManyField(Photo, related_name="+")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()


class Extension(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="extensions")
    until = models.DateField()
    reason = models.CharField(max_length=300)
    asked_at = models.DateTimeField()
    granted = models.BooleanField(null=True)
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["order"], condition=Q(granted__isnull=True), name="one_extension_pending_an_order"
            )
        ]


class Inspection(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="inspections")
    inspector = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    finding = models.CharField(max_length=500)
    passed = models.BooleanField()
    photos = models.ManyToManyField(Photo, related_name="+")
    at = models.DateTimeField()


class Round(models.Model):
    """One asking of those affected: from when they are asked until `until`, the last day their answers are awaited."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="rounds")
    number = models.PositiveSmallIntegerField()
    opened_at = models.DateTimeField()
    until = models.DateField()
    asked = models.PositiveIntegerField(default=0, help_text="how many people were asked")
    judged_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["matter", "number"], name="round_once_a_matter"),
            models.UniqueConstraint(
                fields=["matter"], condition=Q(judged_at__isnull=True), name="one_open_round_a_matter"
            ),
        ]


class Evaluation(models.Model):
    """评价: responded, resolved, satisfied (1–5), and the five dimensions 微笑 高效 标准 真诚 满意 (1–5 each).

    What a third party finds stands beside the three rates and does not count in them.
    """

    class By(models.TextChoices):
        PROPOSER = "proposer", "提出人"
        AFFECTED = "affected", "受影响户"
        THIRD_PARTY = "third_party", "第三方"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="evaluations")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    by = models.CharField(max_length=12, choices=By.choices)
    responded = models.BooleanField()
    resolved = models.BooleanField()
    satisfied = models.PositiveSmallIntegerField()
    dimensions = models.JSONField(default=dict, help_text="smile, speed, standard, sincere, satisfied: 1–5")
    why_not = models.CharField(max_length=500, blank=True)
    may_call_back = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "person"], name="evaluate_once_a_round"),
            models.CheckConstraint(
                condition=Q(satisfied__gte=1) & Q(satisfied__lte=5), name="satisfied_1_to_5"
            ),
        ]


class Rectification(models.Model):
    """整改单: opened where an evaluation falls below the pack's threshold, then evaluated again."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="rectifications")
    round = models.OneToOneField(Round, on_delete=models.PROTECT, related_name="rectification")
    trigger = models.CharField(max_length=300)
    outcome = models.CharField(max_length=300, blank=True, help_text="复评结果")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["matter"], condition=Q(closed_at__isnull=True), name="one_open_rectification_a_matter"
            )
        ]


class AppraisalScore(models.Model):
    """评议打分: what one person at an appraisal session gave one duty that was promised, 1 to 5; given anew until it ends."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="appraisal_scores")
    duty = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="appraisals")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    points = models.PositiveSmallIntegerField()
    entered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["room", "duty", "person"], name="appraise_a_duty_once"),
            models.CheckConstraint(
                condition=Q(points__gte=1, points__lte=5), name="appraisal_is_one_to_five"
            ),
        ]


class ArchiveFile(models.Model):
    """居务档案: the sealed file of a matter; its hash stands in the ledger's entry `matter.archive`."""

    matter = models.OneToOneField(Matter, on_delete=models.PROTECT, primary_key=True, related_name="archive")
    file = models.FileField(upload_to="archive/%Y")
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
