"""recount.py: written from docs/voting-evidence.md alone, it comes to what the server came to, and refuses everything else."""

from __future__ import annotations

import ast
import json
import os
import random
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from consult.kernel import clock, ledger, merkle
from consult.voting import correcting, evidence
from consult.voting.models import Poll
from tests.voting.exported import KINDS, RECOUNT, batches, close, files_of, recounter
from tests.voting.made import CHAIR, DESK, REPS, opened
from tests.world import World

recount = recounter()
STANDARD = {"base64", "hashlib", "json", "os", "sys", "zipfile"}


def told(files: dict[str, bytes]) -> list[str]:
    lines, _ = recount.recount(files)
    return list(lines)


@pytest.mark.parametrize("kind", KINDS)
def test_the_recount_comes_to_what_the_server_came_to(world: World, kind: str) -> None:
    files = KINDS[kind](world)
    assert Poll.objects.get(stage="closed").verdict in told(files)


def test_it_is_one_file_of_the_standard_library_under_400_lines_that_python_3_8_reads() -> None:
    source = RECOUNT.read_text()
    assert len(source.splitlines()) < 400
    tree = ast.parse(source, feature_version=(3, 8))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert imported == STANDARD


def run(*given: str, **options: Any) -> subprocess.CompletedProcess[str]:
    """The program itself, with nothing of ours on its path."""
    clean = {"PATH": os.environ["PATH"], "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-I", "-S", str(RECOUNT), *given]
    return subprocess.run(command, capture_output=True, text=True, env=clean, **options)


def test_anybody_runs_it_on_the_zip_or_its_folder(world: World, tmp_path: Path) -> None:
    KINDS["hidden"](world)
    poll = Poll.objects.get(stage="closed")
    packed, folder = tmp_path / "poll.zip", tmp_path / "folder"
    packed.write_bytes(evidence.export(poll))
    with zipfile.ZipFile(packed) as archive:
        archive.extractall(folder)
    for place in (packed, folder):
        answer = run(str(place))
        assert (answer.returncode, answer.stderr) == (0, "")
        assert poll.sentence in answer.stdout
        assert "ALL IS RIGHT" in answer.stdout
    assert (folder / "recount.py").read_bytes() == RECOUNT.read_bytes()
    assert {"README.md", "log.jsonl", "leaves.txt", "heads.jsonl", "roll.jsonl", "ballots.jsonl"} < {
        path.name for path in folder.iterdir()
    }


def test_what_is_not_there_or_no_export_is_said_and_not_a_traceback(tmp_path: Path) -> None:
    (tmp_path / "broken.zip").write_bytes(b"PK nothing")
    for place in ("nowhere.zip", "broken.zip"):
        answer = run(str(tmp_path / place))
        assert (answer.returncode, answer.stderr) == (2, "")
        assert "python3 recount.py EXPORT" in answer.stdout
    empty = run(str(tmp_path))
    assert (empty.returncode, empty.stderr) == (1, "")


def test_no_name_leaves_with_an_export(world: World) -> None:
    files = KINDS["named"](world)
    whole = b"".join(content for name, content in files.items() if name not in ("README.md", "recount.py"))
    for person in world.people.values():
        assert person.name.encode() not in whole
    assert "3号楼".encode() not in whole


# Receipts


def test_a_receipt_short_or_full_is_found_in_the_log(world: World, tmp_path: Path) -> None:
    vote = opened(world)
    receipts = batches(vote, {REPS[0]: "yes", REPS[1]: "no"}, {REPS[2]: "yes"})
    close(vote)
    packed = tmp_path / "poll.zip"
    packed.write_bytes(evidence.export(vote.fresh()))
    for receipt in receipts:
        answer = run(str(packed), receipt.text, receipt.full)
        assert answer.returncode == 0
        assert answer.stdout.count(f"in the log as entry {receipt.seq}") == 2


def test_a_receipt_of_a_log_that_was_rewritten_is_called_a_fork(world: World) -> None:
    """The server counts on after a restore from a backup: another ballot takes the place that was signed."""
    vote = opened(world)
    with transaction.atomic():
        [lost] = batches(vote, {REPS[0]: "no"})
        transaction.set_rollback(True)
    [kept] = batches(vote, {REPS[1]: "yes"})
    _, known = recount.recount(close(vote))
    good, words = recount.look_up(lost.full, *known)
    assert not good
    assert "FORK" in words
    assert recount.look_up(lost.text, *known) == (False, "不在日志中 / not in the log")
    assert recount.look_up(kept.full, *known)[0]


def test_a_receipt_of_elsewhere_or_with_a_forged_head_is_refused(world: World) -> None:
    vote = opened(world)
    [receipt] = batches(vote, {REPS[0]: "yes"})
    files = close(vote)
    _, known = recount.recount(files)
    other = receipt.full.replace(vote.poll.pk.hex.upper(), "0" * 32)
    forged = receipt.full[:-4] + ("AAAA" if receipt.full[-4:] != "AAAA" else "BBBB")
    for text in (other, forged, "", "-", "nonsense", "CONSULT1:" + ":" * 8, receipt.text + "9"):
        assert not recount.look_up(text, *known)[0]
    early = {name: content for name, content in files.items() if name != "log.jsonl"}
    assert receipt.text.startswith(vote.poll.pk.hex[:8].upper())
    assert early


def test_the_key_one_knows_from_elsewhere_is_asked_for(world: World, tmp_path: Path) -> None:
    KINDS["nobody"](world)
    poll = Poll.objects.get(stage="closed")
    packed = tmp_path / "poll.zip"
    packed.write_bytes(evidence.export(poll))
    key = json.loads(evidence.files(poll)["heads.jsonl"].splitlines()[0])["key"]
    assert run(str(packed), key.upper()).returncode == 0
    answer = run(str(packed), "0" * 64)
    assert answer.returncode == 1
    assert "not the key you know" in answer.stdout


# Forgeries


def mutated(files: dict[str, bytes], chance: random.Random) -> tuple[dict[str, bytes], int, str]:
    """One random change to the log: the files with it, the entry it begins at, and what was done.

    A careful forger also writes the leaves anew, and numbers the entries again; the heads he cannot sign.
    """
    lines = files["log.jsonl"].splitlines(keepends=True)
    where = chance.randrange(len(lines))
    how = chance.choice(["byte", "cut", "figure", "delete", "swap", "insert", "truncate"])
    if how == "byte":
        line = bytearray(lines[where])
        place = chance.randrange(len(line))
        line[place] ^= 1 << chance.randrange(8)
        lines[where] = bytes(line)
    elif how == "cut":
        place = chance.randrange(len(lines[where]))
        lines[where] = lines[where][:place] + lines[where][place + 1 :]
    elif how == "figure":
        lines[where] = another_value(lines[where], chance)
    elif how == "delete":
        del lines[where]
    elif how == "swap":
        other = chance.choice([n for n in range(len(lines)) if n != where])
        lines[where], lines[other] = lines[other], lines[where]
        where = min(where, other)
    elif how == "insert":
        lines.insert(where, chance.choice(lines))
        if lines[where : where + 1] == lines[where + 1 : where + 2]:
            where += 1
    else:
        where = chance.randrange(1, len(lines))
        lines = lines[:where]
    changed = {**files, "log.jsonl": b"".join(lines)}
    if chance.random() < 0.5:
        how += ", leaves too"
        if chance.random() < 0.5:
            how += ", renumbered"
            lines = [renumbered(line, seq) for seq, line in enumerate(b"".join(lines).splitlines())]
        leaves = [
            recount.sha256(b"\0" + line.rstrip(b"\n")).hexdigest() for line in b"".join(lines).splitlines()
        ]
        changed["log.jsonl"] = b"".join(line.rstrip(b"\n") + b"\n" for line in b"".join(lines).splitlines())
        changed["leaves.txt"] = "".join(f"{leaf}\n" for leaf in leaves).encode()
    return changed, where, how


def another_value(line: bytes, chance: random.Random) -> bytes:
    """The entry with one of its facts changed and written as the server would write it."""
    entry = json.loads(line)
    holder, keys = entry["data"], list(entry["data"])
    key = chance.choice(keys)
    value = holder[key]
    holder[key] = (
        not value
        if isinstance(value, bool)
        else value + 1
        if isinstance(value, int)
        else {"yes": "no", "no": "yes", "abstain": "yes"}.get(value, f"{value}0")
        if isinstance(value, str)
        else [*value, *value, 0]
        if isinstance(value, list)
        else {"changed": 1}
    )
    return recount.text_of(entry).encode() + b"\n"


def renumbered(line: bytes, seq: int) -> bytes:
    try:
        entry = json.loads(line)
        entry["seq"] = seq
    except (ValueError, TypeError):
        return line + b"\n"
    return recount.text_of(entry).encode() + b"\n"


def first_bad(files: dict[str, bytes]) -> str:
    """Where the recount finds the first fault: "log.jsonl 17"; empty where it finds none."""
    try:
        recount.recount(files)
    except recount.Bad as bad:
        return str(bad).split(":")[0]
    return ""


def last_good_head(files: dict[str, bytes], entry: int) -> int:
    sizes = [json.loads(line)["size"] for line in files["heads.jsonl"].splitlines()]
    return max([0, *(size for size in sizes if size <= entry)])


def test_a_thousand_forged_logs_are_refused_and_the_first_bad_entry_named(world: World) -> None:
    """Over every kind of poll. The entry itself is named; where the forger wrote the leaves anew too, the first one that
    no head covers any more: at most the batch it was signed with, and never one after it."""
    exports = []
    for make in KINDS.values():
        exports.append(make(world))
    chance = random.Random(20260302)
    hows: dict[str, int] = {}
    for n in range(1000):
        files = exports[n % len(exports)]
        changed, entry, how = mutated(files, chance)
        # A figure cut out of a number that is then written anew is no forgery.
        while changed == files:
            changed, entry, how = mutated(files, chance)
        found = first_bad(changed)
        where = (n, how, entry, found)
        assert found.startswith("log.jsonl "), where
        named = int(found.split()[1])
        earliest = last_good_head(files, entry) if "leaves too" in how else entry
        assert earliest <= named <= entry, where
        hows[how] = hows.get(how, 0) + 1
    assert len(hows) == 21


@pytest.mark.parametrize("name", ["leaves.txt", "heads.jsonl", "roll.jsonl", "ballots.jsonl"])
def test_the_other_files_cannot_be_changed_either(world: World, name: str) -> None:
    files = KINDS["hidden"](world)
    chance = random.Random(name)
    for _ in range(60):
        content = bytearray(files[name])
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        assert first_bad({**files, name: bytes(content)}), content
        lines = files[name].splitlines(keepends=True)
        del lines[chance.randrange(len(lines) - (name == "heads.jsonl"))]
        if name != "heads.jsonl":
            assert first_bad({**files, name: b"".join(lines)})
    assert first_bad({**files, name: b""})


# Forgeries by hand, of whoever has an editor and no key


def edited(find: str, put: str) -> Callable[[bytes], bytes]:
    """The first line that has it, with it replaced."""

    def edit(content: bytes) -> bytes:
        assert find.encode() in content, find
        return content.replace(find.encode(), put.encode(), 1)

    return edit


def last_line(put: bytes) -> Callable[[bytes], bytes]:
    return lambda content: b"".join([*content.splitlines(keepends=True)[:-1], put])


# What is done to which file, and where the recount finds it: the file at least, and the line where it is one line's fault.
BY_HAND: list[tuple[str, Callable[[bytes], bytes], str]] = [
    ("log.jsonl", edited('"choice":"no"', '"choice":"yes","choice":"no"'), "log.jsonl 3"),
    (
        "log.jsonl",
        edited('"channel":"phone","choice":"no"', '"choice":"no","channel":"phone"'),
        "log.jsonl 3",
    ),
    ("log.jsonl", edited('"choice":"no"', '"choice":"n\\u006f"'), "log.jsonl 3"),
    ("log.jsonl", edited('"choice":"no"', '"choice":"nо"'), "log.jsonl 3"),
    ("log.jsonl", edited('"seq":0', '"seq": 0'), "log.jsonl 0"),
    ("log.jsonl", edited('"seq":0', '"seq":-0'), "log.jsonl 0"),
    ("log.jsonl", edited('"seq":0', '"seq":' + "9" * 5000), "log.jsonl 0"),
    ("log.jsonl", edited('"invalid":1', '"invalid":-1'), "log.jsonl "),
    ("log.jsonl", lambda content: b"\xef\xbb\xbf" + content, "log.jsonl 0"),
    ("log.jsonl", lambda content: content.replace(b"\n", b"\r\n"), "log.jsonl 0"),
    ("log.jsonl", lambda content: content + b"\n", "log.jsonl "),
    ("log.jsonl", lambda content: b"", "log.jsonl 0"),
    ("leaves.txt", lambda content: content.upper(), "log.jsonl 0"),
    ("leaves.txt", lambda content: b"", "log.jsonl 0"),
    ("leaves.txt", last_line(b"no leaf\n"), "log.jsonl "),
    ("heads.jsonl", last_line(b"{}\n"), "heads.jsonl "),
    ("heads.jsonl", last_line(b"[]\n"), "heads.jsonl "),
    ("heads.jsonl", last_line(b"NaN\n"), "heads.jsonl "),
    ("heads.jsonl", last_line(b'{"size":1e400}\n'), "heads.jsonl "),
    ("heads.jsonl", last_line(b"[" * 100_000 + b"\n"), "heads.jsonl "),
    ("heads.jsonl", last_line(b'{"size":' + b"9" * 5000 + b"}\n"), "heads.jsonl "),
    ("heads.jsonl", edited('"size":1}', '"size":1,"z":0}'), "heads.jsonl 0"),
    ("heads.jsonl", edited('"size":1}', '"size":true}'), "heads.jsonl 0"),
    ("heads.jsonl", edited('"size":1}', '"size":-1}'), "heads.jsonl 0"),
    ("heads.jsonl", edited('"size":1}', '"size":"1"}'), "heads.jsonl 0"),
    ("heads.jsonl", edited('"size":1}', '"size":1.0}'), "heads.jsonl 0"),
    ("heads.jsonl", edited('"key":"', '"key":"\u00e9'), "heads.jsonl 0"),
    ("roll.jsonl", edited('"number":1,', '"number":true,'), "log.jsonl 0"),
    ("roll.jsonl", edited('"area_cm2":0', '"area_cm2":0.0'), "roll.jsonl 0"),
    ("roll.jsonl", edited('"heads":1', '"heads":-1'), "log.jsonl 0"),
    ("roll.jsonl", last_line(b"{}\n"), "log.jsonl 0"),
    ("roll.jsonl", last_line(b'"\xff"\n'), "roll.jsonl "),
    ("roll.jsonl", last_line(b'{"right":"\\ud800"}\n'), "roll.jsonl "),
    ("roll.jsonl", last_line(b'{"right":[]}\n'), "log.jsonl 0"),
    ("roll.jsonl", lambda content: b"", "log.jsonl 0"),
]


def test_what_is_forged_by_hand_is_refused_and_named(world: World) -> None:
    """Names twice, in another order, written otherwise or alike to the eye; figures too large, negative, no figures at all."""
    files = KINDS["named"](world)
    assert first_bad(files) == ""
    for name, edit, where in BY_HAND:
        found = first_bad({**files, name: edit(files[name])})
        assert (found + " ").startswith(where.rstrip() + " "), (name, edit(files[name])[:200], found, where)


def test_a_file_that_is_gone_or_no_file_is_said_and_not_a_traceback(world: World, tmp_path: Path) -> None:
    files = KINDS["hidden"](world)
    for n, name in enumerate(["log.jsonl", "leaves.txt", "heads.jsonl", "roll.jsonl", "ballots.jsonl"]):
        for how in ("gone", "folder", "link to nothing", "link to itself", "link elsewhere"):
            folder = tmp_path / f"{n} {how}"
            folder.mkdir()
            for each, content in files.items():
                if each != name:
                    (folder / each).write_bytes(content)
            if how == "folder":
                (folder / name).mkdir()
            elif how.startswith("link"):
                to = {"link to nothing": "nowhere", "link to itself": name, "link elsewhere": "README.md"}[
                    how
                ]
                (folder / name).symlink_to(to)
            answer = run(str(folder))
            assert (answer.returncode, answer.stderr) == (1, ""), (name, how, answer.stdout)
            assert "first bad entry: " in answer.stdout
            assert ".jsonl " in answer.stdout.split("first bad entry: ")[1]


def test_a_zip_with_two_files_of_one_name_or_a_broken_one_is_refused(world: World, tmp_path: Path) -> None:
    KINDS["named"](world)
    whole = evidence.export(Poll.objects.get(stage="closed"))
    twice = tmp_path / "twice.zip"
    twice.write_bytes(whole)
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(twice, "a") as packed:
        packed.writestr("log.jsonl", b"")
    answer = run(str(twice))
    assert (answer.returncode, answer.stderr) == (1, "")
    chance, broken = random.Random(3), tmp_path / "broken.zip"
    for _ in range(20):
        content = bytearray(whole)
        for _ in range(40):
            content[chance.randrange(len(content))] = chance.randrange(256)
        broken.write_bytes(content)
        answer = run(str(broken))
        assert answer.returncode in (1, 2)
        assert answer.stderr == ""


# A server that lies and signs its lies

# By the kind of poll: what it published before it lied.
TOLD_OF: dict[str, dict[str, bytes]] = {}


def resigned(files: dict[str, bytes], entries: list[dict[str, Any]]) -> dict[str, bytes]:
    """What a lying server could publish: any log it likes, under heads that it signs."""
    lines = [merkle.canonical({**entry, "seq": seq}) for seq, entry in enumerate(entries)]
    leaves = [merkle.leaf_hash(line) for line in lines]
    log = json.loads(files["heads.jsonl"].splitlines()[0])["log"]
    at = entries[-1]["at"]
    covered = {"log": log, "size": len(leaves), "root": merkle.root(leaves).hex(), "at": at}
    head = {**covered, "key": ledger.public_key_hex(), "signature": ledger.sign(merkle.canonical(covered))}
    return {
        **files,
        "log.jsonl": b"".join(line + b"\n" for line in lines),
        "leaves.txt": "".join(f"{leaf.hex()}\n" for leaf in leaves).encode(),
        "heads.jsonl": merkle.canonical(head) + b"\n",
    }


def lie(files: dict[str, bytes], verb: str, change: Any) -> tuple[str, str]:
    """(where the recount finds it, where it lies) after a change to the first entry of this verb."""
    entries = [json.loads(line) for line in files["log.jsonl"].splitlines()]
    at = [entry["verb"] for entry in entries].index(verb)
    found_at = change(entries, at) or verb
    verbs = [entry["verb"] for entry in entries]
    lies = found_at if isinstance(found_at, int) else verbs.index(found_at)
    return first_bad(resigned(files, entries)), f"log.jsonl {lies}"


def set_in(*path: Any, to: Any, found_at: str = "") -> Any:
    def change(entries: list[dict[str, Any]], at: int) -> str | int:
        place: Any = entries[at]
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = to
        return found_at or at

    return change


def twice(entries: list[dict[str, Any]], at: int) -> int:
    entries.insert(at, entries[at])
    return at + 1


def gone(found_at: str) -> Any:
    """What is left out shows in the sums of a later entry."""

    def change(entries: list[dict[str, Any]], at: int) -> str | int:
        del entries[at]
        return found_at or len(entries)

    return change


@pytest.mark.parametrize(
    ("kind", "verb", "change"),
    [
        ("named", "RESULT", set_in("data", "verdict", to="PASSED")),
        ("named", "RESULT", set_in("data", "counts", "counts", "yes", to=6)),
        ("named", "RESULT", set_in("data", "counts", "recused", to=0)),
        ("named", "RESULT", twice),
        ("named", "RESULT", gone("")),
        ("named", "CLOSE", set_in("data", "cast", to=7)),
        ("named", "CLOSE", set_in("data", "paper", "invalid", to=0)),
        ("named", "CLOSE", set_in("data", "absent_served", to=[1])),
        ("named", "CAST", set_in("data", "choice", to="maybe")),
        ("named", "CAST", set_in("data", "number", to=2000)),
        ("named", "CAST", set_in("data", "channel", to="hands")),
        ("named", "CAST", set_in("data", "right", to="0" * 64)),
        ("named", "CAST", twice),
        ("named", "CAST", gone("CLOSE")),
        ("named", "STRIKE", twice),
        ("named", "STRIKE", set_in("data", "present", to=False)),
        ("named", "PAPER_ISSUED", twice),
        ("named", "PAPER_ISSUED", gone("PAPER_BATCH")),
        ("named", "PAPER_BATCH", twice),
        ("named", "PAPER_BATCH", gone("CLOSE")),
        ("named", "PAPER_BATCH", set_in("data", "ballots", 0, "choice", to="maybe")),
        ("named", "PAPER_BATCH", set_in("data", "issued", to=5)),
        ("named", "OPEN", set_in("data", "roll", "present", to=99)),
        ("named", "OPEN", set_in("data", "rule", "passes", "share", to=">=1/2", found_at="RESULT")),
        ("named", "OPEN", twice),
        ("hidden", "CAST", set_in("data", "choice", to="yes")),
        ("hidden", "CLOSE", set_in("data", "ballots", to="0" * 64)),
        ("hands_counted", "HANDS", set_in("data", "yes", to=9)),
        ("hands_counted", "HANDS", set_in("verb", to="CAST")),
        ("owners", "RESULT", set_in("data", "counts", "counts", "area_cm2", "yes", to=1)),
        ("owners", "PROXY", twice),
        ("owners", "PROXY", gone("CAST")),
        ("owners", "PROXY", set_in("data", "number", to=3)),
        ("owners", "REVOKE", twice),
        ("owners", "CAST", set_in("data", "proxy", to="0" * 64)),
        ("owners", "RESULT", set_in("data", "counts", "proxies", to=0)),
        ("owners", "OPEN", set_in("data", "rule", "proxies", to=False, found_at="PROXY")),
        ("consensus", "CLOSE", set_in("data", "absent_served", to=[], found_at="RESULT")),
        ("ranking", "RESULT", set_in("data", "counts", "first", to=["A", "B"])),
        ("budget", "RESULT", set_in("data", "counts", "spent", to=1)),
    ],
)
def test_a_server_that_signs_a_lie_is_caught_at_the_entry_that_lies(
    world: World, kind: str, verb: str, change: Any
) -> None:
    if kind not in TOLD_OF:
        TOLD_OF[kind] = KINDS[kind](world)
    files = TOLD_OF[kind]
    assert lie(files, verb, lambda entries, at: None)[0] == ""
    found, lies = lie(files, verb, change)
    assert found == lies


def test_a_signed_entry_that_is_no_entry_is_named_and_not_a_traceback(world: World) -> None:
    """Of things that are not there, or of another kind than the format says."""
    files = KINDS["owners"](world)
    for verb, change in (
        ("CAST", set_in("data", "right", to=[])),
        ("CAST", set_in("data", to={})),
        ("CAST", set_in("data", to=[])),
        ("CAST", set_in("data", "choice", to={"yes": 1})),
        ("CAST", set_in("data", "proxy", to=None)),
        ("CAST", set_in("data", "proxy", to=["a"])),
        ("PROXY", set_in("data", "letter", to=[])),
        ("PROXY", set_in("data", to={})),
        ("PAPER_ISSUED", set_in("data", "rights", to=7)),
        ("PAPER_BATCH", set_in("data", "ballots", to=[None])),
        ("CLOSE", set_in("data", "paper", to=None)),
        ("CLOSE", set_in("data", "absent_served", to=[[]])),
        ("CLOSE", set_in("data", "paper", "invalid", to="0")),
        ("RESULT", set_in("data", "counts", to=None)),
        ("RESULT", set_in("data", "counts", "counts", "yes", to=True)),
        ("OPEN", set_in("data", "roll", to=[])),
        ("OPEN", set_in("data", "rule", to="", found_at="OPEN")),
        ("CAST", set_in("verb", to=["CAST"])),
    ):
        found, lies = lie(files, verb, change)
        assert found == lies or verb == "OPEN", (verb, found, lies)
        assert found.startswith("log.jsonl "), (verb, found)


# Polls without a result


def test_an_open_poll_shows_leaves_late_and_in_steps_and_no_entry_but_its_opening(world: World) -> None:
    vote = opened(world)
    for name in REPS[:4]:
        batches(vote, {name: "yes"})
    with clock.at(clock.now() + timedelta(seconds=150)):
        assert evidence.shown_size(vote.fresh()) == 1
        batches(vote, {REPS[4]: "no", REPS[5]: "no"})
        assert evidence.shown_size(vote.fresh()) == 1
    with clock.at(clock.now() + timedelta(seconds=250)):
        assert evidence.shown_size(vote.fresh()) == 7
        files = files_of(vote)
    assert set(files) == {"README.md", "recount.py", "leaves.txt", "heads.jsonl", "opening.jsonl"}
    assert b"CAST" not in files["opening.jsonl"]
    lines, known = recount.recount(files)
    assert "no result" in lines[-1]
    receipt = vote.counted or batches(vote, {CHAIR: "yes"})
    assert recount.look_up(receipt[0].full, *known) == (
        False,
        "这份导出还没有到第 7 条 / this export does not reach entry 7",
    )


def test_a_void_poll_publishes_no_ballot(world: World) -> None:
    vote = opened(world)
    [receipt] = batches(vote, {REPS[0]: "yes"})
    correcting.void(actor=vote.actor(DESK), poll=vote.poll, reason="名册有误")
    files = files_of(vote)
    assert "log.jsonl" not in files
    _, known = recount.recount(files)
    assert recount.look_up(receipt.full, *known)[0]
