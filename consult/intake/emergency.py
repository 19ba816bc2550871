"""Turning away what is an emergency happening now (T0): whoever tells us must be sent to 110, 119 or 120 at once.

Nothing is raised. The grid's workers are told, in a transaction of their own, for the refusal undoes everything else.
A list of words cannot tell "it burns" from "it might burn": the person can say that it is no emergency and go on.
"""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.db import transaction

from consult.kernel import packs
from consult.kernel.errors import Refusal
from consult.notice.outbox import tell_all
from consult.people import limits

from . import rules
from .desks import first_desk
from .drafts import place_words
from .models import Matter

NUMBERS = ("110", "119", "120")


def turn_away(draft: Matter, *, by: UUID) -> None:
    """Refuse `emergency` where the pack's first look at the unsaved matter says so, and tell its grid.

    Whoever cries it again and again is still sent to the numbers, but rings the grid's telephones no more.

    Whoever opens a transaction around this undoes the alert with the refusal; the API asks it before its own.
    """
    pack = packs.load(draft.community.pack)
    told = rules.Telling(title=draft.title, text=draft.text, category=draft.category)
    suggestion = rules.suggest(rules.facts(told, pack), pack)
    if suggestion.route != rules.EMERGENCY:
        return
    with transaction.atomic():
        if limits.take_all("matter.emergency", str(by), settings.ALERTS_A_PERSON):
            tell_all(
                community=draft.community_id,
                people=first_desk(draft),
                template="matter.emergency",
                facts={"title": draft.title, "place": place_words(draft)},
                about=None,
            )
    raise Refusal(
        "emergency",
        suggestion.why_zh,
        suggestion.why_en,
        next_zh="网格员已收到提醒。如果不是正在发生的紧急情况，请选择“不是紧急情况”后继续提出",
        next_en="The grid worker has been alerted. If nothing is happening right now, say that it is no emergency and go on",
        facts={"call": list(NUMBERS), "words": list(suggestion.words)},
    )
