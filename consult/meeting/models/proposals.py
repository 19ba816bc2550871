"""提案评议: the call with its published criteria, the proposals, and the scores given to them."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from consult.agenda.models import Session
from consult.people.models import Community, Person


class ProposalCall(models.Model):
    """征集公告. What is published with it is what proposals are scored by; it does not change once one has come in.

    `criteria`: [{"code", "text", "weight"}], the weights adding up to 100. `reviewers_percent`: how much the reviewers'
    average counts beside the residents'.
    """

    session = models.OneToOneField(
        Session, on_delete=models.PROTECT, primary_key=True, related_name="proposal_call"
    )
    text = models.CharField(max_length=1000)
    closes_at = models.DateTimeField()
    criteria = models.JSONField()
    reviewers_percent = models.PositiveSmallIntegerField(default=50)
    budget_fen = models.PositiveBigIntegerField(null=True, help_text="what there is to spend, in fen")
    published_at = models.DateTimeField()
    ranked_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True, help_text="the ranked list went to the Party organization")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(reviewers_percent__lte=100), name="reviewers_percent_is_a_percentage"
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(ranked_at__isnull=False), name="what_is_sent_is_ranked"
            ),
        ]


class Proposal(models.Model):
    """提案: concrete as a motion is (who, when, what), with its cost. What is adopted is what is appraised afterwards."""

    flow_table = "proposal"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="+")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="proposals")
    number = models.PositiveSmallIntegerField()
    stage = models.CharField(max_length=10, default="submitted")
    proposer = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    entered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    title = models.CharField(max_length=80)
    who = models.CharField(max_length=120)
    when = models.CharField(max_length=120)
    what = models.CharField(max_length=1000)
    cost_fen = models.PositiveBigIntegerField(null=True)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged")
    score = models.PositiveIntegerField(null=True, help_text="hundredths of a point out of 100")
    rank = models.PositiveSmallIntegerField(null=True, help_text="those with equal scores share a rank")
    reason = models.CharField(max_length=500, blank=True, help_text="why adopted, or why not")
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["session", "number"], name="proposal_number_once"),
            models.CheckConstraint(
                condition=~Q(stage="merged") | Q(merged_into__isnull=False),
                name="merged_proposal_names_the_other",
            ),
            models.CheckConstraint(
                condition=~Q(stage__in=["ranked", "adopted", "declined"])
                | Q(rank__isnull=False, score__isnull=False),
                name="judged_proposal_has_its_rank",
            ),
            models.CheckConstraint(
                condition=~Q(stage__in=["adopted", "declined"])
                | (~Q(reason="") & Q(decided_by__isnull=False)),
                name="decided_proposal_has_its_reason",
            ),
        ]


class ProposalScore(models.Model):
    """One person's points for one proposal, by the code of each criterion, 1 to 5; given anew until the scoring ends."""

    class By(models.TextChoices):
        REVIEWER = "reviewer", "评议员"
        RESIDENT = "resident", "居民"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="scores")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    by = models.CharField(max_length=8, choices=By.choices)
    points = models.JSONField()
    entered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["proposal", "person"], name="score_a_proposal_once")]
