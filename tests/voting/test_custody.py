"""The custodians' program: a key in three hands, two of which open, on files alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from itertools import combinations, permutations
from pathlib import Path
from typing import Any

import pytest

from consult.voting.custody import boxes, ceremony, formats
from consult.voting.custody.__main__ import main
from consult.voting.custody.formats import FileError, b64

LENGTH = 64
NAMES = ("吕监督", "王阿姨", "何主任")
ASKED = {
    "format": formats.KEY_REQUEST,
    "poll": "3f0c5a34-7e0e-4c53-9d44-000000000001",
    "number": "QY-HA-2026-0001-1-P1",
    "title": "开设助餐点",
}
ROOT = Path(__file__).parents[2]


class Poll:
    """A poll's key, its custodians, and a request to open some ballots."""

    def __init__(self, choices: tuple[Any, ...] = ("yes", "no", "yes"), *, spoil: bytes = b"") -> None:
        pairs = [ceremony.make_custodian(name) for name in NAMES]
        self.secrets = [secret for secret, _ in pairs]
        self.key, self.boxes = ceremony.make_poll_key(ASKED, [public for _, public in pairs])
        sealed = [
            boxes.seal(boxes.ballot_bytes(choice, code(n), LENGTH), self.key["key"])
            for n, choice in enumerate(choices)
        ]
        if spoil:
            sealed.append(spoil)
        self.request = ceremony.make_request(
            kind="unsealing",
            poll=ASKED["poll"],
            number=ASKED["number"],
            title=ASKED["title"],
            community="槐安社区",
            key=self.key["key"],
            length=LENGTH,
            envelopes=[b64(each) for each in sealed],
        )

    def open(self, first: int, second: int) -> dict[str, Any]:
        half = ceremony.open_first(self.request, self.boxes, self.secrets[first])
        return ceremony.open_second(self.request, half, self.secrets[second])


def code(n: int) -> str:
    return "ABCDEFGHIJKLMN" + "ABCDEFGHIJ"[n // 10] + "ABCDEFGHIJ"[n % 10]


@pytest.mark.parametrize("pair", list(permutations(range(3), 2)))
def test_any_two_custodians_open_in_either_order(pair: tuple[int, int]) -> None:
    poll = Poll()
    opened = poll.open(*pair)
    assert [ballot["choice"] for ballot in opened["ballots"]] == ["yes", "no", "yes"]
    first, second = ceremony.check_opened(poll.request, poll.key["custodians"], opened)
    assert [first["name"], second["name"]] == [NAMES[pair[0]], NAMES[pair[1]]]


def test_whichever_two_open_the_same_comes_out(tmp_path: Path) -> None:
    poll = Poll(("yes", "no", "abstain") * 5)
    digests = {ceremony.opened_digest(poll.open(*pair)) for pair in permutations(range(3), 2)}
    assert len(digests) == 1


def test_no_single_custodian_holds_anything_that_opens() -> None:
    """Each with all the boxes and their own key alone: what comes off is sealed to somebody else."""
    poll = Poll()
    envelope = formats.unb64(poll.request["envelopes"][0])
    for n in range(3):
        own = formats.unb64(poll.secrets[n]["box_secret"])
        found = [boxes.unseal(formats.unb64(each["box"]), own) for each in poll.boxes["boxes"]]
        taken = [each for each in found if each is not None]
        assert len(taken) == 2
        for inner in taken:
            assert len(inner) == 32 + boxes.SEAL_BYTES
            assert boxes.unseal(inner, own) is None
        assert boxes.unseal(envelope, own) is None


def test_one_lost_share_opens_and_two_do_not() -> None:
    poll = Poll()
    for left in combinations(range(3), 2):
        assert poll.open(*left)["ballots"]
    # Two are lost: the third, with every file that is left, gets no further than a half nobody can finish.
    half = ceremony.open_first(poll.request, poll.boxes, poll.secrets[0])
    for secret in (poll.secrets[0], ceremony.make_custodian("王阿姨")[0]):
        with pytest.raises(FileError):
            ceremony.open_second(poll.request, half, secret)


def test_the_private_key_is_written_nowhere() -> None:
    """Every file of the ceremony, and what each custodian can open of it, against the key that opens."""
    poll = Poll()
    opened = poll.open(0, 1)
    inner = formats.unb64(ceremony.open_first(poll.request, poll.boxes, poll.secrets[0])["halves"][0]["box"])
    key = next(
        secret
        for each in poll.secrets
        if (secret := boxes.unseal(inner, formats.unb64(each["box_secret"]))) is not None
    )
    assert boxes.public_of(key) == poll.key["key"]
    for record in (poll.key, poll.boxes, poll.request, opened, *poll.secrets):
        assert b64(key) not in json.dumps(record)


def test_ballots_come_out_in_the_order_of_their_codes() -> None:
    poll = Poll(tuple(f"option-{n}" for n in range(20)))
    codes = [ballot["code"] for ballot in poll.open(1, 2)["ballots"]]
    assert codes == sorted(codes)
    assert poll.request["envelopes"] == sorted(poll.request["envelopes"])


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"\x00" * (LENGTH + 48), "cannot_be_opened"),
        (b"short", "cannot_be_opened"),
        (b"not json".ljust(LENGTH), "not_a_ballot"),
        (b'{"choice":"yes","code":"ABC"}'.ljust(LENGTH), "not_a_ballot"),
        (b'{"choice":"yes","code":"ABCDEFGHIJKLMNOP"}', "not_a_ballot"),
        (b'{"choice": "yes","code":"ABCDEFGHIJKLMNOP"}'.ljust(LENGTH), "not_a_ballot"),
        (b'{"choice":1.5,"code":"ABCDEFGHIJKLMNOP"}'.ljust(LENGTH), "not_a_ballot"),
        (b"\xff" * LENGTH, "not_a_ballot"),
        (b"[" * LENGTH, "not_a_ballot"),
    ],
)
def test_what_is_no_ballot_is_listed_by_its_envelope(content: bytes, why: str) -> None:
    poll = Poll()
    spoiled = content if why == "cannot_be_opened" else boxes.seal(content, poll.key["key"])
    poll.request["envelopes"] = sorted([*poll.request["envelopes"], b64(spoiled)])
    opened = poll.open(0, 2)
    assert len(opened["ballots"]) == 3
    assert [each["why"] for each in opened["malformed"]] == [why]
    ceremony.check_opened(poll.request, poll.key["custodians"], opened)


def altered(opened: dict[str, Any], how: str) -> dict[str, Any]:
    copy: dict[str, Any] = json.loads(json.dumps(opened))
    match how:
        case "a choice":
            copy["ballots"][0]["choice"] = "no"
        case "a ballot taken away":
            copy["ballots"].pop()
        case "a ballot added":
            copy["ballots"].append({"choice": "yes", "code": "ZZZZZZZZZZZZZZZZ"})
        case "another custodian's name":
            copy["second"]["name"] = "王阿姨"
        case "one custodian twice":
            copy["second"] = copy["first"]
        case "another request":
            copy["request"] = "0" * 64
        case "a rehearsal's answer":
            copy["kind"] = "rehearsal"
        case "the first signature":
            copy["first"]["signature"] = copy["second"]["signature"]
        case "a ballot called malformed":
            gone = copy["ballots"].pop()
            copy["malformed"].append({"envelope": "0" * 64, "why": "not_a_ballot", "was": gone["code"]})
    return copy


@pytest.mark.parametrize(
    "how",
    [
        "a choice",
        "a ballot taken away",
        "a ballot added",
        "another custodian's name",
        "one custodian twice",
        "another request",
        "a rehearsal's answer",
        "the first signature",
        "a ballot called malformed",
    ],
)
def test_an_answer_altered_on_its_way_is_noticed(how: str) -> None:
    poll = Poll()
    opened = poll.open(0, 2)
    ceremony.check_opened(poll.request, poll.key["custodians"], opened)
    with pytest.raises(FileError):
        ceremony.check_opened(poll.request, poll.key["custodians"], altered(opened, how))


def test_custodians_who_leave_a_ballot_out_are_noticed_though_they_sign() -> None:
    poll = Poll()
    opened = poll.open(0, 2)
    opened["ballots"].pop()
    message = ceremony.signed_second("unsealing", poll.request["poll"], opened["request"], opened)
    opened["second"]["signature"] = boxes.sign(message, formats.unb64(poll.secrets[2]["sign_secret"]))
    with pytest.raises(FileError) as caught:
        ceremony.check_opened(poll.request, poll.key["custodians"], opened)
    assert "对不上" in caught.value.zh


def test_three_different_custodians_are_needed() -> None:
    publics = [ceremony.make_custodian(name)[1] for name in NAMES]
    for wrong in (publics[:2], [*publics[:2], publics[0]], [*publics[:2], {**publics[2], "name": NAMES[0]}]):
        with pytest.raises(FileError):
            ceremony.make_poll_key(ASKED, wrong)


def run(*arguments: str | Path, answers: str = "") -> subprocess.CompletedProcess[str]:
    """The program as a custodian starts it: another process, and no settings of a server."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DJANGO")}
    return subprocess.run(
        [sys.executable, "-m", "consult.voting.custody", *arguments],
        cwd=ROOT,
        env=environment,
        input=answers,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_a_whole_ceremony_by_the_program_on_files_alone(tmp_path: Path) -> None:
    sticks = [tmp_path / str(n) for n in range(3)]
    for stick, name in zip(sticks, NAMES, strict=True):
        stick.mkdir()
        made = run("custodian", name, "--into", stick)
        assert made.returncode == 0, made.stderr
    publics = [next(stick.glob("*-public.json")) for stick in sticks]
    secrets = [next(stick.glob("*-SECRET.json")) for stick in sticks]
    assert all(secret.stat().st_mode & 0o077 == 0 for secret in secrets)
    asked = tmp_path / "key-request.json"
    asked.write_text(json.dumps(ASKED))
    named = [part for public in publics for part in ("--custodian", public)]
    made = run("key", asked, *named, "--into", tmp_path)
    assert made.returncode == 0, made.stderr
    key = json.loads(next(tmp_path.glob("*-key.json")).read_text())
    assert formats.fingerprint(key["key"]) in made.stdout
    assert "不要上传" in made.stdout
    poll = Poll()
    request = {**poll.request, "key": key["key"], "envelopes": []}
    for n, choice in enumerate(("yes", "no")):
        content = boxes.ballot_bytes(choice, code(n), LENGTH)
        request["envelopes"].append(b64(boxes.seal(content, key["key"])))
    wanted = tmp_path / "opening-request.json"
    wanted.write_text(json.dumps(request))
    held = next(tmp_path.glob("*-boxes.json"))
    first = run("first", wanted, "--boxes", held, "--secret", secrets[2], "--into", tmp_path)
    assert first.returncode == 0, first.stderr
    half = next(tmp_path.glob("*-half.json"))
    # The second custodian is led by questions.
    answers = "\n".join(["4", str(wanted), str(half), f'"{secrets[0]}"', str(tmp_path), ""])
    second = run(answers=answers)
    assert second.returncode == 0, second.stderr
    opened = json.loads(next(tmp_path.glob("*-opened.json")).read_text())
    ceremony.check_opened(request, key["custodians"], opened)
    assert ceremony.opened_digest(opened) in second.stdout
    assert "开出 2 张" in second.stdout
    assert "2 ballots" in second.stdout


def test_the_program_loads_neither_django_nor_anything_of_the_network() -> None:
    asked = "import sys, consult.voting.custody.__main__; print(*sorted(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    loaded = {name.split(".")[0] for name in done.stdout.split()}
    assert not loaded & {"django", "socket", "ssl", "http", "urllib3", "requests", "asyncio", "twisted"}


@pytest.mark.parametrize(
    "content",
    [
        "",
        "not json",
        "[]",
        '{"format": "consult/poll-key/1"}',
        '{"format": "consult/opening-request/1"}',
        "[" * 9999,
    ],
)
def test_a_wrong_file_is_refused_in_both_languages(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str
) -> None:
    wrong = tmp_path / "wrong.json"
    wrong.write_text(content)
    arguments = ["first", str(wrong), "--boxes", str(wrong), "--secret", str(wrong), "--into", str(tmp_path)]
    assert main(arguments) == 1
    said = capsys.readouterr().err
    assert "没有办成" in said
    assert "Not done" in said
    assert sorted(path.name for path in tmp_path.iterdir()) == ["wrong.json"]


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "there.json"
    formats.write(path, {"format": "x"})
    with pytest.raises(FileError):
        formats.write(path, {"format": "y"})
    assert json.loads(path.read_text()) == {"format": "x"}


@pytest.mark.parametrize(
    "request_with", [{"length": 0}, {"length": 1 << 20}, {"kind": "other"}, {"key": "AAAA"}]
)
def test_a_request_that_is_none_is_refused(request_with: dict[str, Any]) -> None:
    poll = Poll()
    with pytest.raises(FileError):
        ceremony.open_first({**poll.request, **request_with}, poll.boxes, poll.secrets[0])
