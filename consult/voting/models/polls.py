"""A poll: one motion, one rule with its own copy of the figures it was opened under.

What must never happen stands here and beside as constraints: two polls on one motion at a time, a statutory rule opened
by a consultation, an open poll without a frozen roll, a closed one without a verdict.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from consult.agenda.models import Motion, Session, StatutoryMeeting
from consult.kernel import clock
from consult.kernel.models import Log
from consult.people.models import Community


class Poll(models.Model):
    """表决. Its life is `flow.POLL`; its rule is kept as `rules_record` writes it."""

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
    number = models.CharField(max_length=40, blank=True, help_text="the motion's number and a running one")
    stage = models.CharField(max_length=10, default="prepared")
    rule = models.CharField(max_length=32)
    rule_is_statutory = models.BooleanField(default=False)
    rule_text = models.JSONField(default=dict, help_text="the rule as it stood when the poll was opened")
    unit = models.CharField(max_length=16, blank=True, help_text="what one vote stands for: rules.Unit")
    means = models.CharField(max_length=16, choices=Means.choices, default=Means.BALLOTS)
    secrecy = models.CharField(max_length=8, choices=Secrecy.choices, default=Secrecy.NAMED)
    force = models.CharField(max_length=10, choices=Force.choices, default=Force.BINDING)
    scope = models.JSONField(default=dict, help_text="the electorate's place: {kind, ids}")
    options = models.JSONField(default=list)
    adopts = models.JSONField(
        default=list,
        help_text="两轮: the options [{id, text, cost_fen?}] that came first and are now put to yes or no",
    )
    at_most = models.PositiveSmallIntegerField(null=True, help_text="how many marks a ballot may bear")
    budget_fen = models.PositiveBigIntegerField(default=0, help_text="for a budget ranking")
    recused = models.JSONField(
        default=dict, help_text="{person: why}: conflicts declared before the roll is frozen"
    )
    log = models.OneToOneField(Log, on_delete=models.PROTECT, null=True, related_name="+")
    roll_root = models.CharField(max_length=64, blank=True)
    entitled = models.PositiveIntegerField(default=0)
    present = models.PositiveIntegerField(default=0, help_text="frozen when the question is put")
    present_on_site = models.PositiveIntegerField(default=0)
    seed = models.CharField(max_length=64, blank=True, help_text="for lots, published with the result")
    box_key = models.CharField(
        max_length=44, blank=True, help_text="sealed polls: what ballots are sealed to"
    )
    rehearsed_at = models.DateTimeField(null=True, help_text="two custodians have opened a test ballot")
    shut_at = models.DateTimeField(
        null=True, help_text="sealed polls: voting ended, the box is not opened yet"
    )
    revote_of = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        related_name="revote",
        help_text="a sealed box that could not be opened: this is held on paper alone",
    )
    prepared_at = models.DateTimeField(default=clock.now)
    opened_at = models.DateTimeField(null=True)
    closes_at = models.DateTimeField(null=True, help_text="only where opinions are gathered over days")
    closed_at = models.DateTimeField(null=True)
    counts = models.JSONField(
        default=dict, help_text="the outcome as rules_record writes it, or the ordering"
    )
    verdict = models.CharField(max_length=10, choices=Verdict.choices, blank=True)
    sentence = models.CharField(max_length=500, blank=True)
    sentence_en = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(rule_is_statutory=False)
                | Q(statutory__isnull=False)
                | Q(force__in=["advisory", "recorded"]),
                name="statutory_rule_needs_statutory_meeting",
            ),
            models.CheckConstraint(
                condition=Q(stage__in=["prepared", "void"]) | Q(means="official") | ~Q(roll_root=""),
                name="open_poll_has_a_frozen_roll",
            ),
            models.CheckConstraint(
                condition=~Q(stage="closed") | ~Q(verdict=""), name="closed_poll_has_a_verdict"
            ),
            models.CheckConstraint(
                condition=~Q(means__in=["hands_counted", "hands_named"]) | Q(secrecy="named"),
                name="hands_are_seen_by_all",
            ),
            models.UniqueConstraint(
                fields=["motion"],
                condition=Q(stage__in=["prepared", "open", "shut"]),
                name="one_live_poll_a_motion",
            ),
            models.CheckConstraint(
                condition=Q(stage__in=["prepared", "void"])
                | ~Q(secrecy="sealed")
                | ~Q(box_key="") & Q(rehearsed_at__isnull=False),
                name="sealed_poll_opens_rehearsed",
            ),
            models.CheckConstraint(
                condition=~Q(stage__in=["shut", "unopenable"])
                | Q(secrecy="sealed") & Q(shut_at__isnull=False),
                name="only_a_sealed_box_is_shut",
            ),
            models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="poll_number_once"),
            models.UniqueConstraint(
                fields=["session"],
                condition=Q(stage="open", means__in=["hands_counted", "hands_named"]),
                name="one_show_of_hands_at_a_time",
            ),
        ]

    @property
    def grid_id(self) -> uuid.UUID | None:
        return self.session.grid_id

    @property
    def building_id(self) -> uuid.UUID | None:
        return self.session.building_id

    @property
    def asks(self) -> str:
        """What a yes or no is said to; in a second round, with the options that came first."""
        chosen = "；".join(option["text"] for option in self.adopts)
        return f"{self.motion.what}（采用：{chosen}）" if chosen else self.motion.what

    @property
    def secret(self) -> bool:
        return self.secrecy != self.Secrecy.NAMED

    @property
    def hidden(self) -> bool:
        return self.secrecy == self.Secrecy.HIDDEN

    @property
    def weighed_in_secret(self) -> bool:
        return self.hidden and bool(self.rule_text.get("by_area"))

    @property
    def sealed(self) -> bool:
        return self.secrecy == self.Secrecy.SEALED

    @property
    def over_days(self) -> bool:
        """Whether it runs past the day of the meeting: then whoever answers takes part, present or not."""
        return self.closes_at is not None


class OfficialProof(models.Model):
    """Where an official result comes from: the source in words and the paper itself, kept by its hash."""

    poll = models.OneToOneField(Poll, on_delete=models.PROTECT, primary_key=True, related_name="proof")
    source = models.CharField(max_length=300)
    file = models.FileField(upload_to="proofs/%Y/%m")
    content_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField(help_text="bytes")
    sha256 = models.CharField(max_length=64)
