"""The household roll: the blank form, the preview of an uploaded file, and its import."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import File, Router, Schema
from ninja.files import UploadedFile

from consult.kernel.errors import invalid, not_found
from consult.kernel.found import only
from consult.kernel.http import Done, Taken, only_a_file
from consult.kernel.permits import Actor
from consult.paper import roll as paper
from consult.paper.sheets_in import MAX_BYTES

from .. import desk, permits, rolls
from ..models import Roll
from ..who import signed_in
from .answering import answer

router = Router()
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# As many defects as anybody reads at a time; the number of bad rows is exact.
MOST_BAD = 500


class BadRow(Schema):
    """A defect: the row as the spreadsheet numbers it, the column's name, what stands there, what is wrong."""

    row: int
    name: str
    value: str
    code: str
    problem: str
    problem_en: str


class Merged(Schema):
    """An owner counted once for several units: for the operator to check."""

    name: str
    units: int


class RollShown(Schema):
    id: UUID
    file: str
    sha256: str
    sheet: str
    other_sheets: list[str]
    ignored_columns: list[str]
    rows: int
    good: int
    bad_rows: int
    bad: list[BadRow]
    households: int
    people: int
    merged: list[Merged]
    done: bool


class Import(Taken):
    skip_bad: bool = False


@router.get("/rolls/blank")
def blank(request: HttpRequest) -> HttpResponse:
    """An empty roll to fill in."""
    headers = {"Content-Disposition": 'attachment; filename="roll.xlsx"'}
    return HttpResponse(paper.blank(), content_type=XLSX, headers=headers)


@router.post("/rolls", response=RollShown)
def preview(request: HttpRequest, file: File[UploadedFile], community: UUID | None = None) -> dict[str, Any]:
    """Preview: reads the file and names every bad row; nothing is imported."""
    actor = signed_in(request)
    only_a_file(request)
    if (file.size or 0) > MAX_BYTES:
        raise invalid("file", "文件最大 10 MB", "At most 10 MB")
    seen = rolls.preview(
        actor=actor,
        community=desk.desk_of(actor, community),
        data=file.read(),
        filename=file.name or "",
    )
    bad_rows = len({bad.row_number for bad in seen.plan.bad})
    return {
        "id": seen.roll.pk,
        "file": seen.roll.filename,
        "sha256": seen.roll.digest,
        "sheet": seen.read.sheet,
        "other_sheets": list(seen.read.other_sheets),
        "ignored_columns": seen.read.ignored_columns,
        "rows": len(seen.plan.rows) + bad_rows,
        "good": len(seen.plan.rows),
        "bad_rows": bad_rows,
        "bad": [
            {
                "row": bad.row_number,
                "name": bad.column,
                "value": bad.value,
                "code": bad.code,
                "problem": bad.zh,
                "problem_en": bad.en,
            }
            for bad in seen.plan.bad[:MOST_BAD]
        ],
        "households": len(seen.plan.doors),
        "people": len(seen.plan.people),
        "merged": [{"name": name, "units": units} for name, units in seen.plan.merged[:MOST_BAD]],
        "done": False,
    }


@router.post("/rolls/{id}/import", response=Done)
def import_roll(request: HttpRequest, id: UUID, body: Import) -> dict[str, Any]:
    def do(actor: Actor) -> tuple[Roll, str, dict[str, Any]]:
        roll = only(Roll.objects.select_related("community").filter(pk=id))
        if roll is None or not permits.may_build(actor, roll.community):
            raise not_found()
        written = rolls.import_roll(actor=actor, roll=roll, skip_bad=body.skip_bad)
        return roll, "imported", asdict(written)

    return answer(request, "roll.import", do)
