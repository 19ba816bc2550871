"""poll.key, poll.rehearse: a sealed box is made ready by three custodians, on their machine and not on this one.

What leaves the server are requests, what comes back are answers, both files (`custody/formats.py`). The private half of
the key is in none of them.
"""

from __future__ import annotations

from typing import Any

from consult.kernel import clock, ledger, log
from consult.kernel.act import act
from consult.kernel.errors import Refusal
from consult.kernel.found import only
from consult.kernel.models import Log
from consult.kernel.permits import Actor
from consult.people.who import person_id

from .custody import boxes, formats
from .custody.ceremony import custodians_of, make_request, opened_digest
from .custody.formats import FileError, Record, b64, digest, fingerprint
from .models import Cast, Custody, Poll
from .questions import options_of
from .rules import BallotKind
from .rules_sealed import ballot_length, new_code

MOST_BYTES = 32 * 1024 * 1024
REHEARSED = "rehearsal"


def key_request(poll: Poll) -> Record:
    """制钥申请: what the custodians take to their machine to make this poll's key."""
    return {
        "format": formats.KEY_REQUEST,
        "poll": str(poll.pk),
        "number": poll.number,
        "title": poll.motion.title,
    }


def length_of(poll: Poll) -> int:
    """Bytes of a ballot of this poll before it is sealed."""
    options = options_of(poll)
    return ballot_length(BallotKind(poll.rule_text["ballot"]), options.codes if options else ())


def request_of(poll: Poll) -> Record:
    """What is to be opened now. Raises Refusal where there is nothing."""
    custody = only(Custody.objects.filter(poll=poll))
    if custody is None or poll.stage not in ("prepared", "shut"):
        raise Refusal(
            "nothing_to_open",
            "现在没有要打开的票箱",
            "There is nothing to open now",
            next_zh="提请表决以前演练，截止以后开箱",
            next_en="Rehearse before the question is put; unseal after voting has ended",
        )
    return opening_request(poll, custody)


def opening_request(poll: Poll, custody: Custody) -> Record:
    """开箱申请: the test ballot while the poll is prepared; once the box is shut, every envelope in it."""
    if poll.stage != "shut":
        return dict(custody.rehearsal)
    sealed = Cast.objects.filter(poll=poll).values_list("envelope", flat=True)
    return _request(poll, "unsealing", [bytes(each) for each in sealed if each is not None])


def _request(poll: Poll, kind: str, envelopes: list[bytes]) -> Record:
    return make_request(
        kind=kind,
        poll=str(poll.pk),
        number=poll.number,
        title=poll.motion.title,
        community=poll.community.name,
        key=poll.box_key,
        length=length_of(poll),
        envelopes=[b64(envelope) for envelope in envelopes],
    )


def set_key(*, actor: Actor, poll: Poll, file: bytes) -> Poll:
    """poll.key: the public half, and who the three are. Another key takes the place of the first, and is rehearsed anew.

    The poll's log begins here: what is written down before the question is put cannot be changed after it.
    """
    check_sealed(poll)
    with act("poll.key", actor=actor, on=poll) as a:
        given = read_file(file, formats.POLL_KEY)
        try:
            people, word = custodians_of(given), new_code()
            a.on.box_key = formats.field(given, "key")
            test = boxes.seal(boxes.ballot_bytes(REHEARSED, word, length_of(a.on)), a.on.box_key)
        except (FileError, ValueError) as error:
            raise _unusable(error) from error
        if (given.get("poll"), given.get("number")) != (str(a.on.pk), a.on.number):
            raise Refusal(
                "other_poll",
                "这把钥匙是为另一次表决做的",
                "This key was made for another poll",
                status=422,
                next_zh="请下载这次表决的制钥申请重做",
                next_en="Download this poll's request and make the key anew",
                facts={"field": "file"},
            )
        a.on.rehearsed_at = None
        Custody.objects.update_or_create(
            poll=a.on,
            defaults={
                "custodians": people,
                "set_by_id": person_id(actor),
                "set_at": clock.now(),
                "word": word,
                "rehearsal": _request(a.on, "rehearsal", [test]),
                "rehearsed_by": [],
            },
        )
        if a.on.log is None:
            a.on.log = log.open_log(kind=Log.Kind.POLL, community=a.on.community_id, pk=a.on.pk)
        data = {"poll": str(a.on.pk), "number": a.on.number, "key": a.on.box_key, "custodians": people}
        log.append(a.on.log.pk, [log.Draft(verb="KEY", actor=actor.person, data=data)])
        head = ledger.sign_head(a.on.log.pk)
        a.entry(
            data={
                "motion": a.on.motion.title,
                "number": a.on.number,
                "fingerprint": fingerprint(a.on.box_key),
                "custodians": [each["name"] for each in people],
                "head": ledger.head_json(head),
            },
            about=[a.on.motion_id, a.on.motion.matter_id, a.on.session_id],
        )
    return poll


def rehearse(*, actor: Actor, poll: Poll, file: bytes) -> Poll:
    """poll.rehearse 演练: two custodians have opened the test ballot with their own media. Other pairs may follow."""
    check_sealed(poll)
    opened = read_file(file, formats.OPENED)
    with act("poll.rehearse", actor=actor, on=poll, given={"opened": opened}) as a:
        custody = Custody.objects.select_for_update().get(poll=a.on)
        pair = [opened[part]["name"] for part in ("first", "second")]
        custody.rehearsed_by = [*custody.rehearsed_by, pair]
        custody.save(update_fields=["rehearsed_by"])
        a.on.rehearsed_at = clock.now()
        log.append(a.on.log_id, [log.Draft(verb="REHEARSAL", actor=actor.person, data=attested(opened))])
        ledger.sign_head(a.on.log_id)
        a.entry(
            data={"motion": a.on.motion.title, "number": a.on.number, "custodians": pair},
            about=[a.on.motion_id, a.on.motion.matter_id, a.on.session_id],
        )
    return poll


def check_sealed(poll: Poll) -> None:
    if not poll.sealed:
        raise Refusal(
            "not_a_sealed_box",
            "这次表决不是密封票箱，不用钥匙",
            "This poll has no sealed box and needs no key",
            next_zh="准备表决时选“密封票箱”",
            next_en="Choose the sealed box when preparing the vote",
        )


def attested(opened: Record) -> dict[str, Any]:
    """What the log says of an opening: who, what they were asked, what they signed."""
    return {
        "request": opened["request"],
        "opened": opened_digest(opened),
        "custodians": [
            {part: opened[place][part] for part in ("name", "sign", "signature")}
            for place in ("first", "second")
        ],
    }


def read_file(file: bytes, kind: str) -> Record:
    """A custodian's file as it was uploaded. Raises Refusal naming the field."""
    if len(file) > MOST_BYTES:
        raise _unusable(FileError("文件太大", "The file is too large"))
    try:
        return formats.parse(file, kind)
    except FileError as error:
        raise _unusable(error) from error


def _unusable(error: Exception) -> Refusal:
    zh, en = (
        (error.zh, error.en)
        if isinstance(error, FileError)
        else ("这把公钥不能用", "This key cannot be used")
    )
    return Refusal(
        "invalid",
        zh,
        en,
        status=422,
        next_zh="请重新选择文件",
        next_en="Choose the file again",
        facts={"field": "file"},
    )


def digest_of_envelopes(poll: Poll) -> dict[str, Any]:
    """{count, digest}: SHA-256 over the hashes of the envelopes in ascending order; anybody can form it from the log."""
    hashes = Cast.objects.filter(poll=poll).exclude(envelope_hash="").values_list("envelope_hash", flat=True)
    return {"count": len(hashes), "digest": digest(sorted(hashes))}
