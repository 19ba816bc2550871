"""Sessions, their locked agenda, who is invited and how they were served, and the motions put forward.

A session is a gathering. It is either a Consultation 协商 (seeks agreement, may poll advisorily) or a StatutoryMeeting
法定会议 (decides): two tables, and only the second may open a statutory rule (a constraint in `voting`).
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from consult.intake.models import Matter
from consult.people.models import Body, Building, Community, Delegation, Grid, Household, Person


class Session(models.Model):
    """One gathering in one form; `form` names a row of `forms.FORMS`."""

    flow_table = "session"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="sessions")
    grid = models.ForeignKey(Grid, on_delete=models.PROTECT, null=True, related_name="sessions")
    building = models.ForeignKey(Building, on_delete=models.PROTECT, null=True, related_name="sessions")
    form = models.CharField(max_length=24)
    stage = models.CharField(max_length=12, default="drafted")
    title = models.CharField(max_length=80)
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(default=90)
    place = models.CharField(max_length=80)
    link = models.URLField(blank=True)
    convener = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, related_name="sessions")
    chair = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="chairs")
    recorder = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    scrutineers = models.ManyToManyField(Person, related_name="+")
    follows = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="followed_by")
    short_notice_reason = models.CharField(max_length=300, blank=True)
    pack = models.CharField(max_length=40)
    published_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(stage__in=["drafted", "cancelled"]) | Q(published_at__isnull=False),
                name="session_beyond_draft_is_published",
            )
        ]
        indexes = [models.Index(fields=["community", "starts_at"])]


class Consultation(models.Model):
    """协商: organized by the Party organization or the committee; what it reaches is an opinion, not a decision."""

    session = models.OneToOneField(
        Session, on_delete=models.CASCADE, primary_key=True, related_name="consultation"
    )
    led_by = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, related_name="+")


class StatutoryMeeting(models.Model):
    """法定会议: residents' meeting, representatives' meeting, owners' assembly, Party branch, committee.

    `petition_obliged` records that it was convened because enough people signed.
    """

    session = models.OneToOneField(
        Session, on_delete=models.CASCADE, primary_key=True, related_name="statutory"
    )
    delegation = models.ForeignKey(Delegation, on_delete=models.PROTECT, null=True, related_name="+")
    petition_obliged = models.BooleanField(default=False)


class PartyStudy(models.Model):
    """党组织研究讨论记录 (§30, last paragraph): required before important matters are decided by a meeting."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="+")
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="studies")
    held_on = models.DateField()
    attended = models.JSONField(default=list, help_text="names and offices")
    conclusion = models.CharField(max_length=1000)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()


class Motion(models.Model):
    """动议: what a poll decides. Concrete by template: who, when, what. Its plain page is the 明白纸."""

    flow_table = "motion"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="motions")
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="motions")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="motions")
    stage = models.CharField(max_length=12, default="drafted")
    mover = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=80)
    who = models.CharField(max_length=120)
    when = models.CharField(max_length=120)
    what = models.TextField(max_length=1000)
    rule = models.CharField(max_length=32, help_text="a named rule of voting/rules.py")
    options = models.JSONField(default=list, help_text="[{id, text, cost_fen?}] where the rule takes options")
    page = models.JSONField(
        default=dict,
        help_text="what, if_passed, if_failed, who_touched, whose_money, how_to_vote, how_to_object",
    )
    split_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="parts")
    legality = models.CharField(max_length=1000, blank=True)
    legality_favourable = models.BooleanField(null=True)
    legality_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    legality_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session"],
                condition=Q(stage__in=["pending", "put"]),
                name="one_pending_motion_a_session",
            )
        ]


class AgendaItem(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=80)
    minutes = models.PositiveSmallIntegerField(default=15)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, null=True, related_name="agenda_items")
    motion = models.ForeignKey(Motion, on_delete=models.PROTECT, null=True, related_name="agenda_items")

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["session", "position"], name="agenda_position_once")]


class Participant(models.Model):
    """One who is invited: 1 fixed, N by line of work, X computed from who is touched (never typed in)."""

    class Part(models.TextChoices):
        ONE = "1", "固定主体"
        N = "N", "职能主体"
        X = "X", "利益相关方"
        OBSERVER = "O", "列席"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="participants")
    part = models.CharField(max_length=1, choices=Part.choices)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="invited_to")
    household = models.ForeignKey(Household, on_delete=models.PROTECT, null=True, related_name="+")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, related_name="+")
    why = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "person"], condition=Q(person__isnull=False), name="person_invited_once"
            ),
            models.UniqueConstraint(
                fields=["session", "household"],
                condition=Q(household__isnull=False, person__isnull=True),
                name="household_invited_once",
            ),
            models.UniqueConstraint(
                fields=["session", "body"],
                condition=Q(body__isnull=False, person__isnull=True),
                name="body_invited_once",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(household__isnull=False) | Q(body__isnull=False),
                name="participant_is_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(part="X") | Q(household__isnull=False) | Q(body__isnull=False),
                name="stakeholders_are_computed_from_places",
            ),
        ]


class Invitation(models.Model):
    """邀约书 with its number and reply slip 回执."""

    class Reply(models.TextChoices):
        NONE = "", "未回执"
        ATTEND = "attend", "参加"
        DELEGATE = "delegate", "委派"
        WRITTEN = "written", "书面意见"
        DECLINE = "decline", "不参加"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    participant = models.OneToOneField(Participant, on_delete=models.CASCADE, related_name="invitation")
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="invitations")
    number = models.CharField(max_length=40, unique=True)
    issued_at = models.DateTimeField()
    reply = models.CharField(max_length=8, choices=Reply.choices, blank=True)
    delegate = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    written_opinion = models.TextField(max_length=1000, blank=True)
    opinion_answer = models.TextField(max_length=1000, blank=True)
    replied_at = models.DateTimeField(null=True)
    replied_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")


class Service(models.Model):
    """送达, by any means, each attempt on record."""

    class Means(models.TextChoices):
        IN_APP = "in_app", "站内"
        SMS = "sms", "短信"
        WECHAT = "wechat", "微信"
        CALLED = "called", "电话已通知"
        AT_DOOR = "at_door", "上门送达"
        POSTED = "posted", "张贴"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="services")
    means = models.CharField(max_length=8, choices=Means.choices)
    reached = models.BooleanField(default=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()


class Material(models.Model):
    """A paper of the material pack 材料包, with its source and hash."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="materials")
    title = models.CharField(max_length=80)
    source = models.CharField(max_length=80)
    text = models.TextField(blank=True, help_text="cleaned HTML from staff's Markdown")
    file = models.FileField(upload_to="materials/%Y/%m", blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
