"""The live room: its stream, its chair and what is before it, and who is present."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from consult.agenda.models import AgendaItem, Motion, Session
from consult.kernel.models import Log
from consult.people.models import Household, Person


class Room(models.Model):
    """A session's live side. `stream` is its log; a position is the stream's entry number plus one.

    `epoch` changes when positions can no longer be trusted (restore, reset).
    """

    flow_table = "room"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.OneToOneField(Session, on_delete=models.PROTECT, related_name="room")
    stream = models.OneToOneField(Log, on_delete=models.PROTECT, related_name="+")
    epoch = models.UUIDField(default=uuid.uuid4)
    chair = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, null=True, related_name="+")
    motion = models.ForeignKey(Motion, on_delete=models.PROTECT, null=True, related_name="+")
    phase = models.CharField(
        max_length=16, blank=True, help_text="of its form's phases; empty restricts nothing"
    )
    round = models.PositiveSmallIntegerField(default=0, help_text="rounds of speaking in turn begun so far")
    remarks_held = models.BooleanField(default=False, help_text="written remarks wait for the chair's desk")
    turn_seconds = models.PositiveSmallIntegerField(default=120)
    turns_each = models.PositiveSmallIntegerField(default=2)

    @property
    def stage(self) -> str:
        """A room has no life of its own: it stands where its session stands."""
        return self.session.stage

    @property
    def community_id(self) -> uuid.UUID:
        return self.session.community_id

    @property
    def grid_id(self) -> uuid.UUID | None:
        return self.session.grid_id

    @property
    def building_id(self) -> uuid.UUID | None:
        return self.session.building_id


class Presence(models.Model):
    """到会: by the acts of signing in and out, never by a network connection."""

    class Mode(models.TextChoices):
        ON_SITE = "on_site", "现场"
        ONLINE = "online", "线上"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="presences")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    household = models.ForeignKey(Household, on_delete=models.PROTECT, null=True, related_name="+")
    mode = models.CharField(max_length=8, choices=Mode.choices)
    signed_in_at = models.DateTimeField()
    signed_in_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    signed_out_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(
        null=True, help_text="sent out of the room: no more speaking, but still counted and entitled to vote"
    )
    removed_why = models.CharField(max_length=200, blank=True)
    warned = models.CharField(max_length=200, blank=True, help_text="the chair's last warning")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["room", "person"], condition=Q(signed_out_at__isnull=True), name="present_once"
            ),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True) | ~Q(removed_why=""), name="removal_has_its_reason"
            ),
        ]
