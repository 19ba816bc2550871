"""The record of a session: its minutes, and who approved them."""

from __future__ import annotations

import hashlib
import uuid

from django.db import models

from consult.agenda.models import Session
from consult.people.models import Person


class Minutes(models.Model):
    """会议记录: built from the stream, edited beside it, approved by those present, frozen by hash."""

    session = models.OneToOneField(Session, on_delete=models.PROTECT, primary_key=True, related_name="record")
    text = models.TextField(blank=True)
    edited_at = models.DateTimeField(null=True)
    frozen_at = models.DateTimeField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)

    @property
    def hash(self) -> str:
        """SHA-256 of the text as it stands, in hexadecimal."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def approved(self) -> models.QuerySet[MinutesApproval]:
        """Whoever stands behind the text as it stands."""
        return self.approvals.filter(sha256=self.hash)


class SessionPhoto(models.Model):
    """会议照片. Only the picture with its faces covered is kept; `covered` says how many boxes were drawn."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="photos")
    file = models.FileField(upload_to="sessions/%Y/%m")
    thumb = models.FileField(upload_to="sessions/%Y/%m")
    sha256 = models.CharField(max_length=64)
    caption = models.CharField(max_length=80, blank=True)
    covered = models.PositiveSmallIntegerField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()


class MinutesApproval(models.Model):
    """One who was there stands behind the minutes, in the words whose `sha256` is kept: when those change, they are asked
    anew."""

    minutes = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="approvals")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    objection = models.CharField(max_length=500, blank=True)
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["minutes", "person"], name="approve_minutes_once")]
