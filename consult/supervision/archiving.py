"""matter.archive 归档: one sealed ZIP of everything the community knows of a matter.

Papers for people, the matter's own entries with proofs for machines (`verifying.py` checks them). The ledger's entry
of the archiving holds the file's hash; so the file cannot hold that entry, and ends with the one before it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile

from consult.agenda.models import Session
from consult.intake.models import Matter
from consult.kernel import clock, ledger, log, merkle
from consult.kernel.act import Act, act, check
from consult.kernel.errors import Refusal
from consult.kernel.models import About, Log, LogEntry, Plaintext
from consult.kernel.permits import Actor
from consult.people.who import person_id
from consult.resolution.models import Resolution
from consult.voting.models import Poll

from . import bundle, papers, verifying
from .models import ArchiveFile
from .proving import Proofs

# Hidden texts that belong into the file of the matter: what people said and gave as reasons. Whose home, telephone or
# kin somebody is does not; a field not named here stays out.
ARCHIVED = frozenset(
    [
        "answer",
        "answers",
        "attended",
        "finding",
        "objection",
        "opinion",
        "person_name",
        "reason",
        "result",
        "text",
        "title",
    ]
)

README = """# {number} {title}

这是{community}的居务档案，{day} 归档。This is a matter's file of the community, archived on {day}.

- 文书在各文件夹里（PDF、CSV），可直接打开、打印。
- ledger/entries.json 是这个事项在社区台账中的全部记录，逐条带有包含证明；ledger/head.json 是台账树头及其签名。
- ledger/plaintexts.json 是记录中以加盐承诺保存的原文；依法不入卷的、已删除的不在其中，不影响验证。
- ledger/anchors.json 是会场日志和表决日志的树头，以及它们在台账中的锚定。
- resolutions.json 是签发的决议原文、哈希与签名。签名是系统的防篡改凭证，不是法定印章。
- manifest.json 列出每个文件的 SHA-256；ZIP 文件末尾的注释是全文件的封签。

不入卷的 What is left out:
- 电话号码、家庭住址、亲属关系，以及回避、删去名册一票的理由；已依法删除的原文。
- 照片和会前材料的附件（保存在系统里）；会场日志和表决日志的逐条内容，这里只有它们的树头。
- 无记名表决中谁投了什么：这些记录本来就不存在。

Telephone numbers, addresses, kinship, and why somebody was recused or struck from a roll; words that were erased by law;
photos and attached files, which stay in the system; the single entries of rooms and polls, of which the heads are here;
who cast which hidden ballot, of which there is no record.

核对 To check it, without any database:

    python manage.py verify_archive 本文件.zip --key 社区公布的公钥

公钥 Public key of the ledger: {key}
它也公布在 It is published at {published}
"""


@dataclass(frozen=True)
class Prepared:
    """The papers, and how many entries the ledger held about the matter when they were made."""

    papers: dict[str, bytes]
    entries: int


def prepare(*, actor: Actor, matter: Matter) -> Prepared | None:
    """Typeset the papers before the verb begins: two seconds that would keep every other writer waiting.

    None where the verb would be refused anyway; it says so itself.
    """
    try:
        check(Act(verb="matter.archive", actor=actor, on=matter, community=matter.community_id))
    except Refusal:
        return None
    entries = _count(matter)
    return Prepared(papers=papers.of_matter(matter), entries=entries)


def archive(*, actor: Actor, matter: Matter, prepared: Prepared | None = None) -> Matter:
    """matter.archive, after which the file is the matter's last word."""
    with act("matter.archive", actor=actor, on=matter) as a:
        # Something happened to the matter since its papers were made: they are made again.
        fresh = prepared is not None and prepared.entries == _count(a.on)
        made = prepared.papers if prepared and fresh else papers.of_matter(a.on)
        data = build(a.on, made)
        digest = sha256(data).hexdigest()
        kept = ArchiveFile(matter=a.on, sha256=digest, by_id=person_id(actor), at=clock.now())
        kept.file.save(f"{a.on.number}-{digest[:8]}.zip", ContentFile(data), save=True)
        a.entry(
            data={"number": a.on.number, "sha256": digest, "bytes": len(data), "files": len(made) + len(_OWN)}
        )
    return matter


def _count(matter: Matter) -> int:
    return About.objects.filter(subject=matter.pk).count()


# What stands in every archive beside the papers.
_OWN = (
    "README.md",
    verifying.HEAD,
    verifying.ENTRIES,
    verifying.PLAINTEXTS,
    verifying.ANCHORS,
    verifying.RESOLUTIONS,
)


def build(matter: Matter, made: dict[str, bytes]) -> bytes:
    """The ZIP's bytes. Signs the heads of the ledger and of the logs it holds."""
    book = Log.objects.get(kind=Log.Kind.LEDGER, community=matter.community_id)
    head = ledger.sign_head(book.pk)
    entries = _entries(matter, book, head.size)
    moment = clock.now().astimezone(clock.BEIJING)
    readme = README.format(
        number=matter.number,
        title=_title(matter),
        community=matter.community.name,
        day=moment.date().isoformat(),
        key=head.key,
        published=f"{settings.ORIGINS[0]}/ledger",
    )
    files = {
        "README.md": readme.encode(),
        **made,
        verifying.HEAD: merkle.canonical(ledger.head_json(head)),
        verifying.ENTRIES: merkle.canonical(_proved(entries, book, head.size)),
        verifying.PLAINTEXTS: merkle.canonical(_plaintexts(matter, entries)),
        verifying.ANCHORS: merkle.canonical(_anchors(matter, entries)),
        verifying.RESOLUTIONS: merkle.canonical(_resolutions(matter)),
    }
    about = {
        "matter": {"id": str(matter.pk), "number": matter.number, "title": _title(matter)},
        "community": matter.community.name,
        "made_at": log.stamp(clock.now()),
    }
    return bundle.pack(files, about=about, made_at=moment, key=ledger.public_key_hex(), sign=ledger.sign)


def _title(matter: Matter) -> str:
    return "" if matter.restricted else matter.title


def _entries(matter: Matter, book: Log, size: int) -> list[LogEntry]:
    about = About.objects.filter(subject=matter.pk, entry__log=book, entry__seq__lt=size)
    return list(LogEntry.objects.filter(pk__in=about.values("entry")).order_by("seq"))


def _proved(entries: Iterable[LogEntry], book: Log, size: int) -> list[dict[str, Any]]:
    proofs = Proofs(log.leaves(book)[:size])
    return [
        {
            "seq": entry.seq,
            "body": entry.body,
            "leaf": bytes(entry.leaf).hex(),
            "path": [step.hex() for step in proofs.path(entry.seq)],
        }
        for entry in entries
    ]


def _plaintexts(matter: Matter, entries: Iterable[LogEntry]) -> list[dict[str, str]]:
    """The words behind the commitments, as far as they are kept and may be archived; none of a restricted matter."""
    if matter.restricted:
        return []
    wanted = {
        digest
        for entry in entries
        for name, digest in json.loads(entry.body).get("hidden", {}).items()
        if name in ARCHIVED
    }
    return [
        {"commitment": kept.commitment, "salt": bytes(kept.salt).hex(), "text": kept.text}
        for kept in Plaintext.objects.filter(pk__in=wanted).order_by("commitment")
    ]


def _anchors(matter: Matter, entries: list[LogEntry]) -> list[dict[str, Any]]:
    """The logs of the matter's rooms and polls: their heads as they stand, and where the ledger holds them."""
    held: dict[str, list[tuple[int, dict[str, Any]]]] = {}
    for entry in entries:
        for anchor in verifying.anchors_of(json.loads(entry.body)["data"]):
            held.setdefault(anchor["log"], []).append((entry.seq, anchor))
    sessions = Session.objects.filter(items__matter=matter, room__isnull=False).distinct()
    named = [(session.room.stream, session.title) for session in sessions.select_related("room__stream")]
    polls = Poll.objects.filter(motion__matter=matter, log__isnull=False).select_related("log", "motion")
    named += [(poll.log, poll.motion.title) for poll in polls.order_by("opened_at") if poll.log]
    return [
        {
            "name": name,
            "kind": kept.kind,
            "head": ledger.head_json(head := ledger.sign_head(kept.pk)),
            "anchors": _grown(kept, head.size, held.get(str(kept.pk), [])),
        }
        for kept, name in named
    ]


def _grown(kept: Log, size: int, anchored: list[tuple[int, dict[str, Any]]]) -> list[dict[str, Any]]:
    """Each anchor with the proof that the log has only grown since."""
    leaves = log.leaves(kept)[:size] if anchored else []
    return [
        {
            "entry": seq,
            "size": anchor["size"],
            "root": anchor["root"],
            "path": [step.hex() for step in merkle.consistency(leaves, anchor["size"])],
        }
        for seq, anchor in anchored
    ]


def _resolutions(matter: Matter) -> list[dict[str, Any]]:
    signed: Iterable[Resolution] = (
        matter.resolutions.exclude(sha256="").prefetch_related("signatures").order_by("decided_at")
    )
    return [
        {
            "id": str(resolution.pk),
            "number": resolution.number,
            "frozen": resolution.frozen,
            "sha256": resolution.sha256,
            "signatures": [
                {
                    "act": signature.act,
                    "office": signature.office,
                    "at": log.stamp(signature.at),
                    "sha256": signature.sha256,
                    "signature": signature.signature,
                    "key": signature.key,
                }
                for signature in resolution.signatures.all()
            ],
        }
        for resolution in signed
    ]
