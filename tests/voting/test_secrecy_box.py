"""Who cast which ballot, asked of everything a server leaves lying about: tables, row numbers, journal, dump, log, ledger.

Each attack first links every voter of a model built as one would first build it, in this file; then it is turned on a
sealed poll of ours, where it must not hit more than a guess does. Of a hidden poll the file of a closed poll tells
nothing either, and what its administrator can still do is a test too.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import sqlite3
import subprocess
from pathlib import Path
from secrets import SystemRandom, token_hex
from uuid import uuid4

import pytest
from django.db import connection, transaction

from consult.kernel.models import Log, LogEntry
from consult.voting import closing, preparing, sealing, unsealing
from consult.voting.casting import Wish, cast, cast_together
from consult.voting.custody import boxes, ceremony
from consult.voting.custody.formats import b64
from consult.voting.models import Cast, HiddenBallot
from consult.voting.receipts import Receipt
from consult.voting.rules_sealed import new_code
from tests.voting import attacks
from tests.voting.attacks import Links, Table, right_of
from tests.voting.crowd import representatives
from tests.voting.made import CHAIR, Vote, hall_for
from tests.voting.sealed_made import CUSTODIANS, Sealed, dumped
from tests.world import World

pytestmark = pytest.mark.usefixtures("committed")

VOTERS = 40
# Of forty links drawn by lot one is right on average; nine or more come about once in a million runs.
CHANCE = 8
REGISTER, OPENED = Table("voting_cast", "right_id"), Table("voting_openedballot", "code")
NAIVE_REGISTER, NAIVE_BOX = Table("naive_register", "who"), Table("naive_box", "what")


class Naive:
    """As one would first build it: a row in each table, random keys, one transaction a vote."""

    def __init__(self) -> None:
        self.truth: Links = {}
        with connection.cursor() as cursor:
            for table, column in (("naive_register", "who"), ("naive_box", "what")):
                cursor.execute(f"CREATE TABLE {table} (id varchar(32) PRIMARY KEY, {column} varchar(40))")

    def vote(self, count: int = VOTERS) -> None:
        for _ in range(count):
            who, what = uuid4().hex.upper(), new_code()
            self.truth[who] = what
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("INSERT INTO naive_register VALUES (%s, %s)", [token_hex(16), who])
                cursor.execute("INSERT INTO naive_box VALUES (%s, %s)", [token_hex(16), what])

    def drop(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE naive_register")
            cursor.execute("DROP TABLE naive_box")


@pytest.fixture
def naive() -> object:
    made = Naive()
    yield made
    made.drop()


class Crowd:
    """A sealed or hidden poll with forty representatives, each of whom casts alone, in no order of the roll."""

    def __init__(self, world: World, secrecy: str) -> None:
        hall = hall_for(world)
        self.actors = representatives(world, VOTERS, hall.room)
        SystemRandom().shuffle(self.actors)
        poll = preparing.prepare(actor=world.actor(CHAIR), motion=hall.motion, secrecy=secrecy)
        self.vote = Vote(world, hall, poll)
        self.box = Sealed(self.vote, [ceremony.make_custodian(name)[0] for name in CUSTODIANS])
        if secrecy == "sealed":
            self.box.give_key()
            self.box.rehearse()
            self.vote.poll = self.box.poll
        self.vote.open()
        self.codes = {actor.person: new_code() for actor in self.actors}

    def cast_one_by_one(self) -> None:
        for n, actor in enumerate(self.actors):
            content = boxes.ballot_bytes(
                ("yes", "no", "abstain")[n % 3], self.codes[actor.person], sealing.length_of(self.vote.poll)
            )
            cast(self._wish(n, envelope=boxes.seal(content, self.box.poll.box_key)))

    def _wish(self, n: int, **more: object) -> Wish:
        return Wish(
            poll=self.vote.poll.pk,
            actor=self.actors[n],
            key=f"key-{n:06d}",
            choice=None,
            **more,  # type: ignore[arg-type]
        )

    def finish(self) -> None:
        closing.close(actor=self.vote.actor(CHAIR), poll=self.box.poll)
        file = dumped(self.box.opened_by(0, 1))
        unsealing.unseal(actor=self.vote.actor(CHAIR), poll=self.box.poll, file=file)

    @property
    def truth(self) -> Links:
        """{right: code}"""
        rights = dict(Cast.objects.filter(poll=self.vote.poll).values_list("voter", "right_id"))
        return {attacks.plain(rights[person]): code for person, code in self.codes.items()}

    @property
    def envelopes(self) -> dict[str, bytes]:
        kept = Cast.objects.filter(poll=self.vote.poll)
        return {attacks.plain(right): bytes(e) for right, e in kept.values_list("right_id", "envelope") if e}


@pytest.fixture
def sealed(world: World) -> Crowd:
    return Crowd(world, "sealed")


@pytest.mark.database
def test_the_place_of_rows_links_everybody_in_the_naive_model_and_nobody_in_a_sealed_poll(
    naive: Naive, sealed: Crowd
) -> None:
    naive.vote()
    assert right_of(attacks.by_place(NAIVE_REGISTER, NAIVE_BOX), naive.truth) == VOTERS
    sealed.cast_one_by_one()
    sealed.finish()
    assert right_of(attacks.by_place(REGISTER, OPENED), sealed.truth) <= CHANCE


@pytest.mark.postgres
def test_xmin_links_everybody_in_the_naive_model_and_nobody_in_a_sealed_poll(
    naive: Naive, sealed: Crowd
) -> None:
    naive.vote()
    assert right_of(attacks.by_transaction(NAIVE_REGISTER, NAIVE_BOX), naive.truth) == VOTERS
    sealed.cast_one_by_one()
    sealed.finish()
    for attack in (attacks.by_transaction, attacks.by_order_of_transactions):
        assert right_of(attack(REGISTER, OPENED), sealed.truth) <= CHANCE


class Journal:
    """The database file as it was, and all that SQLite's journal holds from there on. SQLite alone has one."""

    def __init__(self, folder: Path) -> None:
        self.file = Path(connection.settings_dict["NAME"])
        self.before, self.folder = folder / "before.sqlite3", folder
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_autocheckpoint=0")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copy(self.file, self.before)

    def links(self, register: Table, box: Table) -> Links:
        wal = self.folder / "stolen-wal"
        shutil.copy(Path(f"{self.file}-wal"), wal)
        return attacks.by_journal(self.before, wal, self.folder, register, box)


@pytest.fixture
def journal(tmp_path: Path) -> object:
    yield lambda: Journal(tmp_path)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_autocheckpoint=1000")


@pytest.mark.skipif(
    connection.vendor != "sqlite", reason="the journal is SQLite's; PostgreSQL's xmin is tried above"
)
class TestJournal:
    def test_it_links_everybody_in_the_naive_model(self, naive: Naive, journal: object) -> None:
        taken: Journal = journal()  # type: ignore[operator]
        naive.vote()
        assert right_of(taken.links(NAIVE_REGISTER, NAIVE_BOX), naive.truth) == VOTERS

    def test_it_links_nobody_in_a_sealed_poll(self, sealed: Crowd, journal: object) -> None:
        taken: Journal = journal()  # type: ignore[operator]
        sealed.cast_one_by_one()
        sealed.finish()
        assert right_of(taken.links(REGISTER, OPENED), sealed.truth) <= CHANCE

    def test_of_a_hidden_poll_an_administrator_reads_it_while_it_is_open(
        self, world: World, journal: object
    ) -> None:
        """What is not promised: who casts without company stands in one commit with their ballot; of five it is a guess."""
        crowd = Crowd(world, "hidden")
        taken: Journal = journal()  # type: ignore[operator]
        box = Table("voting_hiddenballot", "key")
        truth: Links = {}
        for n, actor in enumerate(crowd.actors[:10]):
            known = set(HiddenBallot.objects.values_list("key", flat=True))
            cast(Wish(poll=crowd.vote.poll.pk, actor=actor, key=f"alone-{n:06d}", choice="yes"))
            [new] = set(HiddenBallot.objects.values_list("key", flat=True)) - known
            truth[attacks.plain(Cast.objects.get(voter=actor.person).right_id)] = str(new)
        assert right_of(taken.links(REGISTER, box), truth) == 10, (
            "an administrator links those who cast alone"
        )


def dump_of(tmp_path: Path) -> str:
    """What a nightly backup in the middle of a vote holds, as text."""
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        written = io.StringIO()
        with sqlite3.connect(settings["NAME"]) as database:
            written.write("\n".join(database.iterdump()))
        return written.getvalue()
    asked = {"PGPASSWORD": settings["PASSWORD"] or "", **os.environ}
    command = [
        "pg_dump",
        "-h",
        settings["HOST"],
        "-p",
        str(settings["PORT"]),
        "-U",
        settings["USER"],
        settings["NAME"],
    ]
    return subprocess.run(command, env=asked, check=True, capture_output=True, text=True).stdout


@pytest.mark.database
def test_a_dump_taken_in_the_middle_links_the_naive_model_and_nothing_of_a_sealed_poll(
    naive: Naive, sealed: Crowd, tmp_path: Path
) -> None:
    naive.vote()
    sealed.cast_one_by_one()
    dump = dump_of(tmp_path)
    assert right_of(attacks.by_dump(dump, NAIVE_REGISTER, NAIVE_BOX), naive.truth) == VOTERS
    assert attacks.by_dump(dump, REGISTER, OPENED) == {}, "nothing is opened yet"
    assert not any(code in dump for code in sealed.codes.values())
    # Whoever kept the key on the server would have opened them all.
    assert attacks.by_any_key(dump, sealed.envelopes) == {}
    secret = ceremony.open_first(sealing.request_of(_shut(sealed)), sealed.box.boxes, sealed.box.secrets[0])
    inner = next(half for half in secret["halves"] if half["second"] == sealed.box.secrets[1]["box"])
    key = boxes.unseal(boxes.unb64(inner["box"]), boxes.unb64(sealed.box.secrets[1]["box_secret"]))
    assert key is not None
    careless = dump + f"\nINSERT INTO secrets VALUES ('{b64(key)}');"
    assert right_of(attacks.by_any_key(careless, sealed.envelopes), sealed.truth) == VOTERS


def _shut(crowd: Crowd) -> object:
    closing.close(actor=crowd.vote.actor(CHAIR), poll=crowd.box.poll)
    return crowd.box.poll


@pytest.mark.database
def test_the_order_of_request_log_and_poll_log_is_not_the_order_of_the_opened_ballots(sealed: Crowd) -> None:
    """The request log names who came when; the log says whose right was used when. The ballots come out by their codes."""
    sealed.cast_one_by_one()
    requests = [attacks.plain(Cast.objects.get(voter=actor.person).right_id) for actor in sealed.actors]
    in_order = list(sealed.codes.values())
    careless = dict(zip(requests, in_order, strict=True))
    assert right_of(careless, sealed.truth) == VOTERS, (
        "ballots kept in the order they came in would give all away"
    )
    sealed.finish()
    published = attacks.by_place(REGISTER, OPENED).values()
    assert right_of(dict(zip(requests, published, strict=True)), sealed.truth) <= CHANCE
    commitments = [
        json.loads(entry.body)["data"]["right"]
        for entry in LogEntry.objects.filter(log=sealed.vote.poll.log_id, verb="CAST").order_by("seq")
    ]
    assert len(commitments) == VOTERS


@pytest.mark.database
def test_every_sealed_cast_has_one_length_and_every_answer_too(sealed: Crowd) -> None:
    """A request log with lengths: in the naive form "yes", "no" and "abstain" are told apart, in an envelope they are not."""
    choices = [("yes", "no", "abstain")[n % 3] for n in range(VOTERS)]
    naive = attacks.by_length((str(n), len(json.dumps({"choice": c}))) for n, c in enumerate(choices))
    assert len(naive) == 3, "three lengths are three choices"
    sealed.cast_one_by_one()
    bodies = ((who, len(json.dumps({"envelope": b64(e)}))) for who, e in sealed.envelopes.items())
    assert len(attacks.by_length(bodies)) == 1
    answers = {len(c.receipt) for c in Cast.objects.filter(poll=sealed.vote.poll)}
    assert len(answers) <= 3, (
        "a receipt grows with the figures of its place in the log, and with nothing else"
    )


@pytest.mark.database
def test_the_ledger_says_nothing_of_a_cast(sealed: Crowd) -> None:
    ledger = LogEntry.objects.filter(log__kind=Log.Kind.LEDGER)
    before = ledger.count()
    sealed.cast_one_by_one()
    assert ledger.count() == before
    sealed.finish()
    told = "".join(ledger.values_list("body", flat=True))
    assert not any(code in told for code in sealed.codes.values())
    assert not any(str(right) in told for right in Cast.objects.values_list("right_id", flat=True))


@pytest.mark.database
def test_of_a_hidden_poll_an_administrator_sees_how_it_stands_and_after_the_close_no_link(
    world: World,
) -> None:
    """What is not promised, and what is: an open box can be read; a closed one has lost every tie to its register."""
    crowd = Crowd(world, "hidden")
    choices = {actor.person: ("yes", "no")[n % 2] for n, actor in enumerate(crowd.actors)}
    for start in range(0, VOTERS, 5):
        wishes = [
            Wish(poll=crowd.vote.poll.pk, actor=actor, key=f"key-{start}-{n}", choice=choices[actor.person])
            for n, actor in enumerate(crowd.actors[start : start + 5])
        ]
        assert all(isinstance(answer, Receipt) for answer in cast_together(wishes))
    assert HiddenBallot.objects.filter(choice="yes").count() == VOTERS // 2, (
        "the administrator reads the open box"
    )
    closing.close(actor=crowd.vote.actor(CHAIR), poll=crowd.vote.poll)
    truth = {attacks.plain(c.right_id): choices[c.voter] for c in Cast.objects.all()}
    links = attacks.by_place(REGISTER, Table("voting_hiddenballot", "choice"))
    guessed = sum(truth[who].upper() == what for who, what in links.items())
    # Twenty of forty are right by guessing "yes" or "no"; thirty-five or more once in a million runs.
    assert guessed < 35
    if connection.vendor == "postgresql":
        assert attacks.by_transaction(REGISTER, Table("voting_hiddenballot", "choice")) == {}
