"""Refusals: what the system says when it does not do as asked.

A refusal has a code for machines, a sentence in Chinese and English for people, and what to do next. Raised inside a
verb it rolls the whole verb back: nothing is half done.
"""

from __future__ import annotations

from typing import Any


class Refusal(Exception):
    """`status` is the HTTP status the API answers with; `facts` may carry figures the screen wants to show."""

    def __init__(
        self,
        code: str,
        zh: str,
        en: str,
        *,
        next_zh: str = "",
        next_en: str = "",
        status: int = 409,
        facts: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(f"{code}: {en}")
        self.code, self.zh, self.en = code, zh, en
        self.next_zh, self.next_en = next_zh, next_en
        self.status = status
        self.facts = facts or {}

    def envelope(self) -> dict[str, Any]:
        """The one error envelope of the API."""
        body: dict[str, Any] = {
            "code": self.code,
            "message": self.zh,
            "message_en": self.en,
            "next": {"zh": self.next_zh, "en": self.next_en},
        }
        if self.facts:
            body["facts"] = self.facts
        return body


def not_found() -> Refusal:
    """Also the answer for what exists but may not be seen: its existence is not revealed."""
    return Refusal(
        "not_found",
        "没有找到，或者您无权查看",
        "Not found, or not yours to see",
        next_zh="请从首页重新进入",
        next_en="Go back to the home page and try from there",
        status=404,
    )


def not_signed_in() -> Refusal:
    return Refusal(
        "not_signed_in",
        "请先登录",
        "Please sign in first",
        next_zh="用手机号登录后再试",
        next_en="Sign in with your phone number and try again",
        status=401,
    )


def not_permitted(verb: str) -> Refusal:
    return Refusal(
        "not_permitted",
        "您的身份不能办理这一步",
        "Your role does not allow this step",
        next_zh="如认为有误，请联系社区工作人员",
        next_en="If you think this is a mistake, ask the community office",
        status=403,
        facts={"verb": verb},
    )


def wrong_stage(verb: str, stage: str) -> Refusal:
    return Refusal(
        "wrong_stage",
        "现在所处的阶段不能办理这一步",
        "This step is not possible at the present stage",
        next_zh="请刷新页面，查看当前进展",
        next_en="Reload the page to see where it stands",
        facts={"verb": verb, "stage": stage},
    )


def invalid(field: str, zh: str, en: str) -> Refusal:
    """A value that cannot be taken; `field` names it for the form."""
    return Refusal(
        "invalid",
        zh,
        en,
        next_zh="请改正后再提交",
        next_en="Correct it and send it again",
        status=422,
        facts={"field": field},
    )


def check_seen(seen: str | None, stands: str) -> None:
    """Refuse what was said of other words than those that stand: `seen` is the hash of the text on the reader's screen.

    None is for those who act on what they have just read themselves.
    """
    if seen is not None and seen != stands:
        raise Refusal(
            "text_changed",
            "您打开以后，文字改过了",
            "The text was changed since you opened it",
            next_zh="请刷新，看过现在的文字再办",
            next_en="Reload, read it as it is now, then go on",
        )


def unavailable() -> Refusal:
    """The database is away or too busy. Whether the last step was kept is not known: the same key tells."""
    return Refusal(
        "unavailable",
        "系统暂时连不上数据库，还不能确认这一步是否办成",
        "The database cannot be reached just now; it is not certain whether this was done",
        next_zh="请稍等片刻再试一次，同一步不会办两次",
        next_en="Wait a moment and try again; the same step is never done twice",
        status=503,
    )


def bad_request(status: int = 400) -> Refusal:
    """What cannot even be read."""
    return Refusal(
        "bad_request",
        "请求不合格式",
        "The request is malformed",
        next_zh="请刷新页面后再试",
        next_en="Reload the page and try again",
        status=status,
    )


def too_large() -> Refusal:
    return Refusal(
        "too_large",
        "提交的内容太大",
        "What was sent is too large",
        next_zh="请缩短文字，或把附件压缩、拆分后再提交",
        next_en="Shorten the text, or compress or split the file, and send it again",
        status=413,
    )


def failed() -> Refusal:
    """Our own fault; the log has the details."""
    return Refusal(
        "failed",
        "系统出了问题，这一步没有完成",
        "Something went wrong on our side; nothing was done",
        next_zh="请稍后再试；多次出现请告诉社区工作人员",
        next_en="Try again shortly; if it keeps happening tell the community office",
        status=500,
    )
