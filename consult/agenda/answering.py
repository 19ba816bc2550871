"""session.answer_opinions 逐条答复书面意见: each written opinion gets its answer, read by whoever wrote it.

Without one the matter is not archived (practices B55: 未反馈不得归档).
"""

from __future__ import annotations

from collections.abc import Mapping

from consult.kernel.act import act
from consult.kernel.errors import invalid
from consult.kernel.permits import Actor
from consult.kernel.text import plain
from consult.notice.outbox import tell

from .models import Invitation, Participant, Session
from .recipients import people_of
from .standing import matters_of


def answer_opinions(*, actor: Actor, session: Session, answers: Mapping[str, str]) -> Session:
    """`answers` by the number of the letter the opinion came with; a later answer replaces an earlier one. All or none."""
    if not answers:
        raise invalid("answers", "请至少答复一条", "Answer at least one opinion")
    words = {number: plain(text, field="answers", limit=500) for number, text in answers.items()}
    with act("session.answer_opinions", actor=actor, on=session) as a:
        letters = list(
            Invitation.objects.select_for_update(of=("self",))
            .filter(session=a.on, number__in=words)
            .exclude(written_opinion="")
        )
        if len(letters) != len(words):
            raise invalid(
                "answers", "有的编号没有书面意见", "One of these numbers came with no written opinion"
            )
        for letter in letters:
            letter.opinion_answer = words[letter.number]
        Invitation.objects.bulk_update(letters, ["opinion_answer"])
        a.entry(
            data={"answered": sorted(words)},
            # Under the name by which the matter's file takes them in (supervision/archiving.py).
            hidden={"answers": "\n".join(f"{number}：{words[number]}" for number in sorted(words))},
            about=[matter.pk for matter in matters_of(a.on)],
        )
        _tell(a.on, letters)
    return session


def _tell(session: Session, letters: list[Invitation]) -> None:
    numbers = {letter.participant_id: letter.number for letter in letters}
    participants = Participant.objects.filter(pk__in=numbers).select_related("household")
    for participant, people in people_of(participants).items():
        for person in people:
            tell(
                community=session.community_id,
                person=person,
                template="session.opinion_answered",
                facts={"title": session.title, "number": numbers[participant]},
                about=session.pk,
            )
