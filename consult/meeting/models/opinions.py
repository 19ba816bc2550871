"""书面意见 of those who cannot come: before a session, while it sits, and for some days after it."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from consult.people.models import Person

from .rooms import Room


class Opinion(models.Model):
    """Written from a phone, or a slip typed in by the desk (`entered_by`). One a person and window; answered in the
    minutes. The opinion that comes with a reply slip stays with its letter (agenda.Invitation)."""

    class Window(models.TextChoices):
        BEFORE = "before", "会前"
        AFTER = "after", "会后"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="opinions")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    entered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    window = models.CharField(max_length=6, choices=Window.choices)
    text = models.CharField(max_length=1000)
    answer = models.CharField(max_length=1000, blank=True)
    answered_at = models.DateTimeField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["room", "person", "window"], name="one_opinion_a_person_and_window"
            ),
            models.CheckConstraint(
                condition=Q(answer="") | Q(answered_at__isnull=False), name="opinion_answer_has_its_moment"
            ),
        ]
