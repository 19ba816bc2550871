"""A poll's evidence over HTTP: for anybody, without signing in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router

from consult.kernel.errors import not_found

from . import evidence, reads, shapes_evidence

router = Router(tags=["voting"])


@router.get("/evidence/{poll_id}", response=shapes_evidence.EvidencePage)
def evidence_page(request: HttpRequest, poll_id: UUID) -> dict[str, Any]:
    """The public board of a poll: its rule, its last public head, its result once it is closed."""
    return reads.evidence_page(evidence.find(poll_id))


@router.get("/evidence/{poll_id}/leaves/{seq}", response=shapes_evidence.LeafOut)
def evidence_leaf(request: HttpRequest, poll_id: UUID, seq: int) -> dict[str, Any]:
    """One leaf of the log, for a voter to hold beside a receipt."""
    return {"seq": seq, "leaf": evidence.leaf(evidence.find(poll_id), seq)}


@router.get("/evidence/{poll_id}/files/{name}")
def evidence_file(request: HttpRequest, poll_id: UUID, name: str) -> HttpResponse:
    """One file of the export as it stands there, for a browser to check by itself. Not public (yet): 404."""
    content = evidence.files(evidence.find(poll_id)).get(name)
    if content is None:
        raise not_found()
    return HttpResponse(content, content_type="text/plain; charset=utf-8")


@router.get("/evidence/{poll_id}/export")
def evidence_export(request: HttpRequest, poll_id: UUID) -> HttpResponse:
    """Everything that is public of a poll, with the program that recounts it (docs/voting-evidence.md)."""
    found = evidence.find(poll_id)
    answer = HttpResponse(evidence.export(found), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{found.number}.zip"'
    return answer
