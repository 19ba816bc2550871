"""The outbox: what is to be told to whom, by which channel, and whether it went out."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q


class Message(models.Model):
    """One message to one person by one channel. In-app messages are read here; others are sent by a channel.

    The row is the queue: a worker claims an unsent one with a conditional update (`deliver.py`). `to` and `facts` of a
    sign-in code are emptied once it is sent, so that the outbox keeps neither numbers nor codes.
    """

    class Channel(models.TextChoices):
        IN_APP = "in_app"
        SMS = "sms"
        WECHAT = "wechat"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    community = models.UUIDField(null=True, db_index=True)
    person = models.UUIDField(null=True, db_index=True)
    to = models.CharField(max_length=40, blank=True, help_text="a number without a person yet: sign-in codes")
    channel = models.CharField(max_length=12, choices=Channel.choices)
    template = models.CharField(max_length=48)
    facts = models.JSONField(default=dict)
    about = models.UUIDField(null=True)
    demo = models.BooleanField(default=False)
    at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    claimed_until = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["person", "-at"]),
            models.Index(fields=["at"], condition=Q(sent_at__isnull=True), name="unsent_message"),
        ]
