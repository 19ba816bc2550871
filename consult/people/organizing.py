"""Bodies, powers delegated to them, and kinship on file. By staff or an administrator."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import IntegrityError, transaction

from consult.kernel import clock, text
from consult.kernel.errors import invalid
from consult.kernel.permits import Actor

from .acting import doing
from .models import Body, Community, Delegation, Kinship, Person, Subdistrict
from .permits import administers, may_build


def add_body(
    *,
    actor: Actor,
    subdistrict: Subdistrict,
    community: Community | None,
    kind: Body.Kind,
    name: str,
    parent: Body | None = None,
) -> Body:
    """设立组织: in a community, or above the communities in the subdistrict (then an administrator's to enter)."""
    if community:
        permitted, ledgers = may_build(actor, community), [community.pk]
    else:
        permitted = administers(actor, subdistrict.pk)
        ledgers = list(Community.objects.filter(subdistrict=subdistrict).values_list("pk", flat=True))
    with doing("body.add", actor=actor, communities=ledgers, permitted=permitted) as deed:
        if community and community.subdistrict_id != subdistrict.pk:
            raise invalid("community", "社区不在这个街道", "The community is of another subdistrict")
        # A body may stand below one of its own community or of the subdistrict, never below another community's.
        if parent and (
            parent.subdistrict_id != subdistrict.pk
            or parent.community_id not in (None, community.pk if community else None)
        ):
            raise invalid("parent", "上级组织不在这里", "The parent body is not of this place")
        try:
            with transaction.atomic():
                body = Body.objects.create(
                    subdistrict=subdistrict,
                    community=community,
                    kind=kind,
                    name=text.plain(name, field="name", limit=60),
                    parent=parent,
                )
        except IntegrityError as error:
            raise invalid("name", "这个组织已经有了", "This body is there already") from error
        deed.entry(
            data={"name": body.name, "kind": body.kind}, about=[body.pk, *([parent.pk] if parent else [])]
        )
    return body


def record_delegation(
    *,
    actor: Actor,
    community: Community,
    subjects: Sequence[str],
    decided_on: date,
    valid_until: date,
    record: str,
) -> Delegation:
    """授权记录 (第三十条): what the residents' meeting lets the representatives' meeting decide, until when, filed where."""
    with doing(
        "delegation.record",
        actor=actor,
        communities=[community.pk],
        permitted=may_build(actor, community),
    ) as deed:
        named = list(dict.fromkeys(text.plain(each, field="subjects", limit=40) for each in subjects))
        if not named or len(named) > 50:
            raise invalid("subjects", "请写明授权的事项（至多 50 项）", "Name what is delegated (50 at most)")
        if decided_on > clock.today():
            raise invalid("decided_on", "决定的日期不能在今天之后", "The decision cannot lie in the future")
        if valid_until <= decided_on:
            raise invalid(
                "valid_until", "有效期须晚于决定的日期", "It must be valid beyond the day it was decided"
            )
        delegation = Delegation.objects.create(
            community=community,
            subjects=named,
            decided_on=decided_on,
            valid_until=valid_until,
            record=text.plain(record, field="record", limit=500),
        )
        deed.entry(
            data={
                "subjects": named,
                "decided_on": decided_on.isoformat(),
                "valid_until": valid_until.isoformat(),
                "record": delegation.record,
            },
            about=[delegation.pk],
        )
    return delegation


def record_kinship(*, actor: Actor, community: Community, one: Person, other: Person) -> Kinship:
    """登记近亲属关系: who may not supervise, vote on or answer for whom. The entry does not say between whom."""
    with doing(
        "kinship.record", actor=actor, communities=[community.pk], permitted=may_build(actor, community)
    ) as deed:
        if one.pk == other.pk:
            raise invalid("other", "须是两个人", "Two people are needed")
        first, second = sorted((one, other), key=lambda person: person.pk)
        kinship, made = Kinship.objects.get_or_create(one=first, other=second)
        if not made:
            raise invalid("other", "已经登记过", "This is on file already")
        deed.entry(data={}, hidden={"kin": f"{first.pk} {second.pk}"}, about=[])
    return kinship
