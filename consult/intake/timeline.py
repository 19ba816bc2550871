"""A matter's timeline: the ledger's entries about it, as sentences a reader may see. Five statements, however long."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from consult.kernel.log import parsed
from consult.kernel.models import About, LogEntry, Plaintext
from consult.kernel.permits import Actor
from consult.kernel.words import say, sentences
from consult.people.naming import SOMEBODY, names

from .models import Matter
from .standing import day

# Told by their number, not one by one: forty neighbours would hide what happened.
_COUNTED = ("matter.endorse", "evaluation.give")
# A matter lives a year or two; this many entries are more than any has had, and keep a page from growing without end.
MOST = 300
SYSTEM = {"zh": "系统", "en": "The system"}
# Residents who do these are not named, not even masked: an objection stands on its reasons.
_UNNAMED = frozenset(
    ["objection.raise", "objection.ask_review", "objection.settle", "session.reply", "minutes.approve"]
)
RESIDENT = {"zh": SOMEBODY, "en": "A resident"}
# Facts of an entry that are themselves words of a list: said by their own key.
_SAID = {"to": "stage", "suggested": "route", "route": "route", "means": "means", "kind": "petition"}


def timeline(matter: Matter, reader: Actor) -> list[dict[str, Any]]:
    """[{at, verb, actor, actor_en, text, text_en, reason, reason_en}], oldest first.

    `actor` is who, `text` what, `reason` why: the text does not name the actor again.
    """
    entries = [
        about.entry
        for about in About.objects.filter(subject=matter.pk)
        .exclude(entry__verb__in=_COUNTED)
        .select_related("entry")
        .order_by("-entry_id")[:MOST]
    ][::-1]
    bodies = [parsed(entry) for entry in entries]
    hidden = {matter.proposer_id} if matter.hide_name else set()
    called = names(_people(entries, bodies), reader, hidden=hidden)
    spoken = _spoken(bodies)
    return [_line(matter, entry, body, called, spoken) for entry, body in zip(entries, bodies, strict=True)]


def _people(entries: Iterable[LogEntry], bodies: Iterable[dict[str, Any]]) -> set[UUID | None]:
    return {entry.actor for entry in entries} | {
        UUID(body["behalf"]) for body in bodies if body.get("behalf")
    }


def _spoken(bodies: Iterable[dict[str, Any]]) -> dict[str, str]:
    """Reasons kept behind commitments, as far as they are still there."""
    digests = [body["hidden"]["reason"] for body in bodies if "reason" in body.get("hidden", {})]
    return dict(Plaintext.objects.filter(pk__in=digests).values_list("commitment", "text"))


def _line(
    matter: Matter, entry: LogEntry, body: dict[str, Any], called: dict[UUID, str], spoken: dict[str, str]
) -> dict[str, Any]:
    data: dict[str, Any] = body["data"]
    here = entry.verb.split(".")[0] not in ("matter", "topic") or body["about"][0] == str(matter.pk)
    key = _key(entry.verb, data) if here else "timeline.merged_here"
    digest = body.get("hidden", {}).get("reason")
    reason = (spoken.get(digest) if digest else data.get("reason")) if here else None
    who = _who(entry, called)
    behalf = called[UUID(body["behalf"])] if body.get("behalf") else ""
    text = {
        language: say(
            key,
            language,
            **{**_facts(data, language), "behalf": behalf},
        )
        for language in ("zh", "en")
    }
    return {
        "at": entry.at,
        "verb": entry.verb,
        "actor": who["zh"],
        "actor_en": who["en"],
        "text": text["zh"],
        "text_en": text["en"],
        "reason": reason or None,
        # People write in one language; theirs is not translated.
        "reason_en": reason or None,
    }


def _who(entry: LogEntry, called: dict[UUID, str]) -> dict[str, str]:
    if entry.actor is None:
        return SYSTEM
    if entry.verb in _UNNAMED:
        return RESIDENT
    return {"zh": called[entry.actor], "en": called[entry.actor]}


def _key(verb: str, data: dict[str, Any]) -> str:
    """A verb that may lead to several stages has a sentence for each."""
    special = f"timeline.{verb}.{data.get('to')}"
    return special if special in sentences() else f"timeline.{verb}"


def _facts(data: dict[str, Any], language: str) -> dict[str, Any]:
    """The entry's public facts as a sentence can hold them."""
    facts: dict[str, Any] = {}
    for name, value in data.items():
        if name == "due" and isinstance(value, str):
            facts[name] = day(datetime.fromisoformat(f"{value[:10]}T12:00:00+08:00"), language)
        elif isinstance(value, bool):
            facts[name] = say(f"{name}.{str(value).lower()}", language)
        elif name in _SAID and value:
            facts[name] = say(f"{_SAID[name]}.{value}", language)
        else:
            facts[name] = value
    return facts
