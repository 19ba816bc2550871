"""A sealed box: when it is ready, who opened it, when its paper may be counted, and when nobody can open it."""

from __future__ import annotations

from consult.kernel.act import Act, guard
from consult.kernel.errors import Refusal
from consult.voting.custody.ceremony import check_opened
from consult.voting.custody.formats import FileError
from consult.voting.models import Custody, Poll
from consult.voting.sealing import opening_request


@guard(
    "票箱的钥匙还没有交来",
    "The box has no key yet",
    next_zh="先请三名保管人离线做好钥匙，上传公钥文件",
    next_en="Let three custodians make the key offline, and upload the public file",
)
def key_given(a: Act) -> bool:
    return Custody.objects.filter(poll=a.on).exists()


@guard(
    "密封票箱还没有准备好",
    "The sealed box is not ready",
    next_zh="先完成钥匙和演练：两名保管人打开一张试票",
    next_en="Complete key and rehearsal first: two custodians open a test ballot",
)
def box_ready(a: Act) -> bool:
    return bool(not a.on.sealed or (a.on.box_key and a.on.rehearsed_at))


@guard(
    "须由这次表决的两名保管人一同打开",
    "Two custodians of this poll must have opened it",
    next_zh="请两名保管人用离线程序重新打开，再上传结果文件",
    next_en="Let two custodians open it again with the offline program, and upload the result",
    needs="opened",
)
def opened_by_two(a: Act) -> bool | Refusal:
    """Their signatures, the account of every envelope and, in a rehearsal, the test ballot's own word."""
    custody = Custody.objects.get(poll=a.on)
    try:
        check_opened(opening_request(a.on, custody), custody.custodians, a.given["opened"])
    except FileError as error:
        return Refusal(
            "opened_by_two",
            error.zh,
            error.en,
            next_zh="请两名保管人用离线程序重新打开，再上传结果文件",
            next_en="Let two custodians open it again with the offline program, and upload the result",
        )
    if a.on.stage == "shut":
        return True
    return [ballot["code"] for ballot in a.given["opened"]["ballots"]] == [custody.word]


@guard(
    "密封表决的纸票，截止以后才开箱清点",
    "Paper of a sealed poll is counted after voting has ended",
    next_zh="先结束投票，再录入纸票",
    next_en="End the voting first, then enter the paper",
)
def paper_box_may_be_opened(a: Act) -> bool:
    """Whoever typed it in before would know a partial result."""
    return not a.on.sealed or a.on.stage == "shut"


@guard(
    "三名保管人中至少要有两人的钥匙都丢失或损坏，才是无法开箱",
    "The box cannot be opened only if at least two of the three custodians' keys are lost",
    next_zh="只缺一人时，另外两人可以开箱",
    next_en="With one missing, the other two can open it",
    needs="lost",
)
def two_shares_lost(a: Act) -> bool:
    custodians = {each["name"] for each in Custody.objects.get(poll=a.on).custodians}
    return len(custodians & set(a.given["lost"])) >= 2


@guard(
    "上一次的票箱无法打开，这一次只用纸票",
    "The box before this one could not be opened: this vote is held on paper alone",
    next_zh="请到现场领纸票，或请工作人员送票上门",
    next_en="Take a paper ballot on site, or ask the staff to bring one",
)
def not_on_paper_alone(a: Act) -> bool:
    poll: Poll = a.on
    return poll.revote_of_id is None
