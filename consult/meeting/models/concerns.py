"""诉求: what somebody says troubles them, in a session or at the talk studio's desk, before it is a matter."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from consult.intake.models import Matter
from consult.people.models import Community, Person

from .rooms import Room


class Concern(models.Model):
    """Without a room it was told at the walk-in desk of the talk studio 说事. It becomes a matter of whoever told it, with
    their consent, and otherwise stays what it is: something that was listened to."""

    flow_table = "concern"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="+")
    room = models.ForeignKey(Room, on_delete=models.PROTECT, null=True, related_name="concerns")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    entered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    stage = models.CharField(max_length=8, default="heard")
    text = models.CharField(max_length=500)
    label = models.CharField(
        max_length=40, blank=True, help_text="under which it is grouped with others like it"
    )
    category = models.CharField(
        max_length=24, blank=True, help_text="one of the pack's, set when it is grouped"
    )
    reason = models.CharField(max_length=300, blank=True, help_text="why it was not taken further")
    matter = models.OneToOneField(Matter, on_delete=models.PROTECT, null=True, related_name="concern")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["community", "-at"])]
        constraints = [
            models.CheckConstraint(
                condition=~Q(stage="raised") | Q(matter__isnull=False), name="raised_concern_has_its_matter"
            ),
            models.CheckConstraint(
                condition=~Q(stage="kept") | ~Q(reason=""), name="kept_concern_has_its_reason"
            ),
        ]
