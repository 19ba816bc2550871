"""The material pack 材料包 of a session."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from consult.people.models import Person

from .sessions import Session


class Material(models.Model):
    """A paper of the material pack 材料包, with its source and hash."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="materials")
    title = models.CharField(max_length=80)
    source = models.CharField(max_length=80)
    text = models.TextField(blank=True, help_text="cleaned HTML from staff's Markdown")
    file = models.FileField(upload_to="materials/%Y/%m", blank=True)
    content_type = models.CharField(max_length=80, blank=True)
    size = models.PositiveIntegerField(default=0, help_text="bytes")
    sha256 = models.CharField(max_length=64, help_text="of the file, or of the text as shown")
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(text="") & ~Q(file="")) | (~Q(text="") & Q(file="")),
                name="material_is_text_or_file",
            )
        ]


class MaterialReading(models.Model):
    """Who has opened a material: counted (E14), never listed."""

    material = models.ForeignKey(Material, on_delete=models.CASCADE, related_name="readings")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["material", "person"], name="reading_counted_once")]
