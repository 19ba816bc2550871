"""The outbox: what is to be told to whom, by which channel, and whether it went out."""

from __future__ import annotations

import uuid

from django.db import models


class Message(models.Model):
    """One message to one person by one channel. In-app messages are read here; others are sent by a channel."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    community = models.UUIDField(null=True, db_index=True)
    person = models.UUIDField(null=True, db_index=True)
    to = models.CharField(max_length=40, blank=True, help_text="a phone number; empty in-app")
    channel = models.CharField(max_length=12)
    template = models.CharField(max_length=48)
    facts = models.JSONField(default=dict)
    about = models.UUIDField(null=True)
    demo = models.BooleanField(default=False)
    at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["person", "-at"])]
