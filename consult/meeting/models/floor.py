"""What is said in a room: turns on the floor, written remarks, and the points recorded."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from consult.agenda.models import AgendaItem, Motion
from consult.people.models import Person

from .proposals import Proposal
from .rooms import Room


class FloorEntry(models.Model):
    """One request to speak. An interjection stops the clock of whoever speaks: they are interrupted, and go on after it."""

    class State(models.TextChoices):
        WAITING = "waiting"
        SPEAKING = "speaking"
        INTERRUPTED = "interrupted"
        DONE = "done"
        WITHDRAWN = "withdrawn"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="floor")
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, null=True, related_name="+")
    motion = models.ForeignKey(Motion, on_delete=models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, null=True, related_name="+")
    stance = models.CharField(max_length=20, help_text="one of the form's stances, or an interjection")
    state = models.CharField(max_length=12, choices=State.choices, default=State.WAITING)
    asked_at = models.DateTimeField()
    place = models.PositiveBigIntegerField(help_text="the order of asking: see floor.place_of")
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    held_at = models.DateTimeField(null=True, help_text="the clock is stopped since")
    allotted = models.PositiveSmallIntegerField(default=120, help_text="seconds")
    spoken = models.PositiveIntegerField(default=0, help_text="seconds before the clock was last held")
    reason = models.CharField(max_length=200, blank=True, help_text="why the chair ended this turn")
    entered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["room", "person"], condition=Q(state="waiting"), name="one_waiting_entry_a_person"
            ),
            models.UniqueConstraint(
                fields=["room"], condition=Q(state="speaking"), name="one_speaker_a_room"
            ),
            models.UniqueConstraint(
                fields=["room"], condition=Q(state="interrupted"), name="one_interrupted_a_room"
            ),
        ]


class Remark(models.Model):
    """A written remark 文字发言; held for the desk or shown. A held one tells its author why."""

    class State(models.TextChoices):
        HELD = "held"
        SHOWN = "shown"
        REFUSED = "refused"

    class HeldFor(models.TextChoices):
        ARRANGED = "arranged", "会场设为先看后发"
        WORDS = "words", "含有人身攻击或质疑动机的词语"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="remarks")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=500)
    stance = models.CharField(max_length=12, blank=True)
    state = models.CharField(max_length=8, choices=State.choices)
    held_for = models.CharField(max_length=8, choices=HeldFor.choices, blank=True)
    reason = models.CharField(
        max_length=200, blank=True, help_text="the words it was held for, or the desk's reason"
    )
    on_paper = models.BooleanField(default=False)
    entered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()


class RemarkReport(models.Model):
    """举报: somebody in the room asks the desk to look at a remark."""

    remark = models.ForeignKey(Remark, on_delete=models.PROTECT, related_name="reports")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200)
    at = models.DateTimeField()
    settled = models.BooleanField(default=False, help_text="the desk has looked at it")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["remark", "person"], name="report_remark_once")]


class Point(models.Model):
    """A consensus point 共识点 (or a reservation 保留意见) recorded while the session runs."""

    class Kind(models.TextChoices):
        CONSENSUS = "consensus", "共识"
        RESERVATION = "reservation", "保留意见"
        CONCERN = "concern", "诉求"
        STATEMENT = "statement", "陈述意见"
        QUESTION = "question", "询问"
        CONCLUSION = "conclusion", "听证结论"
        POSITION = "position", "各方立场"
        SETTLEMENT = "settlement", "协议条款"
        COMMITMENT = "commitment", "认领任务"
        RECTIFICATION = "rectification", "整改项"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="points")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    text = models.CharField(max_length=500)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed = models.BooleanField(default=False)
    at = models.DateTimeField()
