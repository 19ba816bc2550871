"""Written proxies over HTTP: recording and revoking one, and the letter itself. The roll says where one stands."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Router
from ninja.files import UploadedFile

from consult.kernel.errors import not_found
from consult.kernel.http import Done
from consult.kernel.permits import Actor, any_of
from consult.people.who import signed_in

from . import proxying, reads, taken
from .api_desk import part_of, poll_verb, shown_file
from .holding import own
from .models import Poll, Proxy, VotingRight
from .proofs import MOST_BYTES

router = Router(tags=["voting"])


@router.post("/polls/{poll_id}/record_proxy", response=Done)
def record_proxy(
    request: HttpRequest, poll_id: UUID, data: Form[taken.ProxyIn], file: File[UploadedFile]
) -> dict[str, Any]:
    """书面委托: the letter, whose right it is for, and who may use it."""
    content = file.read(MOST_BYTES + 1)

    def do(actor: Actor, poll: Poll) -> Poll:
        right = part_of(VotingRight, poll, data.right)
        proxying.record(
            actor=actor, poll=poll, right=right, agent=data.agent, checked=data.checked, file=content
        )
        return poll

    return poll_verb(request, poll_id, "proxy.record", do)


@router.post("/polls/{poll_id}/revoke_proxy", response=Done)
def revoke_proxy(request: HttpRequest, poll_id: UUID, data: taken.RevokeIn) -> dict[str, Any]:
    def do(actor: Actor, poll: Poll) -> Poll:
        proxying.revoke(actor=actor, poll=poll, proxy=data.proxy)
        return poll

    return poll_verb(request, poll_id, "proxy.revoke", do)


@router.get("/polls/{poll_id}/proxies/{proxy_id}/letter")
def letter(request: HttpRequest, poll_id: UUID, proxy_id: UUID) -> HttpResponse:
    """委托书, for the desk and whose right it is: it bears names and signatures."""
    actor = signed_in(request)
    found = reads.find(actor, poll_id)
    kept = part_of(Proxy, found, proxy_id)
    theirs = actor.person is not None and kept.right_id in {right.pk for right in own(found, actor.person)}
    if not theirs and not any_of(reads.DESK, actor, found):
        raise not_found()
    with kept.file.open("rb") as file:
        return shown_file(file.read(), kept.content_type, kept.sha256[:16])
