"""Conditions of this stage's verbs, named in `flow.py`."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from consult.kernel import clock, packs
from consult.kernel.act import Act, guard
from consult.kernel.errors import Refusal
from consult.kernel.models import LogEntry
from consult.kernel.packs import Pack
from consult.kernel.permits import PREDICATES

from . import confirmation, rules, rules_powers
from .models import Contest, Endorsement, Matter, Petition, Photo, Route
from .touched import touched_grids


def _pack(a: Act) -> Pack:
    return packs.load(a.on.pack)


@guard(
    "还没有本人的确认",
    "The person has not confirmed this yet",
    next_zh="请本人在手机上确认、报短信码、当面按“是我说的”，或上传签字照片",
    next_en="They can confirm in the app, read back the SMS code, press “I said this” in person, or sign on paper and have it photographed",
    needs="means",
)
def confirmation_shown(a: Act) -> bool:
    """代录须本人确认 (rules.md §2.17)."""
    means = a.given.get("means")
    if means == "app":
        return bool(a.actor.person == a.on.proposer_id)
    if means == "sms":
        return confirmation.matches(a.on, str(a.given.get("code") or ""))
    if means == "in_person":
        return a.given.get("attested") is True
    return means == "photo" and isinstance(a.given.get("photo"), Photo)


@guard(
    "您是这件事的提出人，不用再附议",
    "You raised this matter; there is no need to endorse it",
)
def not_proposer(a: Act) -> bool:
    return bool(a.on.proposer_id != a.actor.person)


@guard(
    "住户核验以后才能这样做",
    "You can do this once your home here is confirmed",
    next_zh="请在“我的”里登记住户；网格员两个工作日内核验",
    next_en="Claim your home on your own page; the grid worker confirms it within two working days",
)
def home_confirmed(a: Act) -> bool:
    """附议达数即送审, 异议必须答复: what obliges others comes from those known to live or work here. A number may introduce
    several people, and anybody may introduce themselves."""
    return bool(a.actor.homes or a.actor.held)


@guard("您已经附议过这件事", "You have endorsed this matter already")
def not_endorsed(a: Act) -> bool:
    return not Endorsement.objects.filter(matter=a.on, person=a.actor.person).exists()


@guard(
    "附议人数还没有达到直接送审的数目",
    "It has not been endorsed by enough neighbours to go to review by itself",
)
def endorsed_enough(a: Act) -> bool:
    """An urgent danger stays with the grid, which acts at once; review would only delay it."""
    needed = _pack(a).number("endorsements_to_review")
    return not a.on.urgent and a.on.endorsements.count() >= needed


@guard(
    "这个去向不由您确认",
    "This route is not yours to confirm",
    next_zh="小事由网格长确认；大事、政府事项、私事、并案和不予受理由社区工作者确认",
    next_en="Small matters are confirmed by the grid lead; large, government and private ones, merging and refusal by committee staff",
    needs="route",
)
def route_is_yours(a: Act) -> bool:
    """谁确认分流 (rules.md §2.16)."""
    who = "grid_lead_here" if a.given["route"] == Route.SMALL else "committee_staff"
    return PREDICATES[who](a.actor, a.on)


@guard(
    "先要回答：这件事涉及的地方是不是业主共有",
    "One question comes first: do the owners hold the place in common?",
    next_zh="小区道路、绿地、场地、外墙、屋面等属业主共有；问清后填“是”或“否”",
    next_en="Roads, greens, yards, outer walls and roofs of a compound are owners' common property; find out and answer yes or no",
    needs="route",
)
def common_property_asked(a: Act) -> bool:
    """Only where it will be deliberated: owners' rights are never voted by representatives (rules.md §2.17)."""
    if a.given["route"] not in (Route.SMALL, Route.LARGE) or a.given.get("owners_common") is not None:
        return True
    if a.on.owners_common is not None:
        return True
    told = rules.Telling(title=a.on.title, text=a.on.text, category=a.on.category)
    return not rules.touches_common_parts(rules.facts(told, _pack(a)))


@guard(
    "与分流表的建议不同，需要写明理由",
    "This differs from what the table suggests: a reason is needed",
    next_zh="请填写理由，提出人看得到",
    next_en="Write the reason; the proposer will see it",
    needs="route",
)
def override_has_reason(a: Act) -> bool:
    suggestion: rules.Suggestion = a.given["suggestion"]
    return a.given["route"] == suggestion.route or bool(a.given.get("reason"))


@guard(
    "对这件事的去向有分歧，由书记指定",
    "There is disagreement about where this goes: the secretary decides",
)
def not_in_dispute(a: Act) -> bool:
    return not a.on.disputed


@guard(
    "这件事还没有分歧，也没有用完改派次数，不用书记指定",
    "Nobody disagrees and it may still be reassigned: the secretary need not decide",
)
def secretary_must_decide(a: Act) -> bool:
    return bool(a.on.disputed) or bool(a.on.reassigned >= _pack(a).number("reassignments"))


@guard(
    "已经改派过规定的次数",
    "It has been reassigned as often as it may be",
    next_zh="请书记指定由谁办理",
    next_en="The secretary now says who handles it",
)
def reassignments_left(a: Act) -> bool:
    return bool(a.on.reassigned < _pack(a).number("reassignments"))


@guard(
    "已经来回交办过规定的次数，不能再交回社区",
    "It has gone to and fro as often as it may and cannot be handed down again",
    next_zh="请直接答复，或由社区书记指定由谁办理",
    next_en="Answer it here, or the community's secretary says who handles it",
)
def hand_downs_left(a: Act) -> bool:
    """Handing it down is reassigning it (E06): whoever has it last answers (首接负责)."""
    return bool(a.on.reassigned < _pack(a).number("reassignments"))


@guard(
    "现场处置要写明结果，并附一张处置后的照片",
    "On-the-spot handling needs its result in words and a photo of it",
    needs="result",
)
def handled_on_the_spot(a: Act) -> bool:
    return bool(a.given.get("result")) and bool(a.given.get("photos"))


@guard(
    "这件事只涉及一个网格，网格协商未果也还没有到规定的次数",
    "It touches one grid only, and the grid has not failed to agree often enough",
    next_zh="如又涉及别的楼栋或网格，请一并写明",
    next_en="If another building or grid turns out to be touched, name it",
    needs="reason",
)
def beyond_one_grid(a: Act) -> bool:
    """T9: a second grid, or the pack's number of failed grid sessions."""
    failed = a.on.failed_sessions >= _pack(a).number("grid_sessions")
    return failed or len(touched_grids(a.on) | set(a.given.get("more_grids") or ())) >= 2


@guard(
    "这件事涉及不止一个网格，不能交给一个网格议",
    "It touches more than one grid and cannot be left to one",
)
def within_one_grid(a: Act) -> bool:
    return len(touched_grids(a.on)) == 1


@guard("您已经对这件事提过审核意见", "Your opinion on this is on file already")
def not_opined(a: Act) -> bool:
    return not a.on.opinions.filter(person=a.actor.person).exists()


@guard(
    "参加研究的党组织委员还不够规则包要求的人数",
    "Fewer Party committee members have given an opinion than the rule pack asks for",
    next_zh="请其他委员先提意见",
    next_en="Ask other members for their opinion first",
)
def opinions_enough(a: Act) -> bool:
    return bool(a.on.opinions.count() >= _pack(a).number("party_members_needed"))


@guard(
    "提出人对去向的异议还没有复核",
    "The proposer has contested the route, and nobody has heard it yet",
    next_zh="请先由另一人复核",
    next_en="Another person must hear it first",
)
def no_open_contest(a: Act) -> bool:
    return not _open(a.on, Contest.Kind.ROUTE)


def _open(matter: Matter, kind: str) -> bool:
    return Contest.objects.filter(matter=matter, kind=kind, decided_at__isnull=True).exists()


@guard(
    "居民已依法联名，应当召集会议，不能退回、不予立项、下放或上报",
    "Enough people have petitioned: a meeting must be convened; it cannot be returned, declined or passed up or down",
    next_zh="可以在立项时附上审核意见",
    next_en="It may be listed with an opinion attached",
)
def not_petitioned(a: Act) -> bool:
    """达到即应当召集 (法 §§26, 28)."""
    return not a.on.petition_obliged


@guard(
    "没有新的理由或新的方案，也还没有满规定的时间",
    "There is neither a new ground nor a new plan, and the time before it may return has not passed",
    needs="ground",
)
def new_ground(a: Act) -> bool | Refusal:
    """失败的动议不等于已办结 (rules.md §2.17)."""
    if a.given.get("ground") or a.given.get("plan"):
        return True
    failed = _last(a.on, "matter.fail")
    if failed is None:
        return False
    months = _pack(a).number("again_after_months")
    return clock.today() >= rules_powers.months_later(failed.astimezone(clock.BEIJING).date(), months)


def _last(matter: Matter, verb: str) -> datetime | None:
    """When this was last done to the matter, by the ledger."""
    entries = LogEntry.objects.filter(verb=verb, abouts__subject=matter.pk)
    return entries.order_by("-seq").values_list("at", flat=True).first()


@guard(
    "这件事的去向已经申请过一次复核",
    "The route of this matter has been contested once already",
    next_zh="复核只有一次；还可以依法联名召集会议",
    next_en="It can be contested once; a petition to convene a meeting remains open",
)
def not_contested_before(a: Act) -> bool:
    return not a.on.contests.filter(kind=Contest.Kind.ROUTE).exists()


@guard("没有等待复核的异议", "No contest is waiting to be heard")
def contest_open(a: Act) -> bool:
    return _open(a.on, Contest.Kind.ROUTE)


@guard(
    "原来作决定的人和提出人都不能复核",
    "Neither whoever decided it nor whoever contests it may hear the contest",
    next_zh="请另一位工作人员复核",
    next_en="Another member of staff must hear it",
)
def another_person(a: Act) -> bool:
    open_ones = a.on.contests.filter(kind=Contest.Kind.ROUTE, decided_at__isnull=True)
    bound = {person for pair in open_ones.values_list("against", "person") for person in pair}
    return not a.actor.among(bound)


@guard("对审核结论已经申诉过一次", "The review has been appealed once already")
def not_appealed_before(a: Act) -> bool:
    return not a.on.contests.filter(kind=Contest.Kind.REVIEW).exists()


@guard(
    "提出人不能处理自己的申诉",
    "Whoever appealed may not hear the appeal",
    next_zh="请街道党工委另一位负责人处理",
    next_en="Another member of the working committee must hear it",
)
def not_own_appeal(a: Act) -> bool:
    return not a.actor.among([a.on.proposer_id])


@guard("没有等待处理的申诉", "No appeal is waiting to be heard")
def appeal_open(a: Act) -> bool:
    return _open(a.on, Contest.Kind.REVIEW)


@guard(
    "同样的联名正在进行，或已经达到人数",
    "Such a petition is already running, or has succeeded",
    next_zh="请直接签名",
    next_en="Sign the one that is there",
    needs="kind",
)
def no_petition_yet(a: Act) -> bool:
    """That the representatives' meeting must be called takes nothing from the residents' right to their own (§26)."""
    kind = a.given["kind"]
    if a.on.petition_obliged and _obliges_already(a.on, kind):
        return False
    return not a.on.petitions.filter(kind=kind, stage="gathering").exists()


def _obliges_already(matter: Matter, kind: str) -> bool:
    """Whether a petition for the same meeting has succeeded since the matter was last brought back."""
    succeeded = matter.petitions.filter(kind__in=rules_powers.same_meeting(kind), stage="obliged")
    again = _last(matter, "matter.again")
    return (succeeded.filter(obliged_at__gt=again) if again else succeeded).exists()


@guard(
    "您或您这一户已经签过名",
    "You, or your household, have signed already",
)
def not_signed_yet(a: Act) -> bool:
    """Where households petition, each signs once: also after its adults have named another representative."""
    petition: Petition = a.on
    signed = Q(person=a.actor.person)
    if petition.kind == Petition.Kind.HOUSEHOLDS:
        signed |= Q(household__representative=a.actor.person)
    return not petition.signatures.filter(signed).exists()
