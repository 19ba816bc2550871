"""Polls, the frozen roll, casts and the box.

What must never happen stands here as constraints: a right used twice, a voter's key used twice, a statutory rule
opened by a consultation, an open poll without a frozen roll.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from consult.agenda.models import Motion, Session, StatutoryMeeting
from consult.kernel.models import Log
from consult.people.models import Community, Household, OwnershipParty, Person


class Poll(models.Model):
    """表决: one motion, one rule with its own copy of the figures it was opened under."""

    class Secrecy(models.TextChoices):
        NAMED = "named", "记名"
        HIDDEN = "hidden", "普通无记名"
        SEALED = "sealed", "密封票箱"

    class Means(models.TextChoices):
        BALLOTS = "ballots", "投票"
        HANDS_COUNTED = "hands_counted", "举手计数"
        HANDS_NAMED = "hands_named", "举手点名"
        OFFICIAL = "official", "录入官方结果"

    class Force(models.TextChoices):
        BINDING = "binding", "决定"
        ADVISORY = "advisory", "意向"
        RECORDED = "recorded", "录入的官方结果"

    class Verdict(models.TextChoices):
        NONE = "", ""
        PASSED = "PASSED", "通过"
        FAILED = "FAILED", "不通过"
        INQUORATE = "INQUORATE", "未达法定人数"
        ORDERED = "ORDERED", "已排序"

    flow_table = "poll"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="polls")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="polls")
    statutory = models.ForeignKey(StatutoryMeeting, on_delete=models.PROTECT, null=True, related_name="polls")
    motion = models.ForeignKey(Motion, on_delete=models.PROTECT, related_name="polls")
    stage = models.CharField(max_length=10, default="prepared")
    rule = models.CharField(max_length=32)
    rule_is_statutory = models.BooleanField(default=False)
    rule_text = models.JSONField(default=dict, help_text="the rule as it stood when the poll was opened")
    means = models.CharField(max_length=16, choices=Means.choices, default=Means.BALLOTS)
    secrecy = models.CharField(max_length=8, choices=Secrecy.choices, default=Secrecy.NAMED)
    force = models.CharField(max_length=10, choices=Force.choices, default=Force.BINDING)
    scope = models.JSONField(default=dict, help_text="the electorate's place: {kind, ids}")
    options = models.JSONField(default=list)
    at_most = models.PositiveSmallIntegerField(null=True, help_text="how many marks a ballot may bear")
    budget_fen = models.PositiveBigIntegerField(default=0, help_text="for a budget ranking")
    log = models.OneToOneField(Log, on_delete=models.PROTECT, null=True, related_name="+")
    roll_hash = models.CharField(max_length=64, blank=True)
    entitled = models.PositiveIntegerField(default=0)
    present = models.PositiveIntegerField(default=0, help_text="frozen when the question is put")
    present_on_site = models.PositiveIntegerField(default=0)
    seed = models.CharField(max_length=64, blank=True, help_text="for lots, published with the result")
    opened_at = models.DateTimeField(null=True)
    closes_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    counts = models.JSONField(
        default=dict, help_text="the outcome as rules_record writes it, or the ordering"
    )
    verdict = models.CharField(max_length=10, choices=Verdict.choices, blank=True)
    sentence = models.CharField(max_length=300, blank=True)
    sentence_en = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(rule_is_statutory=False) | Q(statutory__isnull=False) | Q(force="advisory"),
                name="statutory_rule_needs_statutory_meeting",
            ),
            models.CheckConstraint(
                condition=Q(stage__in=["prepared", "void"]) | Q(means="official") | ~Q(roll_hash=""),
                name="open_poll_has_a_frozen_roll",
            ),
            models.CheckConstraint(
                condition=~Q(stage="closed") | ~Q(verdict=""), name="closed_poll_has_a_verdict"
            ),
            models.UniqueConstraint(
                fields=["session"],
                condition=Q(stage="open", means__in=["hands_counted", "hands_named"]),
                name="one_show_of_hands_at_a_time",
            ),
        ]

    def rights_of(self, person: uuid.UUID) -> list[VotingRight]:
        """The rights this person may use: their own, their household's while they represent it, their units'.

        A household may name another representative until its vote is cast: so this is asked when casting, not frozen.
        """
        mine = Q(person_id=person) | Q(household__representative_id=person) | Q(party__voter_id=person)
        return list(VotingRight.objects.filter(mine, poll=self, struck="").order_by("number"))


class VotingRight(models.Model):
    """One right to vote, frozen at opening. Its subject is a person, a household, or an ownership party."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    poll = models.ForeignKey(Poll, on_delete=models.PROTECT, related_name="rights")
    number = models.PositiveIntegerField(help_text="its place on the frozen roll, from 1")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    household = models.ForeignKey(Household, on_delete=models.PROTECT, null=True, related_name="+")
    party = models.ForeignKey(OwnershipParty, on_delete=models.PROTECT, null=True, related_name="+")
    salt = models.BinaryField(max_length=16, help_text="of its commitment in the poll log; erasable")
    present = models.BooleanField(default=False, help_text="signed in when the question was put")
    paper = models.BooleanField(
        default=False, help_text="a paper ballot was issued on it: the phone is closed"
    )
    label = models.CharField(max_length=60, help_text="as the roll prints it")
    heads = models.PositiveSmallIntegerField(default=1)
    area_cm2 = models.PositiveBigIntegerField(default=0)
    struck = models.CharField(
        max_length=200, blank=True, help_text="why this right was struck after freezing"
    )
    conflict = models.CharField(
        max_length=200, blank=True, help_text="why its holder may not vote on this motion"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["poll", "number"], name="roll_number_once"),
            models.UniqueConstraint(
                fields=["poll", "person"], condition=Q(person__isnull=False), name="one_right_a_person"
            ),
            models.UniqueConstraint(
                fields=["poll", "household"],
                condition=Q(household__isnull=False),
                name="one_right_a_household",
            ),
            models.UniqueConstraint(
                fields=["poll", "party"],
                condition=Q(party__isnull=False),
                name="one_right_an_ownership_party",
            ),
        ]


class Cast(models.Model):
    """A right used: that it was, when and by which means. What was chosen stands here only in a named poll."""

    class Channel(models.TextChoices):
        PHONE = "phone", "手机"
        KIOSK = "kiosk", "现场平板"
        PAPER = "paper", "纸票"
        ASSISTED = "assisted", "协助投票"
        HANDS = "hands", "举手"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    poll = models.ForeignKey(Poll, on_delete=models.PROTECT, related_name="casts")
    right = models.ForeignKey(VotingRight, on_delete=models.PROTECT, related_name="casts")
    voter = models.UUIDField(help_text="who pressed: the voter, or the desk for paper")
    key = models.CharField(max_length=64)
    channel = models.CharField(max_length=8, choices=Channel.choices)
    at = models.DateTimeField()
    choice = models.JSONField(null=True, help_text="named polls only")
    envelope = models.BinaryField(null=True, help_text="sealed polls only: constant length")
    log_seq = models.PositiveBigIntegerField(null=True)
    receipt = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["poll", "right"], name="one_cast_a_right"),
            models.UniqueConstraint(fields=["voter", "key"], name="one_cast_a_voters_key"),
        ]


class HiddenBallot(models.Model):
    """A ballot in the box of a hidden poll: a random key and a choice; no time, no person, no order (see docs)."""

    key = models.CharField(max_length=32, primary_key=True)
    poll = models.ForeignKey(Poll, on_delete=models.PROTECT, related_name="box")
    choice = models.JSONField()


class HandCount(models.Model):
    """A show of hands entered as counts, for a poll of that means."""

    poll = models.OneToOneField(Poll, on_delete=models.PROTECT, primary_key=True, related_name="hands")
    yes = models.PositiveIntegerField()
    no = models.PositiveIntegerField()
    abstain = models.PositiveIntegerField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()


class PaperBatch(models.Model):
    """Paper ballots: issued in numbers, entered by one person, confirmed from the paper by another who types it blind."""

    class State(models.TextChoices):
        ISSUED = "issued"
        ENTERED = "entered"
        DIFFERS = "differs"
        CONFIRMED = "confirmed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    poll = models.ForeignKey(Poll, on_delete=models.PROTECT, related_name="batches")
    state = models.CharField(max_length=10, choices=State.choices, default=State.ISSUED)
    rights = models.ManyToManyField(VotingRight, related_name="batches")
    issued_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    first = models.JSONField(
        default=dict, help_text="{returned: [roll number], invalid, ballots: {choice: how many}}"
    )
    first_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    second = models.JSONField(default=dict)
    second_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(second_by__isnull=True) | ~Q(second_by=models.F("first_by")),
                name="paper_confirmed_by_another",
            )
        ]
