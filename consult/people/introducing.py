"""Saying who one is: after signing in with a number nobody here knew, or as one more member of a household on one number."""

from __future__ import annotations

from consult.kernel import clock, text
from consult.kernel.errors import Refusal
from consult.kernel.permits import Actor

from .acting import doing
from .models import Account, Community, Person

# A household shares a number; a hundred people do not.
MOST_A_NUMBER = 8


def introduce(*, account: Account, community: Community, name: str, of_age: bool) -> Person:
    """介绍自己: a person of this account in this community. Anybody signed in may; nothing is confirmed by it.

    That one is eighteen is one's own word until a grid worker confirms the household (rules.md §2.17: 新居民). Raises
    Refusal `invalid` for the name, `too_many_people`, `known_already`.
    """
    called = text.plain(name, field="name", limit=40)
    person = Person(
        community=community,
        account=account,
        name=called,
        of_age_on=clock.today() if of_age else None,
        demo=account.demo or community.demo,
    )
    with doing(
        "person.introduce",
        actor=Actor(person=person.pk),
        communities=[community.pk],
        permitted=account.is_active,
    ) as deed:
        # Two requests at once must not both find room for one more.
        Account.objects.select_for_update().get(pk=account.pk)
        known = list(Person.objects.filter(account=account))
        if any(other.name == called and other.community_id == community.pk for other in known):
            raise Refusal(
                "known_already",
                "这个号码下已经有同名的人",
                "Somebody of this name already uses this number",
                next_zh="请在“我是谁”里直接选择",
                next_en="Choose the name under “Who am I”",
            )
        if len(known) >= MOST_A_NUMBER:
            raise Refusal(
                "too_many_people",
                f"一个号码最多供 {MOST_A_NUMBER} 人使用",
                f"At most {MOST_A_NUMBER} people may share a number",
                next_zh="请使用自己的手机号，或联系社区",
                next_en="Use a number of your own, or ask the community office",
            )
        person.save()
        deed.entry(data={"of_age": of_age}, hidden={"name": called}, about=[person.pk])
    return person
