"""Which characters of a text may stand on paper."""

import unicodedata

from consult.paper.fonts import Faces


def legible(text: str) -> str:
    """Text without what prints nothing.

    Line ends become one kind, tabs a blank; controls, joiners and writing-direction overrides go: an override
    could make a signed sentence read backwards. So do halves of a pair and non-characters, which XML and UTF-8
    refuse.
    """
    if text.isascii() and text.isprintable():
        return text
    kept: list[str] = []
    for character in text.replace("\r\n", "\n").replace("\r", "\n"):
        if character == "\n":
            kept.append(character)
        elif character == "\t" or character in "\u2028\u2029":
            kept.append(" ")
        elif unicodedata.category(character) not in ("Cc", "Cf", "Cs") and ord(character) & 0xFFFE != 0xFFFE:
            kept.append(character)
    return "".join(kept)


def presentable(text: str, faces: Faces) -> str:
    """Legible text as the faces can show it; PDF/A allows no missing glyph.

    A letter no face has becomes the printer's 〓 with its code point, so that a rare name is never silently
    lost; any other sign, an emoji for example, becomes 〓 alone.
    """
    return "".join(_shown(character, faces) for character in legible(text))


def _shown(character: str, faces: Faces) -> str:
    if character == "\n" or faces.shows(character):
        return character
    if "VARIATION SELECTOR" in unicodedata.name(character, ""):
        return ""
    # Cn: letters newer than this Python's tables; Co: private codes older registers used for rare names.
    if unicodedata.category(character)[0] == "L" or unicodedata.category(character) in ("Cn", "Co"):
        return f"〓（U+{ord(character):04X}）"
    return "〓"
