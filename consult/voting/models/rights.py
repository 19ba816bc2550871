"""The frozen roll: one row a right to vote."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from consult.people.models import Body, Household, OwnershipParty, Person

from .polls import Poll


class VotingRight(models.Model):
    """One right to vote, frozen at opening. Its subject is a person, a household, an ownership party or a body."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    poll = models.ForeignKey(Poll, on_delete=models.PROTECT, related_name="rights")
    number = models.PositiveIntegerField(help_text="its place on the frozen roll, from 1")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    household = models.ForeignKey(Household, on_delete=models.PROTECT, null=True, related_name="+")
    party = models.ForeignKey(OwnershipParty, on_delete=models.PROTECT, null=True, related_name="+")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, related_name="+")
    salt = models.BinaryField(max_length=16, help_text="of its commitment in the poll log; erasable")
    present = models.BooleanField(default=False, help_text="signed in when the question was put")
    on_site = models.BooleanField(default=False, help_text="and in the hall, not online")
    paper = models.BooleanField(
        default=False, help_text="a paper ballot was issued on it: the phone is closed"
    )
    label = models.CharField(max_length=60, help_text="as the roll prints it")
    heads = models.PositiveSmallIntegerField(default=1)
    area_cm2 = models.PositiveBigIntegerField(default=0)
    struck = models.CharField(
        max_length=200, blank=True, help_text="why this right was struck after freezing"
    )
    conflict = models.CharField(
        max_length=200, blank=True, help_text="why its holder may not vote on this motion"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["poll", "number"], name="roll_number_once"),
            models.UniqueConstraint(
                fields=["poll", "person"], condition=Q(person__isnull=False), name="one_right_a_person"
            ),
            models.UniqueConstraint(
                fields=["poll", "household"],
                condition=Q(household__isnull=False),
                name="one_right_a_household",
            ),
            models.UniqueConstraint(
                fields=["poll", "party"],
                condition=Q(party__isnull=False),
                name="one_right_an_ownership_party",
            ),
            models.UniqueConstraint(
                fields=["poll", "body"], condition=Q(body__isnull=False), name="one_right_a_body"
            ),
            models.CheckConstraint(
                condition=Q(present=True) | Q(on_site=False), name="on_site_is_a_way_of_being_present"
            ),
        ]
