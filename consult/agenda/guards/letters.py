"""Letters, replies, and a meeting that may not be called off."""

from __future__ import annotations

from consult.kernel.act import Act, guard
from consult.people.models import Role

from ..models import Participant, Session
from ..permits import session_staff
from ..standing import form_of, matters_of, obliged


@guard(
    "这份邀约书不是您的，也不归您送达",
    "This invitation is neither yours nor yours to serve",
    next_zh="本人回复自己的邀约；楼门组长只办本楼的；其他请交社区工作人员",
    next_en="Answer your own; building leads act for their own building; leave others to the community office",
    needs="invitations",
)
def invitation_is_yours(a: Act) -> bool:
    """Whoever is invited answers; the session's staff and the lead of the building serve, and type in what is on paper."""
    return (
        a.given.get("own", False)
        or session_staff(a.actor, a.on)
        or all(_leads_door(a, invitation.participant) for invitation in a.given["invitations"])
    )


def _leads_door(a: Act, participant: Participant) -> bool:
    home = participant.household
    return home is not None and any(
        held.role == Role.BUILDING_LEAD and held.building == home.building_id for held in a.actor.held
    )


@guard(
    "这种会议的参会人须亲自到会，不能委派他人",
    "Members of this meeting attend in person and may send nobody",
    next_zh="不能到会时可以提交书面意见",
    next_en="If you cannot come you may send a written opinion",
    needs="reply",
)
def may_delegate(a: Act) -> bool:
    """居民代表不得委托他人 (§2.16); members of council, Party branch and committee vote for themselves."""
    return a.given.get("reply") != "delegate" or form_of(a.on).may_delegate


@guard(
    "这次会议是联名要求召集的，不能不开",
    "Enough people signed for this meeting: it has to be held",
    next_zh="要改期，请先就同一事项另行召集，再取消这一次",
    next_en="To move it, convene it anew for the same matter first, then cancel this one",
)
def obliged_elsewhere(a: Act) -> bool:
    """§26, §28: 应当召集. A meeting called by petition is put off only by another in its place."""
    bound = obliged(matters_of(a.on), a.on.form)
    if not bound:
        return True
    others = Session.objects.filter(
        form=a.on.form, stage__in=["drafted", "published"], items__matter__in=bound
    ).exclude(pk=a.on.pk)
    return bound <= set(others.values_list("items__matter_id", flat=True))
