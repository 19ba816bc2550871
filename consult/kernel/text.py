"""The one door through which text written by people enters.

Residents' text is plain. Staff may write Markdown, whose HTML is cleaned by bleach and then by nh3, at save: bleach is
what the project was asked to use, nh3 is the maintained cleaner behind it, and either alone would be enough.
"""

from __future__ import annotations

import html
import re
import unicodedata

import bleach
import nh3
from markdown_it import MarkdownIt

from .errors import invalid

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_MARKUP = re.compile("[<>&]")
_TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "h2", "h3", "blockquote", "table", "thead", "tbody"} | {
    "tr",
    "th",
    "td",
    "a",
    "hr",
}
_ATTRIBUTES = {"a": {"href", "title"}}
_markdown = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table").disable("image")


def plain(text: str, *, field: str, limit: int, required: bool = True) -> str:
    """Plain text: NFC, no control or direction-changing characters, no tags; at most `limit` characters.

    Unescaping and cleaning repeat until nothing changes, so that `&lt;script&gt;` cannot come back as a tag.
    Raises Refusal `invalid` naming the field when it is empty or too long.
    """
    cleaned = _CONTROL.sub("", unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")))
    for _ in range(8):
        # Where none of these stands there is no markup, and neither cleaner changes anything.
        if not _MARKUP.search(cleaned):
            break
        stripped = html.unescape(nh3.clean(bleach.clean(cleaned, tags=set(), strip=True), tags=set()))
        if stripped == cleaned:
            break
        cleaned = _CONTROL.sub("", stripped)
    else:
        cleaned = cleaned.replace("<", "＜")
    cleaned = cleaned.strip()
    if required and not cleaned:
        raise invalid(field, "请填写这一项", "Please fill this in")
    if len(cleaned) > limit:
        raise invalid(
            field,
            f"最多 {limit} 个字，现在 {len(cleaned)} 个字",
            f"At most {limit} characters, now {len(cleaned)}",
        )
    return cleaned


def markdown(source: str) -> str:
    """Staff's Markdown as safe HTML. Images are dropped: a remote one would tell its host who reads."""
    rendered = bleach.clean(
        _markdown.render(source),
        tags=_TAGS,
        attributes={k: list(v) for k, v in _ATTRIBUTES.items()},
        strip=True,
    )
    return nh3.clean(
        rendered, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes={"http", "https", "mailto", "tel"}
    )
