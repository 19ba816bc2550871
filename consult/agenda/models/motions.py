"""Motions and the agenda they stand on."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from consult.intake.models import Matter
from consult.people.models import Community, Person

from ..rules import ORDERINGS
from .sessions import Session


class Motion(models.Model):
    """动议: what a poll decides. Concrete by template: who, when, what. Its plain page is the 明白纸."""

    flow_table = "motion"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="motions")
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="motions")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="motions")
    number = models.CharField(max_length=32, unique=True, help_text="the matter's number and a running one")
    stage = models.CharField(max_length=12, default="drafted")
    mover = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=80)
    who = models.CharField(max_length=120)
    when = models.CharField(max_length=120)
    what = models.TextField(max_length=1000)
    rule = models.CharField(max_length=32, help_text="a named rule of voting/rules.py")
    options = models.JSONField(default=list, help_text="[{id, text, cost_fen?}] where the rule takes options")
    then_rule = models.CharField(
        max_length=32, blank=True, help_text="两轮: what came first is put to yes or no under this rule"
    )
    preferred = models.JSONField(
        default=list, help_text="两轮: ids of the options that came first in the first vote"
    )
    subject = models.CharField(
        max_length=40, blank=True, help_text="which subject of the recorded authorization covers it"
    )
    apart_reason = models.CharField(
        max_length=300,
        blank=True,
        help_text="why it leaves owners' common property alone, though its matter does not",
    )
    page = models.JSONField(
        default=dict,
        help_text="what, if_passed, if_failed, who_touched, whose_money, how_to_vote, how_to_object",
    )
    split_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="parts")
    legality = models.CharField(max_length=1000, blank=True)
    legality_favourable = models.BooleanField(null=True)
    legality_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    legality_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session"],
                condition=Q(stage__in=["pending", "put"]),
                name="one_pending_motion_a_session",
            ),
            models.CheckConstraint(
                condition=Q(then_rule="") | Q(rule__in=ORDERINGS),
                name="only_an_ordering_is_followed_by_a_vote",
            ),
            models.CheckConstraint(
                condition=Q(legality_favourable__isnull=True) | Q(legality_by__isnull=False),
                name="legality_is_somebodys_opinion",
            ),
        ]


class AgendaItem(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=80)
    minutes = models.PositiveSmallIntegerField(default=15)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, null=True, related_name="agenda_items")
    motion = models.ForeignKey(Motion, on_delete=models.PROTECT, null=True, related_name="agenda_items")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["session", "position"], name="agenda_position_once"),
            models.UniqueConstraint(
                fields=["motion"], condition=Q(motion__isnull=False), name="one_item_a_motion"
            ),
            models.CheckConstraint(
                condition=Q(motion__isnull=True) | Q(matter__isnull=False),
                name="motion_stands_under_its_matter",
            ),
        ]
