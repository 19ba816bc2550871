"""The life of a matter as one table, and the small tables of the things it meets on its way.

    raise → accept → review → convene → discuss → vote → resolve → publish → carry out → evaluate → archive
    提出     受理      议题审核   开会通知    协商       表决    决议      公示       办理        评价       归档

A row says: this verb takes a thing from one of these stages to that one; any of these people may do it; all of these
guards must hold. `who` are predicates of `people/permits.py` (and a stage's own `permits.py`); guards are dotted names
below `consult.`, resolved by `config/wiring.py`, where an unknown name stops the start. A row without `who` is no
button: the verb is done to something else (a session, a poll) and carries the matter along, or the system does it.
An empty `to` leaves the stage as it is; several let the verb choose. The server, the API (`allowed`), the docs and the
tests read the same rows. This file imports nothing.
"""


class Row:
    __slots__ = ("guards", "stages", "to", "verb", "who")

    def __init__(self, verb: str, stages: str, to: str, who: str = "", guards: str = "") -> None:
        self.verb = verb
        self.stages = tuple(stages.split())
        self.to = tuple(to.split())
        self.who = tuple(who.split())
        self.guards = tuple(guards.split())

    def __repr__(self) -> str:
        return f"Row({self.verb}: {'|'.join(self.stages) or '·'} → {'|'.join(self.to) or '='})"


# Stages in which a matter is open: it can be found, endorsed and merged into.
OPEN = "submitted accepted with_grid in_review returned listed convened discussing voting resolving"
# Stages in which a small matter rests with its grid.
GRID = "with_grid"
# Ends and answers a proposer may contest once (rules.md §2.17).
CONTESTABLE = "with_grid in_review rejected merged referred transferred"
# Answers that leave a matter without a session: a petition may still oblige one (法 §§26, 28). What is convened already,
# or further, stays where it is when a petition succeeds.
TURNED_DOWN = "not_listed failed rejected referred transferred answered"

# The tables are read as tables: the formatter keeps out.
# fmt: off
MATTER = (
    # 提出 raise
    Row("matter.raise", "", "submitted", "signed_in"),
    Row("matter.enter", "", "unconfirmed", "grid_worker_here building_lead_here committee_staff"),
    Row("matter.confirm", "unconfirmed", "submitted", "proposer enters_here", "intake.guards.confirmation_shown"),
    Row("matter.endorse", OPEN, "", "neighbour",
        "intake.guards.not_proposer intake.guards.home_confirmed intake.guards.not_endorsed"),
    Row("matter.promote", "submitted accepted with_grid", "in_review", "", "intake.guards.endorsed_enough"),
    Row("matter.withdraw", "unconfirmed submitted accepted returned", "withdrawn", "proposer"),
    Row("matter.remind", "submitted in_review referred transferred", ""),
    # 受理与分流 accept and route
    Row("matter.accept", "submitted", "accepted", "grid_worker_here grid_lead_here committee_staff"),
    Row("matter.suggest", "accepted", "", "grid_worker_here"),
    Row("matter.route", "accepted", "with_grid in_review referred transferred rejected merged", "grid_lead_here committee_staff",
        "intake.guards.route_is_yours intake.guards.common_property_asked intake.guards.override_has_reason "
        "intake.guards.not_in_dispute"),
    Row("matter.dispute", "accepted", "", "grid_lead_here committee_staff"),
    Row("matter.assign", "accepted with_grid referred transferred", "with_grid in_review referred transferred rejected", "party_secretary",
        "intake.guards.secretary_must_decide"),
    Row("matter.reassign", "with_grid referred transferred", "", "grid_lead_here committee_staff",
        "intake.guards.reassignments_left"),
    Row("matter.handle", GRID, "evaluating", "grid_worker_here grid_lead_here", "intake.guards.handled_on_the_spot"),
    Row("matter.escalate", GRID, "in_review", "grid_lead_here committee_staff", "intake.guards.beyond_one_grid"),
    Row("matter.delegate", "in_review listed", "with_grid", "party_secretary committee_staff",
        "intake.guards.within_one_grid intake.guards.not_petitioned"),
    Row("matter.refer_up", "with_grid in_review listed", "transferred", "party_secretary committee_staff",
        "intake.guards.not_petitioned intake.guards.no_open_contest"),
    Row("matter.hand_down", "transferred", "accepted", "subdistrict_officer",
        "intake.guards.hand_downs_left intake.guards.no_open_contest"),
    Row("matter.answer", "referred transferred", "answered", "committee_staff subdistrict_officer"),
    Row("matter.track", "referred transferred", "", "committee_staff subdistrict_officer"),
    Row("matter.erase", "rejected archived", ""),
    # 议题审核 Party topic review
    Row("topic.opine", "in_review", "", "party_committee_member", "intake.guards.not_opined"),
    Row("topic.admit", "in_review", "listed", "party_secretary", "intake.guards.no_open_contest intake.guards.opinions_enough"),
    Row("topic.return", "in_review", "returned", "party_secretary", "intake.guards.not_petitioned intake.guards.no_open_contest"),
    Row("topic.decline", "in_review", "not_listed", "party_secretary",
        "intake.guards.not_petitioned intake.guards.no_open_contest intake.guards.opinions_enough"),
    Row("matter.revise", "returned", "in_review", "proposer"),
    Row("matter.again", "failed", "in_review", "neighbour proposer", "intake.guards.new_ground"),
    # 申诉与联名 contest, appeal, petition
    Row("matter.contest", CONTESTABLE, "", "proposer", "intake.guards.not_contested_before"),
    Row("matter.rehear", CONTESTABLE, "accepted with_grid in_review rejected merged referred transferred", "committee_staff committee_director party_secretary",
        "intake.guards.contest_open intake.guards.another_person"),
    Row("topic.appeal", "returned not_listed", "", "proposer", "intake.guards.not_appealed_before"),
    Row("topic.hear_appeal", "returned not_listed", "in_review returned not_listed", "working_committee",
        "intake.guards.appeal_open intake.guards.not_own_appeal"),
    Row("petition.start", OPEN + " " + TURNED_DOWN, "", "neighbour representative",
        "intake.guards.home_confirmed intake.guards.no_petition_yet"),
    Row("petition.oblige", "unconfirmed submitted accepted with_grid in_review returned merged withdrawn " + TURNED_DOWN, "listed"),
    # 党组织研究讨论 (§30): before a meeting decides
    Row("study.record", "listed convened discussing resolving", "", "party_secretary"),
    # 开会、协商、表决 convene, discuss, vote: these verbs are done to a session or a poll
    Row("session.publish", "listed discussing resolving", "convened"),
    Row("session.publish", "with_grid", ""),
    Row("session.cancel", "convened", "listed"),
    Row("session.open", "convened listed", "discussing"),
    Row("session.close", "convened discussing", "discussing"),
    Row("poll.open", "convened discussing", "voting"),
    Row("poll.void", "voting", "discussing"),
    Row("poll.unopenable", "voting", "discussing"),
    Row("poll.close", "voting", "discussing"),
    Row("poll.unseal", "voting", "discussing"),
    # 决议、公示 resolve, publish
    Row("resolution.draft", "discussing voting with_grid convened", "resolving"),
    Row("matter.fail", "discussing voting", "failed"),
    Row("resolution.reopen", "resolving published", "discussing"),
    Row("resolution.publish", "resolving", "published"),
    # 办理、评价、归档 carry out, evaluate, archive
    Row("order.issue", "published resolving", "carrying_out"),
    Row("order.verify", "carrying_out", "evaluating"),
    Row("rectification.open", "evaluating", "carrying_out"),
    Row("evaluation.give", "evaluating", "", "affected proposer evaluator_here", "supervision.guards.not_evaluated_yet"),
    Row("matter.close", "evaluating", "closed", "party_secretary",
        "supervision.guards.publication_over supervision.guards.objections_answered "
        "supervision.guards.all_verified supervision.guards.closer_is_not_inspector "
        "supervision.guards.evaluated_well_enough supervision.guards.no_open_rectification "
        "supervision.guards.called_meeting_held supervision.guards.filed_where_the_law_asks"),
    Row("matter.archive", "closed answered rejected merged withdrawn", "archived", "committee_staff",
        "supervision.guards.feedback_given"),
)

SESSION = (
    Row("session.convene", "", "drafted", "convener_here", "agenda.guards.form_fits_matter agenda.guards.authorized"),
    Row("proposal.call", "drafted published", "", "session_staff",
        "meeting.guards.form_calls_for_proposals meeting.guards.no_proposals_yet"),
    # Asked for after publishing too, so that the refusal says what the lock is for.
    Row("session.compose", "drafted published", "", "session_staff", "agenda.guards.agenda_unlocked"),
    Row("session.add_item", "drafted published open adjourned", "", "session_staff",
        "agenda.guards.agenda_unlocked agenda.guards.topic_listed"),
    Row("session.drop_item", "drafted published", "", "session_staff", "agenda.guards.agenda_unlocked"),
    Row("session.add_material", "drafted published open", "", "session_staff"),
    Row("session.appoint", "drafted published", "", "session_staff", "agenda.guards.chair_is_neutral"),
    Row("session.publish", "drafted", "published", "session_staff",
        "agenda.guards.has_items agenda.guards.has_materials agenda.guards.stakeholders_present "
        "agenda.guards.composed_lawfully agenda.guards.pages_written agenda.guards.chair_appointed "
        "agenda.guards.notice_long_enough agenda.guards.studied_first meeting.guards.call_written"),
    Row("session.serve", "published", "", "session_staff lead_of_invited", "agenda.guards.invitation_is_yours"),
    Row("session.reply", "published", "", "invited session_staff lead_of_invited",
        "agenda.guards.invitation_is_yours agenda.guards.may_delegate"),
    Row("session.cancel", "drafted published", "cancelled", "session_staff", "agenda.guards.obliged_elsewhere"),
    Row("session.open", "published adjourned", "open", "session_chair session_staff", "meeting.guards.notice_day_reached"),
    Row("ranking.draw", "open", "", "session_chair", "meeting.guards.scoring_running meeting.guards.all_scored"),
    Row("session.adjourn", "open", "adjourned", "session_chair", "meeting.guards.no_poll_open"),
    Row("session.close", "open", "closed", "session_chair session_staff", "meeting.guards.no_poll_open"),
    Row("minutes.edit", "open adjourned closed", "", "session_recorder session_staff", "meeting.guards.minutes_unfrozen"),
    Row("minutes.approve", "closed", "", "session_attendee",
        "meeting.guards.minutes_unfrozen meeting.guards.minutes_written"),
    Row("minutes.freeze", "closed", "", "session_chair session_recorder",
        "meeting.guards.minutes_unfrozen meeting.guards.minutes_written meeting.guards.opinions_answered"),
    Row("minutes.add_photo", "open adjourned closed", "", "session_recorder session_staff",
        "meeting.guards.minutes_unfrozen meeting.guards.faces_covered"),
    Row("minutes.drop_photo", "open adjourned closed", "", "session_recorder session_staff", "meeting.guards.minutes_unfrozen"),
    Row("session.answer_opinions", "closed", "", "session_staff session_recorder"),
    Row("session.fail", "closed", "", "session_chair session_staff", "meeting.guards.grid_session_without_outcome"),
    Row("session.agree", "closed", "", "session_chair session_staff", "meeting.guards.consensus_recorded"),
)

MOTION = (
    Row("motion.draft", "", "drafted", "session_staff session_chair",
        "agenda.guards.agenda_unlocked agenda.guards.not_reserved_or_authorized"),
    Row("motion.write_page", "drafted", "", "session_staff", "agenda.guards.agenda_unlocked"),
    Row("motion.check_legality", "drafted pending", "", "legal_adviser", "agenda.guards.may_be_voted"),
    Row("motion.take_up", "drafted", "pending", "session_chair",
        "meeting.guards.session_open meeting.guards.nothing_pending meeting.guards.agenda_published"),
    Row("motion.amend", "drafted", "", "session_staff session_chair session_recorder",
        "agenda.guards.agenda_unlocked agenda.guards.not_reserved_or_authorized voting.guards.no_poll_yet"),
    Row("motion.amend", "pending", "", "session_chair session_recorder",
        "agenda.guards.not_reserved_or_authorized voting.guards.no_poll_yet"),
    Row("motion.withdraw", "drafted pending", "withdrawn", "session_chair mover", "voting.guards.no_poll_yet"),
    Row("motion.split", "pending", "withdrawn", "session_chair", "voting.guards.no_poll_yet"),
    Row("poll.open", "pending drafted", "put"),
    Row("poll.void", "put", "pending"),
    Row("poll.unopenable", "put", "pending"),
    # 未达法定人数: nothing was decided, and the motion lapses (未决): it may be moved again at another session.
    # Pending again: what came first in an ordering goes into its second round (两轮).
    Row("poll.close", "put", "carried defeated lapsed pending"),
    Row("poll.unseal", "put", "carried defeated lapsed pending"),
    Row("poll.record_official", "drafted pending", "carried defeated lapsed"),
)

POLL = (
    Row("poll.prepare", "", "prepared", "session_staff session_chair",
        "voting.guards.no_live_poll voting.guards.rule_fits voting.guards.owners_are_asked_themselves"),
    # 密封票箱: a key in three hands and a rehearsal before; two of the three after. Closing it ends the voting (已封箱).
    Row("poll.key", "prepared", "", "sealed_poll_staff"),
    Row("poll.rehearse", "prepared", "", "sealed_poll_staff",
        "voting.guards.key_given voting.guards.opened_by_two"),
    Row("poll.open", "prepared", "open", "session_chair session_staff",
        "voting.guards.held_here voting.guards.session_sits voting.guards.one_at_a_time "
        "voting.guards.on_published_agenda voting.guards.legality_checked voting.guards.debate_done "
        "voting.guards.quorate voting.guards.secrecy_possible voting.guards.box_ready "
        "voting.guards.reviewer_does_not_chair"),
    Row("poll.close", "open", "closed shut", "session_chair session_staff",
        "voting.guards.paper_reconciled voting.guards.hands_entered"),
    # Without a quorum the box is not opened: found at the end, or once the paper is counted.
    Row("poll.close", "shut", "closed"),
    Row("poll.unseal", "shut", "closed", "session_chair session_staff",
        "voting.guards.paper_reconciled voting.guards.opened_by_two"),
    Row("poll.unopenable", "shut", "unopenable", "supervisor", "voting.guards.two_shares_lost"),
    Row("poll.void", "prepared open shut", "void", "session_staff party_secretary"),
    Row("ballot.cast", "open", "", "voter",
        "voting.guards.not_by_hands voting.guards.not_on_paper_alone voting.guards.not_in_conflict"),
    Row("hands.count", "open", "", "session_recorder session_staff",
        "voting.guards.by_show_of_hands voting.guards.not_in_conflict"),
    Row("paper.issue", "open", "", "session_staff", "voting.guards.not_by_hands"),
    Row("paper.enter", "open shut", "", "session_staff session_recorder",
        "voting.guards.not_by_hands voting.guards.paper_box_may_be_opened"),
    Row("paper.confirm", "open shut", "", "session_staff session_recorder",
        "voting.guards.not_by_hands voting.guards.paper_box_may_be_opened"),
    Row("poll.assist", "open", "", "session_staff grid_worker_here",
        "voting.guards.not_by_hands voting.guards.not_on_paper_alone voting.guards.not_in_conflict "
        "voting.guards.helpers_are_fit"),
    Row("roll.strike", "open", "", "session_staff"),
    Row("conflict.declare", "prepared open", "", "voter session_staff"),
    # 书面委托: where the rule allows it. The owner's own ballot and a revocation both come before the agent's, until it is cast.
    Row("proxy.record", "open", "", "session_staff",
        "voting.guards.proxies_allowed voting.guards.not_by_hands "
        "voting.guards.not_in_conflict voting.guards.letter_checked voting.guards.agent_is_fit voting.guards.agent_has_room"),
    Row("proxy.revoke", "open", "", "session_staff grantor"),
    Row("poll.record_official", "prepared", "closed", "committee_staff", "voting.guards.city_records_official"),
)

# 提案: from the call to the Party organization's answer.
PROPOSAL = (
    Row("proposal.submit", "", "submitted", "attendee",
        "intake.guards.home_confirmed meeting.guards.call_is_open meeting.guards.proposals_left"),
    Row("proposal.amend", "submitted", "", "proposal_owner session_staff session_recorder", "meeting.guards.before_scoring"),
    Row("proposal.withdraw", "submitted", "withdrawn", "proposal_owner", "meeting.guards.before_scoring"),
    Row("proposal.merge", "submitted", "merged", "proposal_owner session_staff session_recorder",
        "meeting.guards.before_scoring meeting.guards.other_stands meeting.guards.both_agree"),
    Row("ranking.draw", "submitted", "ranked"),
    Row("proposal.adopt", "ranked", "adopted", "party_secretary", "meeting.guards.list_sent"),
    Row("proposal.decline", "ranked", "declined", "party_secretary", "meeting.guards.list_sent"),
)

# 诉求: told in a session or at the talk studio's desk.
CONCERN = (
    Row("concern.tell", "", "heard", "attendee", "meeting.guards.concerns_gathered meeting.guards.teller_has_come"),
    Row("concern.note", "", "heard", "listens_here"),
    Row("concern.bring", "heard", "", "listens_here", "meeting.guards.told_at_the_studio meeting.guards.concerns_gathered"),
    Row("concern.group", "heard", "", "concern_desk"),
    Row("concern.raise", "heard", "raised", "teller committee_staff"),
    Row("concern.keep", "heard", "kept", "teller concern_desk"),
)

RESOLUTION = (
    Row("resolution.draft", "", "draft"),
    Row("resolution.edit", "draft", "", "resolution_drafter"),
    Row("duty.set", "draft", "", "resolution_drafter"),
    Row("duty.drop", "draft", "", "resolution_drafter"),
    Row("resolution.check_legality", "draft", "checked", "legal_adviser", "resolution.guards.text_complete"),
    Row("resolution.reopen_text", "checked", "draft", "resolution_drafter"),
    Row("resolution.sign", "draft checked", "signed", "resolution_signer",
        "resolution.guards.duties_complete resolution.guards.legality_favourable "
        "resolution.guards.study_recorded resolution.guards.second_factor_fresh"),
    Row("resolution.refuse", "checked draft", "refused", "resolution_signer", "resolution.guards.is_meeting_decision"),
    Row("resolution.countersign", "signed", "countersigned", "supervisor",
        "resolution.guards.needs_countersign resolution.guards.countersigner_did_not_sign "
        "resolution.guards.second_factor_fresh"),
    Row("resolution.publish", "signed countersigned", "published", "committee_staff grid_lead_here",
        "resolution.guards.countersigned_if_needed"),
    Row("objection.raise", "published", "", "neighbour",
        "resolution.guards.publication_running intake.guards.home_confirmed resolution.guards.no_objection_waiting"),
    Row("resolution.file", "published in_force", "", "committee_staff", "resolution.guards.needs_filing"),
    Row("resolution.reopen", "published", "reopened", "supervisor", "resolution.guards.objection_upheld"),
    Row("resolution.take_down", "published", "in_force", "committee_staff",
        "resolution.guards.publication_over resolution.guards.objections_settled"),
)

OBJECTION = (
    Row("objection.answer", "raised", "answered", "committee_staff committee_director party_secretary",
        "resolution.guards.answerer_is_not_signer resolution.guards.not_own_objection"),
    Row("objection.review", "answered", "upheld settled", "supervisor",
        "resolution.guards.review_asked resolution.guards.reviewer_is_another resolution.guards.not_own_objection"),
    Row("objection.ask_review", "answered", "", "objector", "resolution.guards.review_may_be_asked"),
    Row("objection.settle", "answered", "settled", "objector"),
)

ORDER = (
    Row("order.issue", "", "issued", "party_secretary", "supervision.guards.may_be_carried_out"),
    Row("order.begin", "issued", "under_way", "order_owner committee_staff"),
    Row("order.progress", "issued under_way", "under_way", "order_owner committee_staff"),
    Row("order.ask_extension", "issued under_way", "", "order_owner", "supervision.guards.no_extension_pending"),
    Row("order.decide_extension", "issued under_way", "", "party_secretary", "supervision.guards.extension_pending"),
    Row("order.report_done", "under_way", "reported", "order_owner committee_staff", "supervision.guards.progress_shown"),
    Row("order.inspect", "issued under_way reported", "", "inspector", "supervision.guards.inspector_is_not_owner"),
    Row("order.verify", "reported", "verified", "inspector", "supervision.guards.inspector_is_not_owner"),
    Row("order.send_back", "reported", "under_way", "inspector", "supervision.guards.inspector_is_not_owner"),
    Row("order.close", "verified", "closed", "party_secretary", "supervision.guards.closer_is_not_inspector_of_order"),
)

PETITION = (
    Row("petition.sign", "gathering", "", "petitioner_here", "intake.guards.not_signed_yet"),
    Row("petition.withdraw", "gathering", "withdrawn", "petition_starter"),
    Row("petition.oblige", "gathering", "obliged"),
)

# What is done in a room is written to the room's own stream; its stages are the session's.
ROOM = (
    Row("presence.sign_in", "published open adjourned", "", "attendee session_staff",
        "meeting.guards.doors_open meeting.guards.not_removed"),
    Row("presence.sign_out", "published open adjourned", "", "attendee session_staff"),
    Row("floor.raise", "open", "", "attendee session_staff",
        "meeting.guards.not_removed meeting.guards.speaker_signed_in meeting.guards.something_to_discuss "
        "meeting.guards.phase_open meeting.guards.floor_is_yours meeting.guards.motion_first meeting.guards.not_waiting meeting.guards.turns_left "
        "meeting.guards.chair_keeps_neutral"),
    Row("floor.lower", "open adjourned", "", "attendee session_staff"),
    Row("floor.next", "open", "", "chair_now"),
    Row("floor.hold", "open", "", "chair_now", "meeting.guards.somebody_speaks"),
    Row("floor.extend", "open", "", "chair_now", "meeting.guards.somebody_speaks"),
    Row("floor.cut", "open", "", "chair_now", "meeting.guards.somebody_speaks"),
    Row("remark.send", "open", "", "attendee session_staff",
        "meeting.guards.not_removed meeting.guards.speaker_signed_in"),
    Row("remark.show", "open adjourned closed", "", "chair_now session_staff session_recorder"),
    Row("remark.refuse", "open adjourned closed", "", "chair_now session_staff session_recorder"),
    Row("remark.report", "open adjourned closed", "", "attendee",
        "meeting.guards.not_own_remark meeting.guards.remark_is_shown"),
    Row("opinion.write", "published open adjourned closed", "", "attendee session_staff",
        "meeting.guards.opinions_taken meeting.guards.opinion_not_answered"),
    Row("opinion.answer", "open adjourned closed", "", "session_staff session_recorder", "meeting.guards.minutes_open"),
    Row("point.record", "open closed", "", "chair_now session_recorder session_staff",
        "meeting.guards.minutes_open meeting.guards.point_fits_form"),
    Row("point.confirm", "open closed", "", "chair_now", "meeting.guards.minutes_open"),
    Row("point.drop", "open closed", "", "chair_now session_recorder session_staff", "meeting.guards.minutes_open"),
    Row("score.give", "open", "", "attendee session_staff",
        "meeting.guards.not_removed meeting.guards.judge_is_known meeting.guards.speaker_signed_in "
        "meeting.guards.scoring_open meeting.guards.not_own_proposal"),
    Row("appraisal.score", "open", "", "attendee session_staff",
        "meeting.guards.not_removed meeting.guards.judge_is_known meeting.guards.speaker_signed_in "
        "meeting.guards.scoring_open"),
    Row("phase.enter", "open", "", "chair_now", "meeting.guards.no_poll_open_here"),
    Row("round.begin", "open", "", "chair_now",
        "meeting.guards.something_to_discuss meeting.guards.phase_has_rounds meeting.guards.no_round_running"),
    Row("item.take_up", "open", "", "chair_now", "meeting.guards.no_poll_open_here"),
    Row("chair.hand_over", "open", "", "chair_now",
        "meeting.guards.successor_is_here meeting.guards.successor_is_neutral"),
    Row("chair.take_back", "open", "", "session_chair", "meeting.guards.own_motion_settled"),
    Row("room.arrange", "published open adjourned", "", "chair_now session_staff"),
    Row("kiosk.open", "published open adjourned", "", "session_staff session_recorder"),
    Row("person.warn", "open", "", "chair_now"),
    Row("person.remove", "open", "", "chair_now"),
    Row("person.readmit", "open", "", "chair_now"),
)

TABLES = {
    "matter": MATTER,
    "session": SESSION,
    "room": ROOM,
    "motion": MOTION,
    "poll": POLL,
    "proposal": PROPOSAL,
    "concern": CONCERN,
    "resolution": RESOLUTION,
    "objection": OBJECTION,
    "order": ORDER,
    "petition": PETITION,
}

# fmt: on

# Verbs that make the thing they are about: there is nothing yet to carry a button.
MAKERS = frozenset(
    [
        "matter.raise",
        "matter.enter",
        "session.convene",
        "motion.draft",
        "poll.prepare",
        "proposal.submit",
        "concern.tell",
        "concern.note",
        "resolution.draft",
        "order.issue",
    ]
)

# Nothing waits at a desk because of these: what has its button on the residents' pages, and what is open to one at a stage
# and seldom what one came for. `make schema` writes both out for the desk's buttons.
RESIDENTS = frozenset(
    [
        "matter.raise",
        "matter.endorse",
        "matter.withdraw",
        "matter.revise",
        "matter.again",
        "matter.contest",
        "topic.appeal",
        "petition.start",
        "petition.sign",
        "petition.withdraw",
        "ballot.cast",
        "minutes.approve",
        "remark.report",
        "objection.raise",
        "objection.ask_review",
        "objection.settle",
    ]
)
ASIDE = frozenset(
    [
        "matter.dispute",
        "matter.assign",
        "matter.reassign",
        "matter.escalate",
        "matter.delegate",
        "matter.refer_up",
        "matter.hand_down",
        "matter.track",
        "topic.return",
        "topic.decline",
        "study.record",
        "session.compose",
        "session.add_item",
        "session.add_material",
        "session.appoint",
        "proposal.call",
        "session.cancel",
        "session.drop_item",
        "session.answer_opinions",
        "session.adjourn",
        "session.close",
        "session.fail",
        "motion.amend",
        "motion.withdraw",
        "motion.split",
        "poll.void",
        "conflict.declare",
        "proxy.record",
        "proxy.revoke",
        "resolution.edit",
        "resolution.file",
        "resolution.reopen_text",
        "resolution.refuse",
        "resolution.reopen",
        "order.ask_extension",
        "order.send_back",
        "order.inspect",
        "evaluation.give",
    ]
)

# The rail: where on the line each stage of a matter stands. A small matter passes by what it does not need.
STATIONS = (
    ("raise", "unconfirmed submitted withdrawn"),
    ("accept", "accepted rejected merged referred transferred answered"),
    ("review", "in_review returned not_listed"),
    ("notice", "listed convened"),
    ("discuss", "with_grid discussing failed"),
    ("vote", "voting"),
    ("resolve", "resolving"),
    ("publish", "published"),
    ("carry_out", "carrying_out"),
    ("evaluate", "evaluating"),
    ("archive", "closed archived"),
)

ENDED = frozenset(
    ["withdrawn", "rejected", "merged", "answered", "not_listed", "failed", "closed", "archived"]
)
