"""Matters 事项 and what befalls them before a session: photos, endorsements, routing, review, contest, petition."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from consult.people.models import (
    Body,
    Building,
    BuildingUnit,
    Community,
    Grid,
    Household,
    Person,
    ResidentialCompound,
)


class Route(models.TextChoices):
    SMALL = "small", "小事 网格议"
    LARGE = "large", "大事 社区议"
    PRIVATE = "private", "私事"
    GOVERNMENT = "government", "政府事项"
    MERGE = "merge", "并案"
    REJECT = "reject", "不予受理"
    EMERGENCY = "emergency", "紧急警情"


class Matter(models.Model):
    """What a resident raises, with one number for life. Its stage is a row of `flow.MATTER`.

    Place: `grid` leads it; `building` and `unit` narrow it. `affected` names who is touched:
    {"kind": "community" | "grid" | "building" | "unit" | "none", "ids": [uuid]} (touched.py), from which X is computed;
    "none" touches only the proposer's own household. `owners_common` answers 是否业主共有: None until somebody has been
    asked. `disputed` waits for the secretary; `petition_obliged` must be convened and cannot be turned down.
    """

    flow_table = "matter"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="matters")
    number = models.CharField(max_length=24, unique=True)
    stage = models.CharField(max_length=16, default="submitted")
    title = models.CharField(max_length=60)
    text = models.TextField(max_length=2000)
    category = models.CharField(max_length=24)
    grid = models.ForeignKey(Grid, on_delete=models.PROTECT, null=True, related_name="matters")
    compound = models.ForeignKey(ResidentialCompound, on_delete=models.PROTECT, null=True, related_name="+")
    building = models.ForeignKey(Building, on_delete=models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey(BuildingUnit, on_delete=models.PROTECT, null=True, related_name="+")
    place_note = models.CharField(max_length=100, blank=True)
    affected = models.JSONField(default=dict)
    budget_fen = models.PositiveBigIntegerField(
        null=True, help_text="estimated cost in fen, where one is known"
    )

    proposer = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="matters")
    entered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    hide_name = models.BooleanField(default=False)
    wishes_to_join = models.BooleanField(default=False)
    wishes_to_help = models.BooleanField(default=False)

    raised_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    route = models.CharField(max_length=12, choices=Route.choices, blank=True)
    urgent = models.BooleanField(default=False)
    owners_common = models.BooleanField(null=True)
    owners_decision = models.BooleanField(default=False, help_text="民法典第278条事项")
    restricted = models.BooleanField(
        default=False, help_text="readable by its proposer and its handlers only"
    )
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged")
    disputed = models.BooleanField(default=False, help_text="two disagree about the route")
    petition_obliged = models.BooleanField(default=False)
    erased_at = models.DateTimeField(null=True, help_text="a refused text, removed when its time had come")
    reassigned = models.PositiveSmallIntegerField(default=0)
    failed_sessions = models.PositiveSmallIntegerField(default=0)
    pack = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(merged_into=models.F("id")), name="matter_not_merged_into_itself"
            ),
            models.CheckConstraint(
                condition=~Q(stage="merged") | Q(merged_into__isnull=False),
                name="merged_matter_names_the_other",
            ),
            models.CheckConstraint(
                condition=~Q(entered_by=models.F("proposer")), name="assisted_entry_is_for_another"
            ),
        ]
        indexes = [
            models.Index(fields=["community", "stage"]),
            models.Index(fields=["community", "-raised_at"]),
        ]


class ConfirmationCode(models.Model):
    """The code sent to whom a matter was written down for, read back to the one who wrote it (代录确认)."""

    matter = models.OneToOneField(Matter, on_delete=models.CASCADE, primary_key=True, related_name="code")
    digest = models.CharField(max_length=64)
    expires_at = models.DateTimeField()


class NumberRow(models.Model):
    """The last number given in a community and year; its row lock makes numbers dense."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["community", "year"], name="one_counter_a_year")]


class Photo(models.Model):
    """A re-encoded picture; without a matter until the matter it was taken for is raised."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="+")
    uploader = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, null=True, related_name="photos")
    purpose = models.CharField(max_length=16, default="matter")
    file = models.FileField(upload_to="photos/%Y/%m")
    thumb = models.FileField(upload_to="photos/%Y/%m")
    sha256 = models.CharField(max_length=64)
    uploaded_at = models.DateTimeField()


class Endorsement(models.Model):
    """附议. `merged_from` keeps who came from a matter that was merged into this one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="endorsements")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    merged_from = models.ForeignKey(Matter, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["matter", "person"], name="endorse_once")]


class Triage(models.Model):
    """One decision about where a matter goes: what the table suggested, what a person decided, and why."""

    # In the order in which they were decided: two may share a moment.
    id = models.BigAutoField(primary_key=True)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="triages")
    suggested = models.CharField(max_length=12, choices=Route.choices)
    rule = models.CharField(max_length=8, help_text="T0 … T11 of the matter's pack")
    why = models.CharField(max_length=300)
    why_en = models.CharField(max_length=400)
    decided = models.CharField(max_length=12, choices=Route.choices, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    from_whom = models.CharField(max_length=80, blank=True, help_text="who had it before it was reassigned")
    to_whom = models.CharField(max_length=80, blank=True, help_text="whom it was reassigned to")
    verb = models.CharField(max_length=24)
    at = models.DateTimeField()


class Referral(models.Model):
    """A private or government matter passed on, tracked until it is answered."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="referrals")
    to = models.CharField(max_length=80)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=500)
    due = models.DateField(null=True)
    at = models.DateTimeField()
    answer = models.CharField(max_length=1000, blank=True)
    answered_at = models.DateTimeField(null=True)


class TopicReview(models.Model):
    """议题审核: the Party organization's conclusion on a large matter, with its reason for everybody to see."""

    class Conclusion(models.TextChoices):
        ADMIT = "listed", "立项"
        RETURN = "returned", "退回修改"
        DECLINE = "not_listed", "不予立项"

    # In the order in which they were decided: two may share a moment.
    id = models.BigAutoField(primary_key=True)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="reviews")
    conclusion = models.CharField(max_length=12, choices=Conclusion.choices)
    reason = models.CharField(max_length=1000)
    forms = models.JSONField(default=list, help_text="suggested session forms, in order")
    needs_meeting = models.BooleanField(default=False)
    needs_lawyer = models.BooleanField(default=False)
    checks = models.JSONField(default=dict, help_text="political, legal, public_good, feasible: bool each")
    reviewer = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()


class ReviewOpinion(models.Model):
    """A Party committee member's opinion, on file; no veto."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="opinions")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    favours = models.BooleanField()
    text = models.CharField(max_length=1000)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["matter", "person"], name="one_opinion_a_member")]


class Contest(models.Model):
    """A route or refusal contested (heard by another person), or a review appealed to the subdistrict: once each."""

    class Kind(models.TextChoices):
        ROUTE = "route", "复核"
        REVIEW = "review", "申诉"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="contests")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=1000)
    against = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    upheld = models.BooleanField(null=True)
    decision = models.CharField(max_length=1000, blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["matter", "kind"], name="contest_once"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=models.F("against")),
                name="contest_heard_by_another",
            ),
        ]


class Petition(models.Model):
    """联名召集 (§26, §28): enough signatures oblige convening; nobody can block it."""

    class Kind(models.TextChoices):
        ADULTS = "adults", "十分之一以上十八岁以上居民"
        HOUSEHOLDS = "households", "十分之一以上户代表"
        REPRESENTATIVES = "representatives", "三分之一以上居民代表（召集居民会议）"
        REPRESENTATIVES_MEETING = "reps_meeting", "五分之一以上居民代表（召集居民代表会议）"

    flow_table = "petition"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="petitions")
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="petitions")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    stage = models.CharField(max_length=12, default="gathering")
    starter = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=500)
    base = models.PositiveIntegerField(help_text="how many could sign when it began")
    needed = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    obliged_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["matter", "kind"], condition=Q(stage="gathering"), name="one_open_petition_a_kind"
            )
        ]


class PetitionSignature(models.Model):
    """`household` is which one signed, where the petition is by households."""

    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="signatures")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    household = models.ForeignKey(Household, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["petition", "person"], name="sign_petition_once"),
            models.UniqueConstraint(fields=["petition", "household"], name="a_household_signs_once"),
        ]
