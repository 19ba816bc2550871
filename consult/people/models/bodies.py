"""Bodies, the roles people hold in them or in a place, and recorded delegations of power."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from .persons import Person
from .places import Building, Community, Grid, ResidentGroup, Subdistrict


class Body(models.Model):
    """An organization with members. A body without a community stands at the subdistrict, above the communities."""

    class Kind(models.TextChoices):
        PARTY = "party_organization", "社区党组织"
        COMMITTEE = "residents_committee", "居民委员会"
        SUPERVISORY = "supervisory_committee", "居务监督委员会"
        REPRESENTATIVES = "representatives_meeting", "居民代表会议"
        RESIDENTS = "residents_meeting", "居民会议"
        COUNCIL = "deliberation_council", "居民议事会"
        OWNERS_ASSEMBLY = "owners_assembly", "业主大会"
        OWNERS_COMMITTEE = "owners_committee", "业主委员会"
        PROPERTY = "property_manager", "物业服务人"
        UNIT = "stationed_unit", "驻区单位"
        INSPECTION = "supervision_team", "督查组"
        COURTYARD = "courtyard_group", "院落自治会"
        WORKING_COMMITTEE = "party_working_committee", "街道党工委"
        FEDERATION = "development_federation", "社区发展联合会"
        AGENCY = "government_agency", "政府部门"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subdistrict = models.ForeignKey(Subdistrict, on_delete=models.PROTECT, related_name="bodies")
    community = models.ForeignKey(Community, on_delete=models.PROTECT, null=True, related_name="bodies")
    kind = models.CharField(max_length=32, choices=Kind.choices)
    name = models.CharField(max_length=60)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["community", "kind", "name"],
                condition=Q(community__isnull=False),
                name="body_once_a_community",
            ),
            models.UniqueConstraint(
                fields=["subdistrict", "kind", "name"],
                condition=Q(community__isnull=True),
                name="body_once_a_subdistrict",
            ),
        ]


class Role(models.TextChoices):
    """rules.md §2.16. Residents need no holding: that is what residency is for."""

    RESIDENT_REP = "resident_rep", "居民代表"
    BUILDING_LEAD = "building_lead", "楼门组长"
    GRID_WORKER = "grid_worker", "网格员"
    GRID_LEAD = "grid_lead", "网格长"
    COMMITTEE_STAFF = "committee_staff", "社区工作者"
    COMMITTEE_MEMBER = "committee_member", "居委会委员"
    COMMITTEE_DEPUTY = "committee_deputy", "居委会副主任"
    COMMITTEE_DIRECTOR = "committee_director", "居委会主任"
    PARTY_SECRETARY = "party_secretary", "社区党组织书记"
    PARTY_DEPUTY = "party_deputy", "社区党组织副书记"
    PARTY_MEMBER = "party_committee_member", "党组织委员"
    PARTY_PART_TIME = "part_time_member", "兼职委员"
    BRANCH_MEMBER = "branch_member", "支部党员"
    SUPERVISOR = "supervisor", "居务监督委员会成员"
    INSPECTOR = "inspector", "督查组成员"
    LEGAL_ADVISER = "legal_adviser", "社区律师"
    COUNCIL_MEMBER = "council_member", "议事会成员"
    ORG_REP = "org_rep", "单位代表"
    OWNERS_COMMITTEE_MEMBER = "owners_committee_member", "业委会成员"
    SUBDISTRICT_OFFICER = "subdistrict_officer", "街道工作人员"
    WORKING_COMMITTEE_SECRETARY = "working_committee_secretary", "街道党工委书记"
    EVALUATOR = "evaluator", "第三方评估"
    ADMINISTRATOR = "administrator", "系统管理员"


class Holding(models.Model):
    """A role held by a person in a scope, for a term: from `starts` to before `ends`. Without an end it is held until one is
    set; one that ends the day it starts was never held."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="holdings")
    role = models.CharField(max_length=32, choices=Role.choices)
    subdistrict = models.ForeignKey(Subdistrict, on_delete=models.PROTECT, related_name="+")
    community = models.ForeignKey(Community, on_delete=models.PROTECT, null=True, related_name="holdings")
    grid = models.ForeignKey(Grid, on_delete=models.PROTECT, null=True, related_name="holdings")
    building = models.ForeignKey(Building, on_delete=models.PROTECT, null=True, related_name="holdings")
    group = models.ForeignKey(ResidentGroup, on_delete=models.PROTECT, null=True, related_name="holdings")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, related_name="holdings")
    category = models.CharField(max_length=20, blank=True, help_text="N of 1+N+X: which line of work")
    starts = models.DateField()
    ends = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")),
                name="term_ends_no_earlier_than_it_starts",
            ),
            models.UniqueConstraint(
                fields=["community"],
                condition=Q(role="party_secretary", ends__isnull=True),
                name="one_secretary_a_community",
            ),
            models.UniqueConstraint(
                fields=["community"],
                condition=Q(role="committee_director", ends__isnull=True),
                name="one_director_a_community",
            ),
            models.CheckConstraint(
                condition=~Q(role__in=["grid_worker", "grid_lead"]) | Q(grid__isnull=False),
                name="grid_roles_have_a_grid",
            ),
            models.CheckConstraint(
                condition=~Q(role="building_lead") | Q(building__isnull=False),
                name="building_leads_have_a_building",
            ),
        ]


class Kinship(models.Model):
    """近亲属 on file: who may not supervise, vote on or answer for whom. Stored once, smaller id first."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    one = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="kinship_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="kinship_ordered"),
        ]


class Delegation(models.Model):
    """授权记录: what the residents' meeting lets the representatives' meeting decide (§30), and until when."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="delegations")
    subjects = models.JSONField(help_text="categories or named subjects: 民生项目, 社区用房 …")
    decided_on = models.DateField()
    valid_until = models.DateField()
    record = models.TextField(help_text="where the residents' meeting's decision is filed")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(valid_until__gt=F("decided_on")), name="delegation_ends_later")
        ]
