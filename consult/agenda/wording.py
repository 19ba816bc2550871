"""What a motion says: concrete, one thing at a time, under a rule that fits (readings in `rules_motion`, `rules`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from consult.kernel.errors import invalid
from consult.kernel.merkle import canonical
from consult.kernel.packs import load
from consult.kernel.text import plain
from consult.kernel.words import say

from . import rules, rules_motion
from .models import Motion
from .standing import owners_decide

PAGE_LIMIT = 400


def concrete(*, title: str, who: str, when: str, what: str) -> dict[str, str]:
    """The four texts of a motion, cleaned. Raises `invalid` for what is vague, empty or several things at once."""
    words = {
        "title": plain(title, field="title", limit=80),
        "who": plain(who, field="who", limit=120),
        "when": plain(when, field="when", limit=120),
        "what": plain(what, field="what", limit=1000),
    }
    for name in ("who", "when", "what"):
        found = rules_motion.vagueness(name, words[name])
        if found:
            raise invalid(name, *_not_concrete(name, found))
    if rules_motion.bundled(words["what"]) or rules_motion.bundled(words["title"]):
        raise invalid(
            "what",
            "一个动议只决定一件事，请拆成几个动议分别表决",
            "One motion decides one thing; split it into motions to be voted apart",
        )
    return words


def _not_concrete(name: str, found: str) -> tuple[str, str]:
    asked = {"who": ("由谁做", "who acts"), "when": ("何时做", "when"), "what": ("做什么", "what is done")}[
        name
    ]
    if found == "untimed":
        return "请写明何时做：日期、期限或时段", "Say when: a date, a deadline or hours"
    if found == "short":
        return "请写明具体做什么", "Say what exactly is to be done"
    return (
        f"“{found}”说不清{asked[0]}，动议须具体、能核对",
        f"“{found}” leaves open {asked[1]}; a motion must be concrete enough to check",
    )


def page_fields(page: Mapping[str, str]) -> dict[str, str]:
    """Fields of the plain page 明白纸, cleaned. Raises `invalid` for a field it does not have."""
    if set(page) - rules_motion.PAGE.keys():
        raise invalid("page", "明白纸只有规定的七项", "The plain page has its seven fields and no others")
    return {name: plain(text, field=f"page.{name}", limit=PAGE_LIMIT) for name, text in page.items()}


def text_hash(motion: Motion) -> str:
    """SHA-256, in hex, of all that is read of a motion before it is voted: its text, its choices, its plain page."""
    read = ("title", "who", "when", "what", "rule", "then_rule", "options", "subject", "apart_reason", "page")
    return sha256(canonical({name: getattr(motion, name) for name in read})).hexdigest()


def unchecked(motion: Motion) -> None:
    """改过的文字须重新核查. An opinion against it stands until the lawyer has looked again: a comma does not lift it."""
    if motion.legality_favourable is not False:
        motion.legality, motion.legality_favourable = "", None
        motion.legality_by, motion.legality_at = None, None


def numbered_options(rule: str, options: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Options numbered from 1, for a rule that orders them; none for a yes and no."""
    if rule not in rules.ORDERINGS:
        if options:
            raise invalid("options", "这种表决没有选项，只有赞成、反对、弃权", "This rule takes no options")
        return []
    if not 2 <= len(options) <= 40:
        raise invalid("options", "请列出 2 至 40 个选项", "Give 2 to 40 options")
    made: list[dict[str, Any]] = []
    for place, option in enumerate(options, start=1):
        kept: dict[str, Any] = {
            "id": str(place),
            "text": plain(str(option.get("text", "")), field="options", limit=200),
        }
        cost = option.get("cost_fen")
        if rule == "BUDGET_RANK":
            if not isinstance(cost, int) or isinstance(cost, bool) or cost <= 0:
                raise invalid("options", "每个项目都要有报价", "Every project needs its cost")
            kept["cost_fen"] = cost
        made.append(kept)
    if len({option["text"] for option in made}) != len(made):
        raise invalid("options", "有两个选项一样", "Two options are the same")
    return made


_PROBLEMS = {
    "urgent": (
        "紧急的安全隐患和违法行为先处置，不付表决",
        "A danger or breach of law is acted on at once, not voted",
    ),
    "form": ("这种会议不能按这条规则表决", "This form of session does not vote by this rule"),
    "owners": (
        "业主共同决定的事项不能按居民的规则表决，只作业主意向征询",
        "What owners decide together is not voted by residents' rules; ask the owners",
    ),
    "not_owners": (
        "这件事项不是业主共同决定事项，不能按业主表决规则",
        "This is no owners' matter; owners' rules do not apply",
    ),
}


def rule_fits(motion: Motion) -> None:
    """Raises `invalid` where the motion may not be put under its rules in its session's form."""
    if motion.then_rule and (motion.rule not in rules.ORDERINGS or motion.then_rule in rules.ORDERINGS):
        raise invalid(
            "then_rule",
            "两轮表决须先比选，再按能作决定的规则付表决",
            "Two rounds are an ordering first and then a vote by a rule that decides",
        )
    for name, rule in (("rule", motion.rule), ("then_rule", motion.then_rule)):
        problem = rule and rules.vote_problem(
            form=motion.session.form,
            rule=rule,
            urgent=motion.matter.urgent,
            owners_decide=owners_decide(motion.matter) and not motion.apart_reason,
            owners_common=motion.matter.owners_common is True,
        )
        if problem:
            raise invalid(name, *_PROBLEMS[problem])
    owners_share_fits(motion)


def owners_share_fits(motion: Motion) -> None:
    """Raises `invalid` where a motion that needs three quarters of the owners is put under their simple majority.

    A reading of plain words: what is meant otherwise is reworded, and the legal adviser reads it all again.
    """
    if "OWNERS_MAJ" not in (motion.rule, motion.then_rule):
        return
    item = rules.needs_three_quarters(f"{motion.title}\n{motion.what}")
    if item:
        raise invalid(
            "rule" if motion.rule == "OWNERS_MAJ" else "then_rule",
            f"{item[1]}（民法典第二百七十八条第一款{item[0]}）须按业主双四分之三表决；不是这个意思的，请改写动议文字",
            "By its wording this needs three quarters of the owners (Civil Code §278, paragraph 1, items 6 to 8); if that is "
            "not what is meant, reword the motion",
        )


def decides(motion: Motion, language: str = "zh") -> str:
    """How the motion is decided, in a sentence: by one rule, or by one after the other."""
    first = _decides(motion.rule, motion.session.pack, language)
    if not motion.then_rule:
        return first
    return say(
        "decides.then", language, first=first, then=_decides(motion.then_rule, motion.session.pack, language)
    )


def _decides(rule: str, pack: str, language: str) -> str:
    """What an owners' vote is worth here is the city's to say, and is said with the rule."""
    said = say(f"decides.{rule}", language)
    if rule not in rules.OWNERS_RULES:
        return said
    return say(f"decides.owners.{load(pack).get('owners_polls')}", language, rule=said)
