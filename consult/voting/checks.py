"""`manage.py check`: no rule pack may ask less of a vote than the law does (a laxer one is refused before it is used)."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Error, register

from consult.kernel.packs import Pack, codes, load

from .rules_error import RuleError
from .rules_named import RULES
from .rules_pack import tighten


@register()
def packs_only_tighten(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    return [found for code in codes() for found in loosened(load(code))]


def loosened(pack: Pack) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    for rule, changes in pack.get("votes").items():
        if rule not in RULES:
            found.append(Error(f"{pack.code}: [votes] {rule} is no rule", id="voting.E001"))
            continue
        try:
            tighten(RULES[rule], changes)
        except RuleError as error:
            found.append(Error(f"{pack.code}: {error.en}", hint=error.zh, id="voting.E002"))
    return found
