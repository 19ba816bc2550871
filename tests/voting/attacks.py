"""What somebody with the server's files would try, to learn who cast which ballot. Each answers with links {who: what}.

`who` is whatever the register names a voter by, `what` whatever tells one ballot from another. They are judged by how
many links are right: all, or as many as a guess would hit.
"""

from __future__ import annotations

import re
import shutil
import sqlite3
import struct
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

from consult.voting.custody import boxes

Links = dict[str, str]
FRAME_HEADER, WAL_HEADER = 24, 32


@dataclass(frozen=True)
class Table:
    """One column of a table, and which of its rows."""

    name: str
    column: str

    @property
    def places(self) -> str:
        return "ctid" if connection.vendor == "postgresql" else "rowid"


def right_of(links: Links, truth: Links) -> int:
    return sum(truth[who] == what for who, what in links.items() if who in truth)


def by_place(register: Table, box: Table) -> Links:
    """The nth row of the one table is the nth of the other: rowid on SQLite, ctid on PostgreSQL."""
    return dict(zip(_in_place(register), _in_place(box), strict=False))


def _in_place(table: Table) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {table.column} FROM {table.name} ORDER BY {table.places}")  # noqa: S608
        return [plain(value) for (value,) in cursor.fetchall()]


def by_transaction(register: Table, box: Table) -> Links:
    """Rows of both tables that one transaction wrote (PostgreSQL keeps its number beside each row as xmin)."""
    return _paired(_by_xmin(register), _by_xmin(box))


def _by_xmin(table: Table) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT xmin::text, {table.column} FROM {table.name} ORDER BY ctid")  # noqa: S608
        for transaction, value in cursor.fetchall():
            found[transaction].append(plain(value))
    return found


def by_order_of_transactions(register: Table, box: Table) -> Links:
    """The register in the order of its transactions beside the box in its own."""

    def ordered(table: Table) -> list[str]:
        found = _by_xmin(table)
        return [value for transaction in sorted(found, key=int) for value in found[transaction]]

    return dict(zip(ordered(register), ordered(box), strict=False))


def by_journal(before: Path, wal: Path, folder: Path, register: Table, box: Table) -> Links:
    """SQLite's journal played commit by commit: what appears in both tables in one commit belongs together."""
    who: dict[str, list[str]] = {}
    what: dict[str, list[str]] = {}
    seen: tuple[set[str], set[str]] = (set(), set())
    for number, state in enumerate(_states(before, wal, folder)):
        for table, found, known in ((register, who, seen[0]), (box, what, seen[1])):
            rows = _in_file(state, table)
            found[str(number)] = [value for value in rows if value not in known]
            known |= set(rows)
        state.close()
    return _paired(who, what)


def _in_file(database: sqlite3.Connection, table: Table) -> list[str]:
    rows = database.execute(f"SELECT {table.column} FROM {table.name} ORDER BY rowid")  # noqa: S608
    return [plain(value) for (value,) in rows]


def _states(before: Path, wal: Path, folder: Path) -> Iterator[sqlite3.Connection]:
    """The database as it stood after each commit: the file of before, and the journal's frames up to there."""
    journal = wal.read_bytes()
    (page,) = struct.unpack(">I", journal[8:12])
    salts = journal[16:24]
    frame = FRAME_HEADER + page
    for end in range(WAL_HEADER + frame, len(journal) + 1, frame):
        head = journal[end - frame : end - frame + FRAME_HEADER]
        committed = struct.unpack(">I", head[4:8])[0]
        if head[8:16] != salts:
            return
        if committed:
            copy = folder / "replayed.sqlite3"
            for old in folder.glob("replayed.sqlite3*"):
                old.unlink()
            shutil.copy(before, copy)
            (folder / "replayed.sqlite3-wal").write_bytes(journal[:end])
            yield sqlite3.connect(copy)


def _paired(who: dict[str, list[str]], what: dict[str, list[str]]) -> Links:
    """Groups that belong together, the nth of one beside the nth of the other."""
    return {w: v for group, rows in who.items() for w, v in zip(rows, what.get(group, []), strict=False)}


def by_dump(dump: str, register: Table, box: Table) -> Links:
    """The nth line of the one table's part of a dump is the nth of the other's."""
    return dict(zip(_dumped(dump, register), _dumped(dump, box), strict=False))


def _dumped(dump: str, table: Table) -> list[str]:
    """The column's values from a COPY of pg_dump, or from the INSERTs of `sqlite3 .dump`."""
    copied = re.search(
        rf"^COPY (?:public\.)?{table.name} \(([^)]*)\) FROM stdin;\n(.*?)^\\\.$", dump, re.M | re.S
    )
    if copied is not None:
        place = [name.strip(' "') for name in copied[1].split(",")].index(table.column)
        return [plain(line.split("\t")[place]) for line in copied[2].splitlines()]
    with sqlite3.connect(":memory:") as memory:
        for line in dump.splitlines():
            if re.match(rf'(CREATE TABLE|INSERT INTO) (IF NOT EXISTS )?"?{table.name}"?\W', line):
                memory.execute(re.sub(r"REFERENCES .*?(?=,|\)$|\);$)", "", line) if line[0] == "C" else line)
        try:
            return _in_file(memory, table)
        except sqlite3.OperationalError:
            return []


def by_any_key(dump: str, envelopes: dict[str, bytes]) -> Links:
    """Every run of 32 bytes that a dump holds, tried as the key of every envelope."""
    written = {
        bytes.fromhex(each) for each in re.findall(r"(?<![0-9a-fA-F])[0-9a-fA-F]{64}(?![0-9a-fA-F])", dump)
    }
    for each in set(re.findall(r"(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{43}=", dump)):
        written.add(boxes.unb64(each))
    found: Links = {}
    for key in written:
        for who, envelope in envelopes.items():
            content = boxes.unseal(envelope, key)
            ballot = None if content is None else boxes.read_ballot(content, len(content))
            if ballot is not None:
                found[who] = str(ballot["code"])
    return found


def by_length(lengths: Iterable[tuple[str, int]]) -> dict[int, list[str]]:
    """Who sent something of which length."""
    found: dict[int, list[str]] = defaultdict(list)
    for who, length in lengths:
        found[length].append(who)
    return found


def plain(value: object) -> str:
    """One spelling of an id, a code or a quoted choice, whatever a driver or a dump makes of it."""
    return str(value).strip('"').replace("-", "").upper() if value is not None else ""
