"""What a sealed poll has besides: the custody of its key, and the ballots once they are opened."""

from __future__ import annotations

from django.db import models

from consult.people.models import Person

from .polls import Poll


class Custody(models.Model):
    """Who keeps the key's shares, and what they were asked to open. The key itself is nowhere here."""

    poll = models.OneToOneField(Poll, on_delete=models.PROTECT, primary_key=True, related_name="custody")
    custodians = models.JSONField(help_text="[{name, box, sign}]: three, with their public keys")
    set_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    rehearsal = models.JSONField(help_text="the request to open a test ballot")
    word = models.CharField(max_length=16, help_text="what that ballot's code is")
    rehearsed_by = models.JSONField(default=list, help_text="[[first, second]]: pairs who have opened it")
    malformed = models.JSONField(default=list, help_text="what was opened and is no ballot, and why")


class OpenedBallot(models.Model):
    """A ballot that came out of a sealed box, by its personal code. All are written at once, in the order of the codes."""

    poll = models.ForeignKey(Poll, on_delete=models.PROTECT, related_name="opened")
    code = models.CharField(max_length=16)
    choice = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["poll", "code"], name="opened_by_code")]
