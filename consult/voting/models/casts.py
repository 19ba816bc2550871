"""What was cast: rights used, the box of a hidden poll, hands counted, paper ballots."""

from __future__ import annotations

import uuid
from secrets import randbits

from django.db import models
from django.db.models import F, Q

from consult.people.models import Person

from .polls import Poll
from .proxies import Proxy
from .rights import VotingRight


class Cast(models.Model):
    """A right used: that it was, when and by which means. What was chosen stands here only in a named poll.

    On paper of a named poll no choice means a spoiled ballot.
    """

    class Channel(models.TextChoices):
        PHONE = "phone", "手机"
        KIOSK = "kiosk", "现场平板"
        PAPER = "paper", "纸票"
        ASSISTED = "assisted", "协助投票"
        HANDS = "hands", "举手"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    poll = models.ForeignKey(Poll, on_delete=models.PROTECT, related_name="casts")
    right = models.ForeignKey(VotingRight, on_delete=models.PROTECT, related_name="casts")
    voter = models.UUIDField(help_text="who pressed: the voter, or the desk for paper")
    witness = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    proxy = models.OneToOneField(
        Proxy, on_delete=models.PROTECT, null=True, related_name="cast", help_text="cast by an agent"
    )
    key = models.CharField(max_length=64)
    channel = models.CharField(max_length=8, choices=Channel.choices)
    at = models.DateTimeField()
    choice = models.JSONField(null=True, help_text="named polls only")
    envelope = models.BinaryField(null=True, help_text="sealed polls only: constant length")
    envelope_hash = models.CharField(max_length=64, blank=True)
    log_seq = models.PositiveBigIntegerField(null=True)
    receipt = models.CharField(max_length=300, blank=True, help_text="as receipts.written says")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["poll", "right"], name="one_cast_a_right"),
            models.UniqueConstraint(fields=["voter", "key"], name="one_cast_a_voters_key"),
            # A copied envelope would come out twice under one personal code, and show its copier what was chosen.
            models.UniqueConstraint(
                fields=["poll", "envelope_hash"], condition=~Q(envelope_hash=""), name="no_envelope_twice"
            ),
            models.CheckConstraint(
                condition=Q(choice__isnull=True) | Q(envelope__isnull=True), name="sealed_or_readable"
            ),
            models.CheckConstraint(
                condition=~Q(channel="assisted") | Q(witness__isnull=False) & ~Q(witness=F("voter")),
                name="assisted_before_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(proxy__isnull=True) | Q(channel__in=["phone", "kiosk"]),
                name="agents_press_themselves",
            ),
        ]


def random_key() -> int:
    """A ballot's place in the box: 62 random bits, never 0."""
    return randbits(62) + 1


class HiddenBallot(models.Model):
    """A ballot in the box of a hidden poll: a random key and a choice; no time, no person, no order.

    The key is a BigAutoField for what that means on SQLite: "integer primary key", which is the row's own place in the
    table. With any other kind of key SQLite adds a hidden row number in the order of insertion, and that order beside
    the register's links 200 ballots out of 200. Rows of one batch are inserted in the order of their keys, and the whole
    box is written anew at the close.
    """

    key = models.BigAutoField(primary_key=True, default=random_key)
    poll = models.ForeignKey(Poll, on_delete=models.PROTECT, related_name="box")
    choice = models.JSONField()


class HiddenArea(models.Model):
    """Of a hidden poll weighed by area: the sum of each choice while it is open. Never a ballot's own area, which is its flat.

    Destroyed with the close: an exact sum can be taken apart into flats (rules_area.py).
    """

    poll = models.ForeignKey(Poll, on_delete=models.PROTECT, related_name="+")
    choice = models.CharField(max_length=8)
    area_cm2 = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["poll", "choice"], name="one_area_a_choice")]


class HandCount(models.Model):
    """A show of hands entered as counts, for a poll of that means."""

    poll = models.OneToOneField(Poll, on_delete=models.PROTECT, primary_key=True, related_name="hands")
    yes = models.PositiveIntegerField()
    no = models.PositiveIntegerField()
    abstain = models.PositiveIntegerField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()


class PaperBatch(models.Model):
    """Paper ballots: issued in numbers, entered by one person, confirmed from the paper by another who types it blind.

    Of a secret poll the choices typed are forgotten once they are in the box: they stand beside the numbers returned.
    A sealed poll has one batch that grows: its sheets are counted together, after the end.
    """

    class State(models.TextChoices):
        ISSUED = "issued"
        ENTERED = "entered"
        DIFFERS = "differs"
        CONFIRMED = "confirmed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    poll = models.ForeignKey(Poll, on_delete=models.PROTECT, related_name="batches")
    number = models.PositiveSmallIntegerField(help_text="第几批; secret sheets are numbered on through them")
    latest = models.PositiveIntegerField(default=0, help_text="how many its last issue added")
    state = models.CharField(max_length=10, choices=State.choices, default=State.ISSUED)
    rights = models.ManyToManyField(VotingRight, related_name="batches")
    issued_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    first = models.JSONField(default=dict, help_text="{returned: [roll number], invalid, ballots: [choice]}")
    first_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    second = models.JSONField(default=dict)
    second_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(second_by__isnull=True) | ~Q(second_by=F("first_by")),
                name="paper_confirmed_by_another",
            ),
            models.UniqueConstraint(fields=["poll", "number"], name="batch_number_once"),
        ]
