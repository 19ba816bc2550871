"""The live room: its stream, who is present, the floor, remarks and minutes."""

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

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["room", "person"], condition=Q(signed_out_at__isnull=True), name="present_once"
            )
        ]


class FloorEntry(models.Model):
    """One request to speak. Waiting, speaking, done or withdrawn."""

    class State(models.TextChoices):
        WAITING = "waiting"
        SPEAKING = "speaking"
        DONE = "done"
        WITHDRAWN = "withdrawn"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="floor")
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, null=True, related_name="+")
    motion = models.ForeignKey(Motion, on_delete=models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    stance = models.CharField(max_length=12, help_text="one of the form's stances, or an interjection")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    asked_at = models.DateTimeField()
    place = models.PositiveBigIntegerField(help_text="the stream's size when asked: the order of asking")
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    held_at = models.DateTimeField(null=True, help_text="the clock is stopped since")
    allotted = models.PositiveSmallIntegerField(default=120, help_text="seconds")
    spoken = models.PositiveSmallIntegerField(default=0, help_text="seconds before the clock was last held")
    entered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["room", "person"], condition=Q(state="waiting"), name="one_waiting_entry_a_person"
            ),
            models.UniqueConstraint(
                fields=["room"], condition=Q(state="speaking"), name="one_speaker_a_room"
            ),
        ]


class Remark(models.Model):
    """A written remark 文字发言; shown, held until the desk has seen it, or refused with a reason its author reads."""

    class State(models.TextChoices):
        HELD = "held"
        SHOWN = "shown"
        REFUSED = "refused"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="remarks")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=500)
    stance = models.CharField(max_length=12, blank=True)
    state = models.CharField(max_length=8, choices=State.choices)
    reason = models.CharField(
        max_length=200, blank=True, help_text="why it is not shown, where it was refused"
    )
    on_paper = models.BooleanField(default=False)
    entered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()


class Point(models.Model):
    """A consensus point 共识点 (or a reservation 保留意见) recorded while the session runs."""

    class Kind(models.TextChoices):
        CONSENSUS = "consensus", "共识"
        RESERVATION = "reservation", "保留意见"
        CONCERN = "concern", "诉求"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="points")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    text = models.CharField(max_length=500)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed = models.BooleanField(default=False)
    at = models.DateTimeField()


class Minutes(models.Model):
    """会议记录: built from the stream, edited beside it, approved by those present, frozen by hash."""

    session = models.OneToOneField(Session, on_delete=models.PROTECT, primary_key=True, related_name="record")
    text = models.TextField(blank=True)
    edited_at = models.DateTimeField(null=True)
    frozen_at = models.DateTimeField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)


class MinutesApproval(models.Model):
    minutes = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="approvals")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    objection = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["minutes", "person"], name="approve_minutes_once")]
