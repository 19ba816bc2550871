"""A written power of attorney (委托书) by which somebody else uses one right in one poll."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from consult.people.models import Person

from .polls import Poll
from .rights import VotingRight


class Proxy(models.Model):
    """委托: one letter, one right, one agent. Revocable until it is used; whose right it is may use it themselves."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    poll = models.ForeignKey(Poll, on_delete=models.PROTECT, related_name="proxies")
    right = models.ForeignKey(VotingRight, on_delete=models.PROTECT, related_name="proxies")
    agent = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    file = models.FileField(upload_to="proxies/%Y/%m")
    content_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField(help_text="bytes")
    sha256 = models.CharField(max_length=64, help_text="of the letter; the poll's log names it by this")
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    used = models.BooleanField(default=False, help_text="the agent has cast the ballot")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["right"], condition=Q(revoked_at__isnull=True), name="one_live_proxy_a_right"
            ),
            models.UniqueConstraint(fields=["poll", "sha256"], name="a_letter_speaks_for_one_right"),
            models.CheckConstraint(
                condition=Q(used=False) | Q(revoked_at__isnull=True), name="a_used_proxy_was_not_revoked"
            ),
        ]
