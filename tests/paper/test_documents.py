"""Every document is set, says what it must say, and keeps to its form."""

import io
from dataclasses import replace

import pytest
from pypdf import PdfReader

from consult.paper.documents import ballots, publication, resolution, sessions, supervision
from consult.paper.documents.parts import Signature
from consult.paper.errors import PaperError
from tests.paper import samples
from tests.paper.reading import folded, pages, text

SAYS = {
    "matter_record": (
        "事项登记表",
        "丁奶奶（演示）",
        "网格员·小柏（演示）代录",
        "2026年3月2日08:41",
        "共37人：丁**",
    ),
    "triage_sheet": ("议题受理与分级表", "T8", "动用社区用房", "QY-HA-01", "与建议一致", "由另一人办理"),
    "topic_review": (
        "议题审核表",
        "政治性",
        "合法性",
        "公益性",
        "可行性",
        "立项",
        "不构成否决",
        "（盖章处）",
    ),
    "invitation_letter": ("会议邀约书", "您住在拟设助餐点的楼上", "回执", "委派", "不参加", "送达记录"),
    "plain_page": ("明白纸", "通过了会怎样", "不通过会怎样", "花谁的钱", "怎么投", "怎么反对"),
    "agenda": ("会议议程", "共70分钟", "QY-HA-2026-0001-D1", "未列入的内容不付表决"),
    "sign_in_sheet": ("会议签到表", "本表不公开", "代表14（演示）", "代签到经办人"),
    "minutes": (
        "会议记录",
        "应到",
        "42人",
        "住院",
        "三个月以后谁来保证不装灶？要写进决议里。",
        "签字页",
        samples.HASH,
    ),
    "ballots": (
        "居民代表会议表决票",
        "存根",
        "骑缝章",
        "P007-0007",
        "无记名",
        "不填、乱画、不按规定符号填写的视为弃权",
    ),
    "owner_ballots": ("业主1（演示）", "建筑面积：97.25㎡", "投票权数：1", "领票签字"),
    "ranked_ballots": ("7.无障碍坡道（2.9万元）", "1为最优先"),
    "count_sheet": ("计票单", "REP_MEETING_MAJ", "应发票数42", "赞成29", "监票人", "小谷（演示）"),
    "open_owner_count": ("1,176", "116,400.00㎡", "专有部分面积", "画“正”字"),
    "resolution": (
        "关于用社区闲置用房开设老年助餐点的决议",
        "槐安议〔2026〕第3号",
        "保留意见",
        "赞成须超过18：通过。",
        "资金来源",
        "验收标准",
        "2026年5月10日",
        "石律师（演示）于2026年4月2日出具意见",
        "2026年3月23日研究讨论",
        "周书记（演示）2026年4月2日10:05",
        "吕监督（演示）2026年4月2日15:40",
        samples.HASH,
        "权利告知",
        "（盖章处）",
    ),
    "unsigned_resolution": ("（待签发）", "未另附法律意见", "备案号：青街备〔2026〕7号"),
    "notice": ("公示", "至2026年4月20日止", "责任清单（公开版）", "0999-0000-119", "张贴记录"),
    "supervision_order": ("督办单", "黄牌", "首接负责", "留样冰箱到货推迟", "办结确认"),
    "rectification_order": ("整改单", "68.00%", "复评结果"),
    "evaluation_summary": ("满意度评价汇总表", "91/10091.00%", "70.42%", "4.7", "受影响户14人"),
}


@pytest.mark.parametrize("name", samples.DOCUMENTS)
def test_a_document_says_what_its_form_asks_for_and_every_page_names_its_file(name: str) -> None:
    pdf = samples.DOCUMENTS[name]()
    whole = text(pdf)
    for words in SAYS[name]:
        assert folded(words) in whole
    for page in pages(pdf):
        assert "居务档案" in page
        assert "第1版" in page


def test_every_document_has_an_expectation() -> None:
    assert set(SAYS) == set(samples.DOCUMENTS)


def test_a_notice_names_no_responsible_person() -> None:
    whole = text(publication.notice(samples.NOTICE))
    assert not [r.person for r in samples.RESPONSIBILITIES if r.person in whole]


def test_an_unsigned_resolution_shows_no_date_of_issue_and_a_signed_one_is_not_pending() -> None:
    assert "（待签发）" not in text(resolution.resolution(samples.RESOLUTION))
    closing = text(resolution.resolution(samples.UNSIGNED_RESOLUTION)).split("（盖章处）")[1]
    assert closing.startswith("年月日")


def test_a_resolution_of_many_responsibilities_repeats_the_head_of_its_table() -> None:
    long = replace(samples.RESOLUTION, responsibilities=samples.RESPONSIBILITIES * 5)
    heads = [page for page in pages(resolution.resolution(long)) if "责任主体" in page]
    assert len(heads) >= 3


def test_a_plain_page_stays_one_page_however_long_its_answers() -> None:
    long = replace(
        samples.PLAIN_PAGE,
        question=samples.PLAIN_PAGE.question * 6,
        if_passed=samples.PLAIN_PAGE.if_passed * 6,
        how_to_vote=samples.PLAIN_PAGE.how_to_vote * 6,
    )
    for paper in (samples.PLAIN_PAGE, long):
        said = pages(sessions.plain_page(paper))
        assert len(said) == 1
        assert folded(paper.how_to_object) in said[0]


def test_a_count_sheet_has_its_signatures_on_the_page_of_its_figures() -> None:
    for paper in (samples.COUNT_SHEET, samples.OPEN_OWNER_COUNT):
        assert len(pages(ballots.count_sheet(paper))) == 1


def test_minutes_lose_nothing_of_a_motion_longer_than_a_page() -> None:
    motion = replace(samples.MINUTES.votes[0], text="各楼门轮流值守。" * 300, amendments=())
    paper = replace(samples.MINUTES, votes=(motion, *samples.MINUTES.votes), remarks=(), rulings=())
    whole = text(sessions.minutes(paper))
    assert whole.count("各楼门轮流值守。") >= 290
    assert whole.count("赞成须超过18：通过。") == 2


def test_an_order_that_is_not_closed_leaves_room_for_the_pen() -> None:
    open_order = replace(samples.SUPERVISION, closed_by=None, inspected_at=None, finding="", overdue="")
    whole = text(supervision.supervision_order(open_order))
    assert "未逾期" in whole
    assert "办结确认签名：" in whole


def test_a_rate_of_nothing_is_a_dash_and_no_failure() -> None:
    empty = replace(
        samples.EVALUATION,
        answered=0,
        invited=0,
        rates=(supervision.Rate(name="响应率", part=0, whole=0),),
        levels=(),
        dimensions=(supervision.Dimension(name="微笑", points=0, answers=0),),
    )
    assert "响应率0/0—" in text(supervision.evaluation_summary(empty))


def test_each_ballot_and_its_stub_carry_its_number_on_one_page() -> None:
    many = replace(
        samples.RESIDENT_BALLOTS,
        ballots=tuple(ballots.Ballot(number=f"P007-{n:04d}", qr_text=f"b:{n}") for n in range(1, 43)),
    )
    said = pages(ballots.ballots(many))
    for ballot in many.ballots:
        assert [page.count(ballot.number) for page in said if ballot.number in page] == [2]


def test_more_ballots_than_a_pack_are_refused_with_what_to_do() -> None:
    one = samples.RESIDENT_BALLOTS.ballots[:1]
    with pytest.raises(PaperError) as refused:
        ballots.ballots(replace(samples.RESIDENT_BALLOTS, ballots=one * (ballots.PACK + 1)))
    assert refused.value.code == "paper.too_many_ballots"
    assert "楼栋" in refused.value.next_zh


def test_a_secret_ballot_names_nobody_and_its_stub_is_not_signed() -> None:
    given = replace(samples.OWNER_BALLOTS, secret=True)
    whole = text(ballots.ballots(given))
    assert "业主1" not in whole
    assert "97.25" not in whole
    assert "领票签字" not in whole
    assert "签名：" not in whole


def test_a_ballot_taller_than_a_page_loses_no_option() -> None:
    options = tuple(f"项目{n}：" + "更换单元门禁和楼道照明" * 4 for n in range(1, 31))
    tall = replace(samples.RANKED_BALLOTS, options=options)
    whole = text(ballots.ballots(tall))
    assert all(whole.count(folded(option)) == len(tall.ballots) for option in options)


def test_an_invitation_without_delegation_offers_none() -> None:
    assert "委派" not in text(sessions.invitation_letter(replace(samples.INVITATION, may_delegate=False)))


def test_a_signature_without_a_hash_prints_none() -> None:
    unhashed = replace(
        samples.SUPERVISION, issued_by=Signature(role="书记", name="周书记", signed_at=samples.at(4, 2))
    )
    assert "SHA-256" in text(supervision.supervision_order(samples.SUPERVISION))
    closed = replace(unhashed, closed_by=None)
    assert "SHA-256" not in text(supervision.supervision_order(closed))


def test_a_document_is_archival_tagged_and_titled() -> None:
    reader = PdfReader(io.BytesIO(samples.DOCUMENTS["resolution"]()))
    metadata = reader.root_object["/Metadata"].get_object().get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in metadata
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in metadata
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
    assert reader.root_object["/MarkInfo"]["/Marked"]
    assert reader.metadata is not None
    assert reader.metadata.title == "关于用社区闲置用房开设老年助餐点的决议　槐安议〔2026〕第3号"
