"""The steps of a key ceremony and of an opening, as plain functions over the records of `formats.py`.

    custodian   each of three, once, on a medium of their own
    key         on one custodian's machine: the poll's key, its private half kept as boxes and nowhere else
    first       one custodian takes the outer layer off the boxes they can
    second      another takes off the inner one, opens the ballots in memory, shuffles and signs; the key is forgotten

A rehearsal and an unsealing are the same two steps on different requests.
"""

from __future__ import annotations

from hashlib import sha256
from itertools import permutations
from typing import Any

from . import boxes
from .formats import (
    CUSTODIAN,
    CUSTODIAN_SECRET,
    HALF,
    OPENED,
    OPENING_REQUEST,
    POLL_BOXES,
    POLL_KEY,
    FileError,
    Record,
    b64,
    canonical,
    digest,
    field,
    rows,
    unb64,
)

CUSTODIANS = 3
# Neither a rehearsal nor a poll has more; a file that says so is not ours.
MOST_ENVELOPES = 200_000
MOST_LENGTH = 1 << 16
KINDS = ("rehearsal", "unsealing")
CANNOT_BE_OPENED, NOT_A_BALLOT = "cannot_be_opened", "not_a_ballot"


def make_custodian(name: str) -> tuple[Record, Record]:
    """(secret, public) of a new custodian."""
    box_secret, box = boxes.new_pair()
    seed, key = boxes.new_signer()
    public = {"name": name.strip()[:40], "box": box, "sign": key}
    if not public["name"]:
        raise FileError("请写保管人的姓名", "A custodian has a name")
    secret = {
        "format": CUSTODIAN_SECRET,
        **public,
        "box_secret": b64(box_secret),
        "sign_secret": b64(seed),
    }
    return secret, {"format": CUSTODIAN, **public}


def custodians_of(record: Record) -> list[Record]:
    """The three custodians a file names. Raises FileError unless they are three different people."""
    found = [
        {"name": field(each, "name"), "box": field(each, "box"), "sign": field(each, "sign")}
        for each in rows(record, "custodians", CUSTODIANS)
    ]
    for each in found:
        unb64(each["box"], size=32)
        unb64(each["sign"], size=32)
    if len(found) != CUSTODIANS or any(
        len({each[part] for each in found}) != CUSTODIANS for part in ("name", "box", "sign")
    ):
        raise FileError(
            "须有三名不同的保管人，各用自己的钥匙",
            "There must be three different custodians, each with a key of their own",
        )
    return found


def make_poll_key(request: Record, publics: list[Record]) -> tuple[Record, Record]:
    """(what goes to the server, the boxes every custodian keeps a copy of). The private key itself is in neither.

    Every two have their boxes in both orders, so that either may begin.
    """
    named: Record = {
        "poll": field(request, "poll"),
        "number": field(request, "number"),
        "custodians": [{part: each.get(part) for part in ("name", "box", "sign")} for each in publics],
    }
    people = custodians_of(named)
    secret, key = boxes.new_pair()
    nested = [
        {
            "first": first["box"],
            "second": second["box"],
            "box": b64(boxes.seal(boxes.seal(secret, second["box"]), first["box"])),
        }
        for first, second in permutations(people, 2)
    ]
    named["key"] = key
    return {"format": POLL_KEY, **named}, {"format": POLL_BOXES, **named, "boxes": nested}


def make_request(
    *,
    kind: str,
    poll: str,
    number: str,
    title: str,
    community: str,
    key: str,
    length: int,
    envelopes: list[str],
) -> Record:
    """What the server asks two custodians to open. The envelopes are sorted: their order tells nothing."""
    return {
        "format": OPENING_REQUEST,
        "kind": kind,
        "poll": poll,
        "number": number,
        "title": title,
        "community": community,
        "key": key,
        "length": length,
        "envelopes": sorted(envelopes),
    }


def open_first(request: Record, held: Record, secret: Record) -> Record:
    """The first custodian's half: the outer layer taken off the boxes that begin with them."""
    kind, poll, asked = terms(request)
    if (poll, request["key"]) != (field(held, "poll"), field(held, "key")):
        raise FileError(
            "锁匣和申请不是同一次表决的，请核对表决编号",
            "The boxes and the request are of different polls; compare the poll's number",
        )
    me = _one_of(held, secret)
    mine = unb64(field(secret, "box_secret"), size=32)
    halves = []
    for each in rows(held, "boxes", CUSTODIANS * (CUSTODIANS - 1)):
        if each.get("first") == me["box"]:
            inner = boxes.unseal(unb64(each.get("box")), mine)
            if inner is None:
                raise _not_yours()
            halves.append({"second": field(each, "second"), "box": b64(inner)})
    signature = boxes.sign(signed_first(kind, poll, asked), unb64(field(secret, "sign_secret"), size=32))
    return {
        "format": HALF,
        "kind": kind,
        "poll": poll,
        "request": asked,
        "halves": halves,
        "first": {**me, "signature": signature},
    }


def open_second(request: Record, half: Record, secret: Record) -> Record:
    """The ballots, by the second custodian. The poll's private key exists in this call alone."""
    kind, poll, asked = terms(request)
    if half.get("request") != asked:
        raise FileError(
            "半开件不是为这份申请做的，请从第一步重来",
            "The half-opened file belongs to another request; begin again",
        )
    first = _person(field(half, "first", dict))
    signature = field(half["first"], "signature")
    if not boxes.verifies(signed_first(kind, poll, asked), signature, first["sign"]):
        raise FileError(
            "第一保管人的签名对不上，请从第一步重来",
            "The first custodian's signature does not fit; begin again",
        )
    me, mine = _person(secret), unb64(field(secret, "box_secret"), size=32)
    if me["box"] == first["box"]:
        raise FileError(
            "第二步须由另一名保管人来做", "The second step is for another custodian than the first"
        )
    halves = rows(half, "halves", CUSTODIANS)
    inner = next((each for each in halves if each.get("second") == me["box"]), None)
    key = boxes.unseal(unb64(inner.get("box")), mine) if inner else None
    if key is None or len(key) != 32 or boxes.public_of(key) != request["key"]:
        raise _not_yours()
    opened = open_envelopes(request, key)
    message = signed_second(kind, poll, asked, opened)
    return {
        **opened,
        "format": OPENED,
        "kind": kind,
        "poll": poll,
        "request": asked,
        "first": {**first, "signature": signature},
        "second": {**me, "signature": boxes.sign(message, unb64(field(secret, "sign_secret"), size=32))},
    }


def terms(request: Record) -> tuple[str, str, str]:
    """(kind, poll, digest) of a request to open. Raises FileError."""
    kind, poll, length = field(request, "kind"), field(request, "poll"), field(request, "length", int)
    unb64(field(request, "key"), size=32)
    if kind not in KINDS or not 0 < length <= MOST_LENGTH:
        raise FileError("这份申请读不懂，请重新下载", "This request cannot be read; download it again")
    return kind, poll, digest(request)


def open_envelopes(request: Record, key: bytes) -> Record:
    """{ballots, malformed}: ballots in the order of their codes, which are random; what is none by its envelope's hash.

    The order is a function of the content alone: a second run on another machine gives the same file.
    """
    length = field(request, "length", int)
    ballots: list[Record] = []
    malformed: list[Record] = []
    for text in _envelopes(request):
        envelope = unb64(text)
        content = boxes.unseal(envelope, key)
        ballot = None if content is None else boxes.read_ballot(content, length)
        if ballot is None:
            why = CANNOT_BE_OPENED if content is None else NOT_A_BALLOT
            malformed.append({"envelope": sha256(envelope).hexdigest(), "why": why})
        else:
            ballots.append(ballot)
    return {"ballots": in_order(ballots), "malformed": in_order(malformed)}


def in_order(records: list[Record]) -> list[Record]:
    """By code or hash, and should two be alike by the rest."""
    return sorted(records, key=lambda each: (each.get("code") or each.get("envelope"), canonical(each)))


def opened_digest(opened: Record) -> str:
    """What two runs compare, and what the second custodian signs."""
    return digest({"ballots": opened["ballots"], "malformed": opened["malformed"]})


def signed_first(kind: str, poll: str, asked: str) -> bytes:
    return canonical(["consult/opening/1", "first", kind, poll, asked])


def signed_second(kind: str, poll: str, asked: str, opened: Record) -> bytes:
    return canonical(["consult/opening/1", "second", kind, poll, asked, opened_digest(opened)])


def _envelopes(request: Record) -> list[str]:
    found = field(request, "envelopes", list)
    if len(found) > MOST_ENVELOPES or not all(isinstance(each, str) for each in found):
        raise FileError("申请里的选票读不懂", "The ballots in the request cannot be read")
    return list(found)


def _person(record: Record) -> Record:
    return {part: field(record, part) for part in ("name", "box", "sign")}


def _one_of(held: Record, secret: Record) -> Record:
    me = _person(secret)
    if me not in custodians_of(held):
        raise _not_yours()
    return me


def _not_yours() -> FileError:
    return FileError(
        "这把钥匙开不了这次表决的锁匣，请核对保管人和表决编号",
        "This key does not open this poll's boxes; compare custodian and number",
    )


def check_opened(request: Record, people: list[Record], opened: Record) -> tuple[Record, Record]:
    """(first, second) custodian of an opened file, once everything in it fits. Raises FileError.

    Signatures show who opened and that nobody altered the ballots on their way. That they were opened honestly they do
    not show: for that voters have their personal codes.
    """
    kind, poll, asked = terms(request)
    if (opened.get("request"), opened.get("kind"), opened.get("poll")) != (asked, kind, poll):
        raise FileError("这份结果不是对这份申请的答复", "This file does not answer the request that stands")
    first, second = (_person(field(opened, part, dict)) for part in ("first", "second"))
    if first not in people or second not in people or first == second:
        raise FileError(
            "须有这次表决的两名不同保管人开箱", "Two different custodians of this poll must have opened it"
        )
    found = {
        "ballots": rows(opened, "ballots", MOST_ENVELOPES),
        "malformed": rows(opened, "malformed", MOST_ENVELOPES),
    }
    messages = (
        (first, signed_first(kind, poll, asked)),
        (second, signed_second(kind, poll, asked, found)),
    )
    for part, (person, message) in zip(("first", "second"), messages, strict=True):
        if not boxes.verifies(message, field(opened[part], "signature"), person["sign"]):
            raise FileError(
                f"{person['name']}的签名对不上，文件可能被改动过",
                f"{person['name']}'s signature does not fit; the file may have been altered",
            )
    _check_account(request, found)
    return first, second


def _check_account(request: Record, found: Record) -> None:
    """Every envelope is either a ballot or listed as none; a list is in its order."""
    length = request["length"]
    sent = {sha256(unb64(each)).hexdigest() for each in _envelopes(request)}
    named = [each.get("envelope") for each in found["malformed"]]
    ballots_are = all(_reads_back(each, length) for each in found["ballots"])
    if (
        not ballots_are
        or not set(named) <= sent
        or any(set(each) != {"envelope", "why"} for each in found["malformed"])
        or any(each["why"] not in (CANNOT_BE_OPENED, NOT_A_BALLOT) for each in found["malformed"])
        or found["ballots"] != in_order(found["ballots"])
        or found["malformed"] != in_order(found["malformed"])
        or len(found["ballots"]) + len(named) != len(request["envelopes"])
    ):
        raise FileError(
            "开出的票数与封存的票数对不上，请重新开箱",
            "What came out does not match what was sealed; open it again",
        )


def _reads_back(ballot: dict[str, Any], length: int) -> bool:
    try:
        return boxes.read_ballot(canonical(ballot).ljust(length), length) == ballot
    except (TypeError, ValueError):
        return False
