"""What the arithmetic of voting refuses, and in which words.

Each error carries a code for machines and a sentence in Chinese and in English for people, which says what is
wrong and what to do about it. The callers turn them into refusals; nothing here knows HTTP.
"""

from typing import NamedTuple


class Words(NamedTuple):
    """The same text in both languages of the interface."""

    zh: str
    en: str


class RuleError(ValueError):
    def __init__(self, code: str, zh: str, en: str) -> None:
        super().__init__(f"{code}: {en}")
        self.code, self.zh, self.en = code, zh, en


class CountsError(RuleError):
    """Counts that no count of this rule can give, such as more votes than people present."""


class NoVerdictError(RuleError):
    """A rule that orders options, or forbids a vote, was asked whether something passed."""


class ChoiceError(RuleError):
    """A ballot that does not answer its question (too many marks, an unknown option)."""


class PackError(RuleError):
    """A community's rule pack that cannot be read, or is laxer than the law."""


class SecrecyError(RuleError):
    """A secret ballot where the rule or the size of the roll does not allow one."""
