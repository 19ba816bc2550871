"""One filled-in example of every document: the meal point of Huai'an (助餐点), all of it fictional."""

from dataclasses import replace
from datetime import UTC, date, datetime

from consult.paper.documents import (
    ballots,
    intake,
    publication,
    resolution,
    sessions,
    supervision,
)
from consult.paper.documents.parts import Head, Signature

URL = "https://consult.example/n/QY-HA-2026-0001"
HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


def at(month: int, day: int, hour: int = 9, minute: int = 30) -> datetime:
    """A moment of 2026 in Chinese time, handed over in UTC as a database would."""
    return datetime(2026, month, day, (hour - 8) % 24, minute, tzinfo=UTC)


def head(number: str) -> Head:
    return Head(number=number, community="青榆街道槐安社区", generated_at=at(4, 2), version=1)


SECRETARY = Signature(role="社区党组织书记", name="周书记（演示）", signed_at=at(4, 2, 10, 5), text_hash=HASH)
SUPERVISOR = Signature(
    role="居务监督委员会成员（复核）", name="吕监督（演示）", signed_at=at(4, 2, 15, 40), text_hash=HASH
)

RESPONSIBILITIES = tuple(
    resolution.Responsibility(
        matter=matter, party=party, person=person, due=due, funding=funding, standard=standard
    )
    for matter, party, person, due, funding, standard in (
        (
            "完成原自行车库 120 平方米的腾空、消防验收和无障碍改造",
            "社区居民委员会",
            "何副主任",
            date(2026, 5, 10),
            "街道微更新资金 6 万元",
            "消防意见书合格；门口坡道坡度不大于 1:12",
        ),
        (
            "与中央厨房签订配送合同，现场只分餐、不设灶具",
            "运营单位",
            "青禾助餐·小郑",
            date(2026, 5, 20),
            "运营单位自筹",
            "合同写明 10:30–13:00 营业、食品留样 48 小时",
        ),
        (
            "安装静音门并划定等候区",
            "社区居民委员会",
            "网格员·小柏",
            date(2026, 5, 25),
            "社区公益金 4800 元",
            "楼上 16 户中随机 5 户签字认可",
        ),
        (
            "公布收费标准和困难老人补贴办法",
            "社会组织",
            "社工·小邵",
            date(2026, 5, 25),
            "无需资金",
            "公开栏和线上同时公布",
        ),
        (
            "开业后每月公布一次收支",
            "运营单位",
            "青禾助餐·小郑",
            date(2026, 8, 31),
            "无需资金",
            "每月 5 日前公布，监督委员会抽查",
        ),
        (
            "三个月后召开评议会",
            "居务监督委员会",
            "吕监督",
            date(2026, 8, 31),
            "无需资金",
            "楼上 16 户全部送达评价表",
        ),
    )
)

RESOLUTION = resolution.Resolution(
    head=head("槐安议〔2026〕第3号"),
    title="关于用社区闲置用房开设老年助餐点的决议",
    called="决议",
    settles="决定事项",
    matter_number="QY-HA-2026-0001",
    topic="用社区闲置用房开设老年助餐点",
    sessions=(
        resolution.SessionHeld(
            form="听证会",
            held_on=date(2026, 3, 14),
            place="槐安社区议事厅",
            outcome="记录异议 3 条：油烟、人流、收费",
        ),
        resolution.SessionHeld(
            form="圆桌会",
            held_on=date(2026, 3, 21),
            place="槐安社区议事厅",
            outcome="形成协商意见：不设灶具，只分餐",
        ),
        resolution.SessionHeld(
            form="居民代表会议",
            held_on=date(2026, 4, 1),
            place="育澜小学报告厅",
            outcome="42 人应到，36 人到会，表决通过",
        ),
    ),
    participants=(
        resolution.ParticipantGroup(name="固定（1）", members="社区党组织、社区居民委员会"),
        resolution.ParticipantGroup(name="职能（N）", members="居务监督委员会、社区医院、社区律师、社会组织"),
        resolution.ParticipantGroup(
            name="利害（X）", members="楼上 16 户（全部送达，到会 14 户）、老年居民代表 6 人"
        ),
    ),
    consensus=(
        "原自行车库改作老年助餐点，不设灶具，由中央厨房配送，现场只分餐。",
        "营业时间为 10:30 至 13:00，周末照常；试运营三个月。",
        "楼上住户对人流和声响的意见，由居民委员会逐条书面答复，并在试运营期末评议。",
    ),
    reservations=("2 户保留意见：担心试运营结束后改为自行烹饪。已写明改变经营方式须重新表决。",),
    tally="42 人应到，36 人到会，赞成 29、反对 5、弃权 2，赞成须超过 18：通过。",
    responsibilities=RESPONSIBILITIES,
    supervisor="吕监督（演示），居务监督委员会；提出人代表丁奶奶（演示）参与验收。",
    legal_opinion=resolution.LegalOpinion(
        adviser="石律师（演示）",
        given_on=date(2026, 4, 2),
        text="定稿未发现违反法律、公序良俗或侵犯居民人身、民主、财产权利之处。",
    ),
    party_study_on=date(2026, 3, 23),
    rights=(
        "居民会议可以撤销或者变更居民代表会议的决定（城市居民委员会组织法第三十条）。",
        "认为决定违反法律、侵犯居民合法权益的，可以向青榆街道办事处提出，由其责令改正（第三十一条）。",
    ),
    filing_number=None,
    issuer="槐安社区居民委员会",
    issued_on=date(2026, 4, 2),
    signatures=(SECRETARY,),
    countersignature=SUPERVISOR,
    url=URL,
)

UNSIGNED_RESOLUTION = replace(
    RESOLUTION,
    issued_on=None,
    legal_opinion=None,
    party_study_on=None,
    signatures=(Signature(role="社区党组织书记", name="周书记（演示）"),),
    countersignature=None,
    filing_number="青街备〔2026〕7号",
)

INVITATION = sessions.InvitationLetter(
    head=head("槐安邀〔2026〕第12号"),
    addressee="3 号楼 1 单元 102 室 苗师傅（演示）",
    reason="您住在拟设助餐点的楼上，是直接的利益相关方。",
    session_title="老年助餐点听证会（第 1 轮）",
    form="听证会",
    topic="用社区闲置用房开设老年助餐点",
    starts_at=at(3, 14, 14, 0),
    place="槐安社区议事厅（槐安里 4 号楼南侧）",
    ways=("现场", "线上（手机扫码进入）", "书面意见"),
    agenda=("介绍方案和资金来源", "楼上住户陈述", "提问与答复", "汇总意见"),
    materials=("方案图纸", "明白纸", "收费标准比较表"),
    materials_url=URL,
    reply_by=at(3, 12, 18, 0),
    may_delegate=True,
    contact="小邵（演示）",
    contact_phone="0999-0000-112",
    issuer="槐安社区居民委员会",
    issued_at=at(3, 9),
)

PLAIN_PAGE = sessions.PlainPage(
    head=head("槐安明〔2026〕第5号"),
    motion_number="QY-HA-2026-0001-D1",
    question="是否把原自行车库（120 平方米）改成老年助餐点，由中央厨房配送，现场只分餐，试运营三个月。",
    if_passed="5 月下旬起试运营，每天 10:30 到 13:00 开门。三个月后开评议会，决定要不要继续。",
    if_failed="自行车库维持现状，六个月内没有新方案不再表决。",
    affected="全社区 1308 户；楼上 16 户最直接。",
    money="改造用街道微更新资金 6 万元和社区公益金 4800 元，居民不另出钱。",
    how_to_vote="居民代表 4 月 1 日到会投票；不是代表的居民可以列席发言，会前可以把意见告诉您的代表。",
    how_to_object="公示 15 天内，打监督电话、写纸条或扫码提出，三日内答复。",
    rule="42 名组成人员三分之二以上（28 人）到会，到会人员过半数赞成。",
    url=URL,
)

AGENDA = sessions.Agenda(
    head=head("槐安程〔2026〕第4号"),
    session_title="槐安社区居民代表会议（2026 年第 2 次）",
    form="居民代表会议",
    starts_at=at(4, 1, 19, 0),
    place="育澜小学报告厅",
    link="https://consult.example/s/8f3k2m9q",
    chair="副主任·何副主任（演示）",
    recorder="社工·小邵（演示）",
    quorum="组成人员 42 人，三分之二以上（28 人）到会方可表决",
    items=(
        sessions.AgendaItem(title="宣布到会人数，宣读议事承诺", minutes=5, presenter="主持人"),
        sessions.AgendaItem(title="说明协商经过和保留意见", minutes=15, presenter="社工·小邵"),
        sessions.AgendaItem(
            title="讨论并表决：用社区闲置用房开设老年助餐点",
            minutes=40,
            presenter="居民委员会",
            motion="QY-HA-2026-0001-D1",
        ),
        sessions.AgendaItem(title="宣布结果，说明公示和异议办法", minutes=10, presenter="监票人"),
    ),
    rules_of_order=(
        "先举手，主持人点到再说；先说赞成、反对还是提问，再说理由。",
        "每次不超过两分钟，同一动议不超过两次；没说过的人先说，正反方轮流。",
        "对着主持人说，不打断，不说人。",
    ),
    locked_at=at(3, 25, 17, 0),
    url=URL,
)

SIGN_IN = sessions.SignInSheet(
    head=head("槐安签〔2026〕第4号"),
    session_title="槐安社区居民代表会议（2026 年第 2 次）",
    starts_at=at(4, 1, 19, 0),
    place="育澜小学报告厅",
    lines=tuple(
        sessions.SignInLine(
            name=f"代表{n}（演示）",
            standing="居民代表，槐安里第 2 居民小组",
            building=f"槐安里 {n} 号楼",
            arrived="18:52" if n % 3 else "",
            way="现场" if n % 3 else "",
            entered_by="小唐" if n % 5 == 0 else "",
        )
        for n in range(1, 15)
    ),
    blank_lines=8,
)

MINUTES = sessions.Minutes(
    head=head("槐安记〔2026〕第4号"),
    session_title="槐安社区居民代表会议（2026 年第 2 次）",
    form="居民代表会议",
    started_at=at(4, 1, 19, 0),
    ended_at=at(4, 1, 20, 12),
    place="育澜小学报告厅",
    chair="何副主任（演示）",
    recorder="小邵（演示）",
    eligible="42 人",
    present="36 人",
    attendees=tuple(f"代表{n}（演示）" for n in range(1, 37)),
    absences=(
        sessions.Absence(name="代表37（演示）", reason="住院"),
        sessions.Absence(name="代表38（演示）", reason="出差"),
    ),
    observers=("吕监督（演示）", "石律师（演示）", "丁奶奶（演示）"),
    pack_version="2026-01-01 第 1 版",
    agenda=("宣布到会人数", "说明协商经过", "讨论并表决助餐点", "宣布结果"),
    remarks=(
        sessions.Remark(
            at=at(4, 1, 19, 22),
            speaker="代表5（演示）",
            stance="赞成",
            words="独居老人做饭难，中央厨房送来就没有油烟，这个办法两边都照顾到了。",
        ),
        sessions.Remark(
            at=at(4, 1, 19, 24),
            speaker="代表11（演示）",
            stance="反对",
            words="三个月以后谁来保证不装灶？\n要写进决议里。",
        ),
        sessions.Remark(
            at=at(4, 1, 19, 27),
            speaker="丁奶奶（演示）",
            stance="",
            words="我就想中午吃口热的，走得到的地方。",
        ),
    ),
    rulings=("19:31 提醒代表20（演示）对主持人发言，不对人。",),
    votes=(
        sessions.MotionVote(
            number="QY-HA-2026-0001-D1",
            text="同意用原自行车库开设老年助餐点，不设灶具，试运营三个月。",
            amendments=("加一句：改变经营方式须重新表决。（代表11 提出，主持人征得同意并入）",),
            method="无记名投票",
            yes=29,
            no=5,
            abstain=2,
            result="42 人应到，36 人到会，赞成 29、反对 5、弃权 2，赞成须超过 18：通过。",
        ),
    ),
    reservations=("2 户担心试运营结束后改为自行烹饪。",),
    follow_ups=(
        sessions.FollowUp(what="起草决议书并送律师看定稿", who="社工·小邵（演示）", due="2026年4月2日"),
        sessions.FollowUp(what="书记签发，监督委员会复核后张贴", who="周书记（演示）", due="2026年4月7日"),
    ),
    attachments=(f"方案图纸.pdf {HASH}", f"收费标准比较表.xlsx {HASH[::-1]}"),
    scrutineers=("监票·小谷（演示）", "监票·小范（演示）"),
)

RESIDENT_BALLOTS = ballots.BallotIssue(
    head=head("槐安票〔2026〕第4号"),
    title="居民代表会议表决票",
    poll_number="QY-HA-2026-P007",
    motion_number="QY-HA-2026-0001-D1",
    motion_text="同意用原自行车库开设老年助餐点，不设灶具，由中央厨房配送，试运营三个月；改变经营方式须重新表决。",
    options=("赞成", "反对", "弃权"),
    kind="mark",
    secret=True,
    return_to="当场投入票箱，2026年4月1日 20:00 前。",
    ballots=tuple(
        ballots.Ballot(number=f"P007-{n:04d}", qr_text=f"consult:ballot:P007-{n:04d}") for n in range(1, 8)
    ),
)

OWNER_BALLOTS = ballots.BallotIssue(
    head=head("新澜票〔2026〕第2号"),
    title="新澜苑业主意向征询票",
    poll_number="QY-XL-2026-P003",
    motion_number="QY-XL-2026-0009-D1",
    motion_text="地面停车位按方案二重新划线，占用南门绿化带 180 平方米。\n（意向征询；正式表决走业主大会。）",
    options=("赞成", "反对", "弃权"),
    kind="mark",
    secret=False,
    return_to="投入各楼门厅票箱，或交楼门组长转交（须本人签名），2026年6月8日 18:00 前。",
    ballots=tuple(
        ballots.Ballot(
            number=f"P003-{n:04d}",
            qr_text=f"consult:ballot:P003-{n:04d}",
            holder=f"业主{n}（演示）" if n != 3 else "业主3（演示）、业主4（演示）（共有）",
            place=f"新澜苑 {n} 号楼 1 单元 {n}02 室"
            + ("、2 号楼 2 单元 1601 室、3 号楼 1 单元 803 室" if n == 2 else ""),
            area_cm2=970_000 + 2_500 * n,
        )
        for n in range(1, 6)
    ),
)

RANKED_BALLOTS = replace(
    RESIDENT_BALLOTS,
    title="2026 年民生项目点单票",
    motion_text="在 30 万元内为下列项目排出先后次序。",
    options=tuple(
        f"{n + 1}. {name}"
        for n, name in enumerate(
            (
                "楼道扶手（4.8 万元）",
                "单元门雨棚（6.2 万元）",
                "晾衣架（2.1 万元）",
                "健身器材更新（5.5 万元）",
                "暑期托管（7 万元）",
                "路灯（3.3 万元）",
                "无障碍坡道（2.9 万元）",
            )
        )
    ),
    kind="rank",
    ballots=RESIDENT_BALLOTS.ballots[:3],
)

COUNT_SHEET = ballots.CountSheet(
    head=head("槐安计〔2026〕第4号"),
    poll_number="QY-HA-2026-P007",
    motion_number="QY-HA-2026-0001-D1",
    motion_text=RESIDENT_BALLOTS.motion_text,
    rule_code="REP_MEETING_MAJ",
    rule="组成人员三分之二以上到会，到会人员过半数赞成。",
    by_area=False,
    eligible=ballots.Count(heads=42),
    issued=ballots.Count(heads=36),
    returned=ballots.Count(heads=36),
    unreturned=ballots.Count(heads=0),
    valid=ballots.Count(heads=36),
    invalid=ballots.Count(heads=0),
    recused=("3 号楼 2 单元 501，申请人的配偶",),
    by_agents=None,
    options=tuple(
        ballots.OptionCount(option=option, count=ballots.Count(heads=heads))
        for option, heads in (("赞成", 29), ("反对", 5), ("弃权", 2))
    ),
    conclusion="42 人应到，36 人到会，赞成 29、反对 5、弃权 2，赞成须超过 18：通过。",
    callers=("唱票·小井（演示）",),
    counters=("计票·小魏（演示）",),
    scrutineers=("监票·小谷（演示）", "监票·小范（演示）"),
    place="育澜小学报告厅",
    counted_at=at(4, 1, 20, 5),
)

OPEN_OWNER_COUNT = replace(
    COUNT_SHEET,
    motion_text=OWNER_BALLOTS.motion_text,
    rule_code="OWNERS_3_4",
    rule="民法典第二百七十八条第（八）项：专有部分面积和人数均三分之二以上参与，参与者均四分之三以上同意。",
    by_area=True,
    eligible=ballots.Count(heads=1176, area_cm2=1_164_000_000),
    issued=ballots.Count(heads=1176, area_cm2=1_164_000_000),
    returned=ballots.Count(),
    unreturned=ballots.Count(),
    valid=ballots.Count(),
    invalid=ballots.Count(),
    options=tuple(ballots.OptionCount(option=o, count=ballots.Count()) for o in ("赞成", "反对", "弃权")),
    conclusion="",
    counted_at=None,
)

NOTICE = publication.Notice(
    head=head("槐安示〔2026〕第3号"),
    title="关于用社区闲置用房开设老年助餐点的决议",
    resolution_number="槐安议〔2026〕第3号",
    summary=(
        "经听证会、圆桌会协商，槐安社区居民代表会议 4 月 1 日决定：原自行车库改作老年助餐点，不设灶具，"
        "由中央厨房配送，现场只分餐；营业时间 10:30 至 13:00；试运营三个月。",
    ),
    result="42 人应到，36 人到会，赞成 29、反对 5、弃权 2，赞成须超过 18：通过。",
    responsibilities=tuple(
        publication.PublicResponsibility(
            matter=r.matter, party=r.party, due=r.due, funding=r.funding, standard=r.standard
        )
        for r in RESPONSIBILITIES
    ),
    posted_on=date(2026, 4, 3),
    ends_on=date(2026, 4, 20),
    takes_effect="期满无须复议的，4 月 21 日起实施。",
    answer_days=3,
    objection_channels=("扫描下方二维码，在线提出。", "到社区居委会窗口口头或书面提出。", "打下列电话提出。"),
    office_phone="0999-0000-110",
    supervision_phone="0999-0000-119",
    posting_places="各单元公告栏、社区公开栏、线上公开页",
    issuer="槐安社区居民委员会",
    url=URL,
)

SUPERVISION = supervision.SupervisionOrder(
    head=head("槐安督〔2026〕第9号"),
    source="决议 槐安议〔2026〕第3号",
    matter="与中央厨房签订配送合同，现场只分餐、不设灶具",
    standard="合同写明 10:30–13:00 营业、食品留样 48 小时",
    funding="运营单位自筹",
    party="运营单位·青禾助餐",
    person="小郑（演示）",
    due=date(2026, 5, 20),
    overdue="黄",
    issued_by=SECRETARY,
    progress=(
        supervision.Progress(
            at=at(4, 28), by="小郑（演示）", text="已比选三家中央厨房，报价公示。", photos=3
        ),
        supervision.Progress(at=at(5, 18), by="小邵（演示）", text="合同送律师审阅。", photos=0),
    ),
    extensions=(
        supervision.Extension(
            asked_at=at(5, 19),
            until=date(2026, 5, 27),
            why="留样冰箱到货推迟。",
            decision="同意，周书记（演示），2026年5月19日",
        ),
    ),
    inspector="督查组·老尹（演示）",
    inspected_at=at(5, 26, 16, 0),
    finding="合同条款齐全，现场无灶具，留样冰箱已到位。",
    closed_by=Signature(
        role="社区党组织书记", name="周书记（演示）", signed_at=at(5, 27, 9, 0), text_hash=HASH
    ),
    url=URL,
)

RECTIFICATION = supervision.RectificationOrder(
    head=head("槐安改〔2026〕第1号"),
    order_number="槐安督〔2026〕第11号",
    trigger="2026 年 8 月评价：满意率 68.00%，低于规则包要求的 80%。",
    problems=("排队占用单元门口。", "收支公布晚了 6 天。"),
    measures=("在车库北侧划出等候区，放 8 把椅子。", "每月 5 日前公布，由监督委员会核对。"),
    person="小郑（演示）",
    due=date(2026, 9, 15),
    issued_by=SECRETARY,
    re_evaluation=None,
)

EVALUATION = supervision.EvaluationSummary(
    head=head("槐安评〔2026〕第3号"),
    subject="用社区闲置用房开设老年助餐点",
    order_number="槐安督〔2026〕第9号",
    opened_at=at(7, 13),
    closed_at=at(7, 20, 18, 0),
    invited=142,
    answered=100,
    rates=(
        supervision.Rate(name="响应率", part=100, whole=100),
        supervision.Rate(name="解决率", part=96, whole=100),
        supervision.Rate(name="满意率", part=91, whole=100),
    ),
    levels=tuple(
        supervision.Level(name=name, answers=answers)
        for name, answers in (("很满意", 62), ("满意", 29), ("一般", 6), ("不满意", 3), ("很不满意", 0))
    ),
    dimensions=tuple(
        supervision.Dimension(name=name, points=points, answers=100)
        for name, points in (("微笑", 471), ("高效", 438), ("标准", 452), ("真诚", 466), ("满意", 449))
    ),
    by_kind=tuple(
        supervision.Level(name=name, answers=answers)
        for name, answers in (("提出人", 1), ("受影响户", 14), ("一般居民", 84), ("第三方", 1))
    ),
    reasons=("周末排队长。", "希望增加低盐套餐。"),
    threshold="规则包要求满意率不低于 80%。",
    conclusion="达到要求，可以办结确认；两条意见转运营单位答复。",
    url=URL,
)

MATTER_RECORD = intake.MatterRecord(
    head=head("QY-HA-2026-0001"),
    title="用社区闲置用房开设老年助餐点",
    category="养老助残托幼",
    raised_at=at(3, 2, 8, 41),
    proposer="丁奶奶（演示）",
    proposer_place="槐安东里 2 号楼 1 单元 301 室",
    proposer_phone="199-0000-0007",
    proposer_standing="居民",
    name_public=True,
    entered_by="网格员·小柏（演示）",
    confirmed="当面按“是我说的”，2026年3月2日 08:55",
    description="社区六十岁以上居民有780人，其中独居和高龄老人126人，做饭困难。原自行车库有120平方米闲置，"
    "可改成助餐点。楼上住户担心油烟和人流，收费标准和运营方也要听取大家意见。",
    place="槐安里 3 号楼旁原自行车库",
    affected="全社区；楼上 16 户为直接利害方",
    households=1308,
    photos=("车库外观.jpg", "车库内部.jpg"),
    endorsers=("丁**", "小*", "范**"),
    endorsements=37,
    would_attend=True,
    would_help=False,
    url=URL,
)

TRIAGE = intake.TriageSheet(
    head=head("QY-HA-2026-0001-F"),
    matter_number="QY-HA-2026-0001",
    title="用社区闲置用房开设老年助餐点",
    accepted_by="社区工作者·小邵（演示）",
    accepted_at=at(3, 3, 9, 10),
    duplicate_check="与在办事项比对 31 件，没有相同的。",
    common_property="否：社区用房，产权属街道。",
    suggestion="大事（LARGE）",
    hits=(
        intake.RuleHit(code="T8", why="动用社区用房，涉及全体居民利益。"),
        intake.RuleHit(code="T9", why="影响 4 个网格。"),
    ),
    outcome="大事",
    decided_by="社区工作者·小邵（演示）",
    decided_at=at(3, 5, 15, 20),
    override_reason=None,
    lead_grid="QY-HA-03",
    answer_due=at(3, 12, 18, 0),
    reassignments=(
        intake.Reassignment(
            at=at(3, 4, 11, 0),
            from_whom="QY-HA-01",
            to_whom="QY-HA-03",
            by="小邵（演示）",
            why="提出人住在东里，由 03 网格联系。",
        ),
    ),
)

TOPIC_REVIEW = intake.TopicReview(
    head=head("槐安审〔2026〕第6号"),
    matter_number="QY-HA-2026-0001",
    title="用社区闲置用房开设老年助餐点",
    proposer="丁奶奶（演示）",
    checks=(
        intake.Check(name="政治性", passed=True),
        intake.Check(name="合法性", passed=True),
        intake.Check(name="公益性", passed=True),
        intake.Check(name="可行性", passed=True),
    ),
    owners_matter="不涉及（社区用房，非业主共有）",
    meeting_needed="居民代表会议（在授权范围内）",
    lawyer_needed="需要",
    forms=("听证会", "圆桌会"),
    compositions=(
        intake.Composition(
            session="老年助餐点听证会",
            core=("社区党组织", "居民委员会"),
            functional=("养老助残工作 1 人",),
            stakeholders=("社区医院", "受影响住户 16 户"),
        ),
        intake.Composition(
            session="老年助餐点圆桌会",
            core=("社区党组织", "居民委员会"),
            functional=(),
            stakeholders=("受影响住户 16 户",),
        ),
    ),
    conclusion="立项",
    reason="涉及全体居民利益，场地和资金已有着落，楼上住户的意见须在会上听取并逐条答复。",
    opinions=(
        intake.MemberOpinion(name="周书记（演示）", role="书记", opinion="同意立项。"),
        intake.MemberOpinion(
            name="兼职委员·小霍（演示）", role="兼职委员（派出所）", opinion="同意；注意门前停车。"
        ),
    ),
    secretary=SECRETARY,
    party_organization="中共槐安社区委员会",
)

DOCUMENTS = {
    "matter_record": lambda: intake.matter_record(MATTER_RECORD),
    "triage_sheet": lambda: intake.triage_sheet(TRIAGE),
    "topic_review": lambda: intake.topic_review(TOPIC_REVIEW),
    "invitation_letter": lambda: sessions.invitation_letter(INVITATION),
    "plain_page": lambda: sessions.plain_page(PLAIN_PAGE),
    "agenda": lambda: sessions.agenda(AGENDA),
    "sign_in_sheet": lambda: sessions.sign_in_sheet(SIGN_IN),
    "minutes": lambda: sessions.minutes(MINUTES),
    "ballots": lambda: ballots.ballots(RESIDENT_BALLOTS),
    "owner_ballots": lambda: ballots.ballots(OWNER_BALLOTS),
    "ranked_ballots": lambda: ballots.ballots(RANKED_BALLOTS),
    "count_sheet": lambda: ballots.count_sheet(COUNT_SHEET),
    "open_owner_count": lambda: ballots.count_sheet(OPEN_OWNER_COUNT),
    "resolution": lambda: resolution.resolution(RESOLUTION),
    "unsigned_resolution": lambda: resolution.resolution(UNSIGNED_RESOLUTION),
    "notice": lambda: publication.notice(NOTICE),
    "supervision_order": lambda: supervision.supervision_order(SUPERVISION),
    "rectification_order": lambda: supervision.rectification_order(RECTIFICATION),
    "evaluation_summary": lambda: supervision.evaluation_summary(EVALUATION),
}
