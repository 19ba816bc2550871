"""A household roll on its way in: previewed, then imported as it was previewed."""

from __future__ import annotations

import uuid

from django.db import models

from .persons import Person
from .places import Community


class Roll(models.Model):
    """An uploaded file. `data` is emptied once it is imported, or after a day: what it says is then in its own tables."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    filename = models.CharField(max_length=200)
    digest = models.CharField(max_length=64, help_text="SHA-256 of the file")
    data = models.BinaryField(default=bytes)
    at = models.DateTimeField()
    imported_at = models.DateTimeField(null=True)
