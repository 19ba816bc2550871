"""会议照片: attached to the record with every face covered. The picture as it was taken is never kept."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from django.core.files.base import ContentFile
from django.db import transaction

from consult.agenda.models import Session
from consult.kernel import clock
from consult.kernel.act import act
from consult.kernel.errors import Refusal, invalid, not_found
from consult.kernel.permits import Actor
from consult.kernel.text import plain
from consult.paper.photos import Box, blurred
from consult.people.who import person_id

from .models import SessionPhoto

MOST, MOST_BOXES = 20, 60


def add(
    *,
    actor: Actor,
    session: Session,
    data: bytes,
    boxes: Sequence[Box],
    nobody: bool = False,
    caption: str = "",
) -> SessionPhoto:
    """minutes.add_photo: `boxes` were drawn by hand over every face; `nobody` where none can be recognized.

    Raises PaperError for what is no photo. `data` is dropped once the covered picture is written.
    """
    words = plain(caption, field="caption", limit=80, required=False)
    if len(boxes) > MOST_BOXES:
        raise invalid("boxes", f"最多画 {MOST_BOXES} 个框", f"At most {MOST_BOXES} boxes")
    with act("minutes.add_photo", actor=actor, on=session, given={"boxes": boxes, "nobody": nobody}) as a:
        if SessionPhoto.objects.filter(session=a.on).count() >= MOST:
            raise Refusal(
                "too_many_photos", f"每次会议最多 {MOST} 张照片", f"{MOST} photos a session at most"
            )
        clean = blurred(data, boxes)
        photo = SessionPhoto(
            session=a.on,
            sha256=clean.sha256,
            caption=words,
            covered=len(boxes),
            by_id=person_id(actor),
            at=clock.now(),
        )
        photo.file.save(f"{photo.pk}.jpg", ContentFile(clean.jpeg), save=False)
        photo.thumb.save(f"{photo.pk}-thumb.jpg", ContentFile(clean.thumb), save=False)
        photo.save()
        a.entry(data={"sha256": clean.sha256, "covered": len(boxes)})
    return photo


def drop(*, actor: Actor, session: Session, photo: SessionPhoto) -> None:
    """minutes.drop_photo: the row and, once that is certain, the files; that it was there stays in the ledger."""
    if photo.session_id != session.pk:
        raise not_found()
    with act("minutes.drop_photo", actor=actor, on=session) as a:
        SessionPhoto.objects.filter(pk=photo.pk).delete()
        for kept in (photo.file, photo.thumb):
            transaction.on_commit(partial(kept.delete, save=False))
        a.entry(data={"sha256": photo.sha256})
