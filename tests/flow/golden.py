"""matrix.txt: what every row of flow.py answers to everybody, one section a row, in the order of the tables."""

from __future__ import annotations

from pathlib import Path

from consult import flow
from tests.flow import matrix

FILE = Path(__file__).with_name("matrix.txt")
HEAD = """# Who may do what: every row of consult/flow.py that somebody may do, tried by everybody in tests/flow/cast.py.
#
# allowed: the verb was done. Any other word is the code it was refused with. The lines beginning with "at" say what
# somebody who may is answered at the stages no row of the verb names. Written by `pytest tests/flow --write-matrix`.
"""


def heads() -> list[tuple[str, str]]:
    """(table, head of the row) in the order of the file."""
    return [(table, matrix.head(row)) for table, rows in flow.TABLES.items() for row in rows if row.who]


class Golden:
    """The file's sections by table and row; with `write`, what the rows answer takes their place."""

    def __init__(self, *, write: bool) -> None:
        self.write = write
        self.sections = read() if FILE.exists() else {}

    def compare(self, table: str, row: flow.Row, answered: str) -> None:
        if self.write:
            self.sections[table, matrix.head(row)] = answered
            return
        kept = self.sections.get((table, matrix.head(row)), "")
        assert answered.splitlines() == kept.splitlines()

    def save(self) -> None:
        if not self.write:
            return
        lines, before = [HEAD], ""
        for table, head in heads():
            if table != before:
                lines.append(f"## {table}\n")
                before = table
            lines.append(self.sections.get((table, head), ""))
        FILE.write_text("\n".join(lines), encoding="utf-8")


def read() -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    table = ""
    for block in FILE.read_text(encoding="utf-8").split("\n\n"):
        if block.startswith("## "):
            table = block[3:].strip()
        elif block.strip() and not block.startswith("#"):
            found[table, block.splitlines()[0]] = block.strip("\n") + "\n"
    return found
