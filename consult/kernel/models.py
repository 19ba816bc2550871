"""The kernel's tables. Rows are keyed by a plain community UUID: the kernel looks up nothing above itself."""

from __future__ import annotations

import uuid

from django.db import models


class Log(models.Model):
    """One append-only Merkle log: a community's ledger, a room's stream, or a poll's log.

    `size` and `peaks` (the hashes of `merkle.append`, joined) are the log's head; whoever appends holds this row's lock.
    """

    class Kind(models.TextChoices):
        LEDGER = "ledger"
        ROOM = "room"
        POLL = "poll"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    community = models.UUIDField(db_index=True)
    demo = models.BooleanField(default=False)
    size = models.PositiveBigIntegerField(default=0)
    peaks = models.BinaryField(default=bytes)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["community"], condition=models.Q(kind="ledger"), name="one_ledger_a_community"
            )
        ]


class LogEntry(models.Model):
    """One leaf. `body` is the canonical JSON that was hashed, byte for byte. Never updated, never deleted (triggers)."""

    id = models.BigAutoField(primary_key=True)
    log = models.ForeignKey(Log, on_delete=models.PROTECT, related_name="entries")
    seq = models.PositiveBigIntegerField()
    verb = models.CharField(max_length=48)
    at = models.DateTimeField()
    actor = models.UUIDField(null=True)
    body = models.TextField()
    leaf = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["log", "seq"], name="dense_log_position")]


class About(models.Model):
    """Which matters (and sessions, polls …) an entry speaks of: the timeline's index."""

    id = models.BigAutoField(primary_key=True)
    entry = models.ForeignKey(LogEntry, on_delete=models.PROTECT, related_name="abouts")
    subject = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "entry"], name="entry_about_subject_once")]


class Plaintext(models.Model):
    """What stands behind a salted commitment in a log: the only erasable part of it.

    Deleting the row erases the words and leaves the log valid.
    """

    commitment = models.CharField(max_length=64, primary_key=True)
    salt = models.BinaryField(max_length=16)
    text = models.TextField()
    person = models.UUIDField(null=True, db_index=True)


class Head(models.Model):
    """A signed tree head: `signature` is Ed25519 over `ledger.head_bytes`."""

    id = models.BigAutoField(primary_key=True)
    log = models.ForeignKey(Log, on_delete=models.PROTECT, related_name="heads")
    size = models.PositiveBigIntegerField()
    root = models.CharField(max_length=64)
    at = models.DateTimeField()
    key = models.CharField(max_length=64)
    signature = models.CharField(max_length=128)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["log", "size"], name="one_head_a_size")]


class Due(models.Model):
    """A deadline: a row with a due time that a worker claims with a conditional update and settles."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    community = models.UUIDField(db_index=True)
    kind = models.CharField(max_length=48)
    subject = models.UUIDField()
    at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject"],
                condition=models.Q(settled_at__isnull=True),
                name="one_open_deadline_a_kind_and_subject",
            )
        ]
        indexes = [models.Index(fields=["at"], condition=models.Q(settled_at__isnull=True), name="open_due")]


class Answer(models.Model):
    """The first answer given under an idempotency key; a repeat gets it again. Never holds what was cast."""

    id = models.BigAutoField(primary_key=True)
    actor = models.UUIDField()
    key = models.CharField(max_length=64)
    verb = models.CharField(max_length=48)
    body = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["actor", "key"], name="one_answer_a_key")]


class Gram(models.Model):
    """One bigram of one document (`search.grams`)."""

    id = models.BigAutoField(primary_key=True)
    community = models.UUIDField()
    document = models.UUIDField(db_index=True)
    gram = models.CharField(max_length=16)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "gram", "document"], name="gram_once_a_document")
        ]
