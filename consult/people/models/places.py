"""Places: subdistrict 街道, community 社区, compound 小区, grid 网格, building 楼栋, unit 单元, household 户."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q


def _id() -> models.UUIDField[uuid.UUID, uuid.UUID]:
    return models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)


class Subdistrict(models.Model):
    id = _id()
    code = models.CharField(max_length=8, unique=True)
    name = models.CharField(max_length=40)


class Community(models.Model):
    """A residents' committee's area. `pack` names its rule pack; `demo` repeats its ledger's first entry."""

    id = _id()
    subdistrict = models.ForeignKey(Subdistrict, on_delete=models.PROTECT, related_name="communities")
    code = models.CharField(max_length=8)
    name = models.CharField(max_length=40)
    short = models.CharField(
        max_length=8, help_text="as in document numbers: 槐安议〔2026〕第3号 begins with 槐安"
    )
    city = models.CharField(max_length=40)
    pack = models.CharField(max_length=40, default="cn-2026")
    office_phone = models.CharField(max_length=20, blank=True)
    office_hours = models.CharField(max_length=80, blank=True)
    supervision_phone = models.CharField(max_length=20, blank=True)
    demo = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subdistrict", "code"], name="community_code_once")]


class ResidentialCompound(models.Model):
    """小区: what owners own in common. Not a community."""

    id = _id()
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="compounds")
    name = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["community", "name"], name="compound_name_once")]


class Grid(models.Model):
    id = _id()
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="grids")
    code = models.CharField(max_length=4)
    name = models.CharField(max_length=60)
    dedicated = models.BooleanField(default=False, help_text="专属网格: a business centre, campus or school")
    office_phone = models.CharField(max_length=20, blank=True)
    hours = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["community", "code"], name="grid_code_once")]
        ordering = ["code"]


class Building(models.Model):
    """`x`, `y` place it on the grid's page map, in metres east and south of the grid's north-west corner."""

    id = _id()
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="+")
    compound = models.ForeignKey(ResidentialCompound, on_delete=models.PROTECT, related_name="buildings")
    grid = models.ForeignKey(Grid, on_delete=models.PROTECT, related_name="buildings")
    name = models.CharField(max_length=40)
    number = models.PositiveSmallIntegerField()
    floors = models.PositiveSmallIntegerField(default=6)
    x = models.PositiveSmallIntegerField(default=0)
    y = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["compound", "name"], name="building_name_once")]
        ordering = ["number", "name"]


class BuildingUnit(models.Model):
    """单元: one staircase of a building."""

    id = _id()
    building = models.ForeignKey(Building, on_delete=models.PROTECT, related_name="units")
    number = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["building", "number"], name="unit_number_once")]
        ordering = ["number"]


class Household(models.Model):
    """One door. Its representative is named by its adults; nobody is the default."""

    id = _id()
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="+")
    grid = models.ForeignKey(Grid, on_delete=models.PROTECT, related_name="+")
    building = models.ForeignKey(Building, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(BuildingUnit, on_delete=models.PROTECT, related_name="households")
    room = models.CharField(max_length=12)
    rented = models.BooleanField(default=False)
    group = models.ForeignKey(
        "people.ResidentGroup", on_delete=models.SET_NULL, null=True, related_name="households"
    )
    representative = models.ForeignKey(
        "people.Person", on_delete=models.SET_NULL, null=True, related_name="represents"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "room"], name="room_once"),
            models.UniqueConstraint(
                fields=["representative"],
                condition=Q(representative__isnull=False),
                name="nobody_represents_two_households",
            ),
        ]


class Nomination(models.Model):
    """An adult's own word on who is to represent their household; one word each, changeable."""

    id = _id()
    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="nominations")
    adult = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    named = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["household", "adult"], name="one_word_an_adult_and_household")
        ]


class ResidentGroup(models.Model):
    """居民小组: elects one representative for every 20 to 50 households (§13)."""

    id = _id()
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="groups")
    grid = models.ForeignKey(Grid, on_delete=models.PROTECT, related_name="groups")
    name = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["community", "name"], name="group_name_once")]


class OwnershipParty(models.Model):
    """Who owns one or more exclusive units together: one head, the areas added up (SPC interpretation §§8–9)."""

    id = _id()
    compound = models.ForeignKey(ResidentialCompound, on_delete=models.PROTECT, related_name="owners")
    name = models.CharField(max_length=80)
    voter = models.ForeignKey("people.Person", on_delete=models.SET_NULL, null=True, related_name="owns")


class ExclusiveUnit(models.Model):
    """专有部分, with its registered area in whole cm²."""

    id = _id()
    compound = models.ForeignKey(
        ResidentialCompound, on_delete=models.PROTECT, related_name="exclusive_units"
    )
    household = models.OneToOneField(Household, on_delete=models.PROTECT, related_name="exclusive_unit")
    party = models.ForeignKey(OwnershipParty, on_delete=models.PROTECT, related_name="units")
    area_cm2 = models.PositiveBigIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(area_cm2__gt=0), name="area_positive")]
