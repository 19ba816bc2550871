"""The forms a session can take, as data: who convenes, chairs and is invited, what may be put to a vote, what comes out.

Sources: 新居委会法 §26–32 for the statutory meetings; 1+N+X (主体), the forms of consultation and their outputs from
practices B25–B35 and A17; 三会 (听证、协调、评议) from §2.6 of the domain rules. Roles and kinds of body are the codes of
`people.models`; the votes each form may take stand in `rules.VOTES`; notice periods stand in the rule pack.
"""

from __future__ import annotations

from dataclasses import dataclass

from . import phases, rules
from .phases import DEBATE, TALK, Phase

# 社区“两委”, the 1 of 1+N+X.
TWO_COMMITTEES = ("party_organization", "residents_committee")
OFFICE = ("committee_staff", "committee_director", "committee_deputy")
DIRECTORS = ("committee_director", "committee_deputy")

# Stages of a large matter in which the community may sit down over it: it has been admitted (立项) and is not settled.
ADMITTED = frozenset(["listed", "convened", "discussing", "resolving"])
WITH_GRID = frozenset(["with_grid"])
# 转街道或部门的事项可并开协调会、联席会议(分流表 T6)
REFERRED = frozenset(["referred", "transferred"])
AFTERWARDS = frozenset(["published", "carrying_out", "evaluating", "closed"])
# 四议: the Party branch and the two committees look at a matter before and beside its admission.
BEFORE = frozenset(["in_review"])


@dataclass(frozen=True, kw_only=True)
class Form:
    """One form. `level` is "community", "grid" or "building": where it is convened and whose matters it takes.

    `members` names the body of members a meeting consists of, where it is not simply whoever was invited: "households",
    "owners", "representatives", "council", "party" or "committee". `stages` are those of the matters it may take.
    """

    code: str
    zh: str
    en: str
    level: str = "community"
    statutory: bool = False
    members: str = ""
    needs_matter: bool = True
    stages: frozenset[str] = ADMITTED
    stances: tuple[str, ...] = DEBATE
    core: tuple[str, ...] = TWO_COMMITTEES
    by_category: bool = True
    needs_stakeholders: bool = True
    needs_materials: bool = False
    needs_study: bool = False
    may_delegate: bool = True
    short_notice: bool = False
    advisers: bool = False
    conveners: tuple[str, ...] = (*OFFICE, "party_secretary", "party_deputy")
    chairs: tuple[str, ...] = (
        *OFFICE,
        "committee_member",
        "party_secretary",
        "party_deputy",
        "council_member",
    )
    phases: tuple[Phase, ...]
    output: str

    @property
    def notice(self) -> str:
        """The key of its notice period in the rule pack."""
        return f"notice_days.{self.code}"

    @property
    def votes(self) -> dict[str, str]:
        """The rules it may put a motion under, and the force of the result: "binding" or "advisory"."""
        return rules.VOTES.get(self.code, {})

    @property
    def points(self) -> tuple[str, ...]:
        """The kinds of points recorded in it, in the order of its phases."""
        return tuple(dict.fromkeys(kind for phase in self.phases for kind in phase.points))

    @property
    def every_stance(self) -> frozenset[str]:
        """All that one may ask to speak for in some phase of it."""
        return frozenset(self.stances).union(*(phase.stances for phase in self.phases))

    def phase(self, code: str) -> Phase | None:
        return next((phase for phase in self.phases if phase.code == code), None)

    @property
    def may_vote(self) -> bool:
        return bool(self.votes)


_FORMS = (
    Form(
        code="collection",
        zh="征集会",
        en="Collection session",
        needs_matter=False,
        stances=TALK,
        by_category=False,
        needs_stakeholders=False,
        phases=phases.COLLECTION,
        output="matters",
    ),
    Form(
        code="round_table",
        zh="圆桌会",
        en="Round table",
        needs_materials=True,
        phases=phases.ROUND_TABLE,
        output="consensus",
    ),
    Form(
        code="heart_to_heart",
        zh="恳谈会",
        en="Heart-to-heart talk",
        stances=TALK,
        phases=phases.HEART_TO_HEART,
        output="concerns",
    ),
    Form(
        code="proposal_review",
        zh="提案评议会",
        en="Proposal review",
        needs_materials=True,
        phases=phases.PROPOSAL_REVIEW,
        output="ranking",
    ),
    Form(
        code="hearing",
        zh="听证会",
        en="Hearing",
        needs_materials=True,
        advisers=True,
        phases=phases.HEARING,
        output="opinion",
    ),
    Form(
        code="coordination",
        zh="协调会",
        en="Coordination session",
        stages=ADMITTED | REFERRED,
        stances=TALK,
        advisers=True,
        phases=phases.COORDINATION,
        output="settlement",
    ),
    Form(
        code="appraisal",
        zh="评议会",
        en="Appraisal session",
        stages=AFTERWARDS,
        stances=TALK,
        core=(*TWO_COMMITTEES, "supervision_team"),
        conveners=(*OFFICE, "party_secretary", "party_deputy", "supervisor"),
        chairs=("supervisor", *OFFICE, "committee_member"),
        phases=phases.APPRAISAL,
        output="rectifications",
    ),
    Form(
        # 四方联动 (A17): residents' committee, owners' committee and property manager, with the community's lawyer.
        code="joint_meeting",
        zh="联席会议",
        en="Joint meeting",
        stages=ADMITTED | REFERRED,
        core=(*TWO_COMMITTEES, "owners_committee", "property_manager"),
        needs_materials=True,
        advisers=True,
        conveners=(*OFFICE, "party_secretary", "party_deputy", "subdistrict_officer"),
        chairs=(*OFFICE, "committee_member", "party_secretary", "party_deputy", "subdistrict_officer"),
        phases=phases.JOINT_MEETING,
        output="commitments",
    ),
    Form(
        code="council",
        zh="议事会",
        en="Deliberation council",
        members="council",
        needs_materials=True,
        may_delegate=False,
        phases=phases.COUNCIL,
        output="opinion",
    ),
    Form(
        code="grid_session",
        zh="网格议事会",
        en="Grid session",
        level="grid",
        stages=WITH_GRID,
        stances=TALK,
        core=("residents_committee",),
        conveners=("grid_lead",),
        chairs=("grid_lead", "grid_worker", "committee_member"),
        phases=phases.NEIGHBOURS,
        output="consensus",
    ),
    Form(
        code="building_session",
        zh="楼栋议事会",
        en="Building session",
        level="building",
        stages=WITH_GRID,
        stances=TALK,
        core=("residents_committee",),
        by_category=False,
        conveners=("building_lead", "grid_lead"),
        chairs=("building_lead", "grid_lead", "grid_worker"),
        phases=phases.NEIGHBOURS,
        output="consensus",
    ),
    Form(
        # §26: notice ten days ahead, in special cases at short notice.
        code="residents_meeting",
        zh="居民会议",
        en="Residents' meeting",
        statutory=True,
        members="households",
        needs_matter=False,
        by_category=False,
        core=(),
        needs_materials=True,
        needs_study=True,
        short_notice=True,
        advisers=True,
        conveners=DIRECTORS,
        chairs=(*DIRECTORS, "committee_member"),
        phases=phases.STATUTORY,
        output="decision",
    ),
    Form(
        # §28: committee members and representatives; a representative may send nobody in their place.
        code="representatives_meeting",
        zh="居民代表会议",
        en="Representatives' meeting",
        statutory=True,
        members="representatives",
        needs_matter=False,
        by_category=False,
        core=(),
        needs_materials=True,
        needs_study=True,
        may_delegate=False,
        advisers=True,
        conveners=DIRECTORS,
        chairs=(*DIRECTORS, "committee_member"),
        phases=phases.STATUTORY,
        output="decision",
    ),
    Form(
        code="owners_assembly",
        zh="业主大会",
        en="Owners' assembly",
        statutory=True,
        members="owners",
        by_category=False,
        core=("owners_committee", "property_manager"),
        needs_materials=True,
        advisers=True,
        conveners=("owners_committee_member", *DIRECTORS),
        chairs=("owners_committee_member", *DIRECTORS, "committee_member"),
        phases=phases.STATUTORY,
        output="decision",
    ),
    Form(
        # A meeting of members by their own rules: nobody outside is touched by it alone, so it needs no X.
        code="party_branch",
        zh="支部党员大会",
        en="Party branch meeting",
        statutory=True,
        members="party",
        needs_matter=False,
        stages=BEFORE | ADMITTED | WITH_GRID,
        by_category=False,
        core=(),
        needs_stakeholders=False,
        may_delegate=False,
        conveners=("party_secretary", "party_deputy"),
        chairs=("party_secretary", "party_deputy", "party_committee_member"),
        phases=phases.MEMBERS,
        output="opinion",
    ),
    Form(
        code="committee_meeting",
        zh="居委会会议",
        en="Residents' committee meeting",
        statutory=True,
        members="committee",
        needs_matter=False,
        stages=BEFORE | ADMITTED | WITH_GRID | REFERRED,
        by_category=False,
        core=(),
        needs_stakeholders=False,
        may_delegate=False,
        conveners=DIRECTORS,
        chairs=(*DIRECTORS, "committee_member"),
        phases=phases.MEMBERS,
        output="opinion",
    ),
)

FORMS: dict[str, Form] = {form.code: form for form in _FORMS}
