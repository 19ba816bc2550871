"""`python -m consult.voting.custody`: for custodians, on a machine without network. Files in, files out.

Without arguments it asks, in Chinese and English. With arguments it is the same steps for those who know them:

    custodian NAME --into FOLDER                          each custodian, once, onto a medium of their own
    key REQUEST --custodian FILE (three times) --into FOLDER
    first REQUEST --boxes FILE --secret FILE --into FOLDER
    second REQUEST --half FILE --secret FILE --into FOLDER
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from . import ceremony, formats
from .formats import FileError, Record, fingerprint

NOT_FOR_SERVER = (
    "这个文件由保管人自己收好，不要上传、不要发送",
    "custodians keep this file: never upload it, never send it",
)


def custodian(name: str, into: Path) -> list[Path]:
    """A custodian's own pair, made once and used for many polls."""
    secret, public = ceremony.make_custodian(name)
    mark = fingerprint(public["sign"])[:4]
    kept, given = into / f"custodian-{mark}-SECRET.json", into / f"custodian-{mark}-public.json"
    formats.write(kept, secret, private=True)
    formats.write(given, public)
    say(f"{name}：两个文件已做好", f"{name}: two files were made")
    say(f"  {kept.name}  {NOT_FOR_SERVER[0]}", f"  {kept.name}  {NOT_FOR_SERVER[1]}")
    say(f"  {given.name}  交给制钥的人", f"  {given.name}  for whoever makes the poll's key")
    return [kept, given]


def key(request: Path, publics: Sequence[Path], into: Path) -> list[Path]:
    """The poll's key. Its private half is never written, but inside the boxes."""
    asked = formats.read(request, formats.KEY_REQUEST)
    people = [formats.read(path, formats.CUSTODIAN) for path in publics]
    made, held = ceremony.make_poll_key(asked, people)
    mark = _mark(asked)
    given, kept = into / f"{mark}-key.json", into / f"{mark}-boxes.json"
    formats.write(given, made)
    formats.write(kept, held)
    names = "、".join(each["name"] for each in made["custodians"])
    say(
        f"表决 {asked['number']}（{asked.get('title', '')}）：票箱的钥匙已做好，保管人 {names}",
        f"Poll {asked['number']}: its key is made; custodians {names}",
    )
    say(
        f"  钥匙指纹 {fingerprint(made['key'])}，请在会上念出、记下",
        "  fingerprint: read it out, write it down",
    )
    say(f"  {given.name}  上传到系统", f"  {given.name}  upload it")
    say(
        f"  {kept.name}  三人各拷一份。{NOT_FOR_SERVER[0]}",
        f"  {kept.name}  a copy for each; {NOT_FOR_SERVER[1]}",
    )
    return [given, kept]


def first(request: Path, boxes: Path, secret: Path, into: Path) -> list[Path]:
    """The first custodian's half."""
    asked = formats.read(request, formats.OPENING_REQUEST)
    half = ceremony.open_first(
        asked, formats.read(boxes, formats.POLL_BOXES), formats.read(secret, formats.CUSTODIAN_SECRET)
    )
    written = into / f"{_mark(asked)}-{asked['kind']}-half.json"
    formats.write(written, half)
    _say_asked(asked)
    say(
        f"  {half['first']['name']} 已开第一层：{written.name}，交给另一名保管人",
        f"  {half['first']['name']} took off the first layer: {written.name}, for the other custodian",
    )
    return [written]


def second(request: Path, half: Path, secret: Path, into: Path) -> list[Path]:
    """The ballots, shuffled and signed, for the server."""
    asked = formats.read(request, formats.OPENING_REQUEST)
    opened = ceremony.open_second(
        asked, formats.read(half, formats.HALF), formats.read(secret, formats.CUSTODIAN_SECRET)
    )
    written = into / f"{_mark(asked)}-{asked['kind']}-opened.json"
    formats.write(written, opened)
    _say_asked(asked)
    good, bad = len(opened["ballots"]), len(opened["malformed"])
    say(f"  开出 {good} 张，无法识别 {bad} 张", f"  {good} ballots, {bad} that cannot be read")
    say(
        f"  摘要 {ceremony.opened_digest(opened)}",
        "  digest: whoever opens it again on another machine gets the same",
    )
    say(f"  {written.name}  上传到系统", f"  {written.name}  upload it")
    return [written]


def _say_asked(asked: Record) -> None:
    kinds = {"rehearsal": ("演练", "rehearsal"), "unsealing": ("开箱", "unsealing")}
    zh, en = kinds[asked["kind"]]
    n = len(asked["envelopes"])
    say(
        f"{zh}：表决 {asked['number']}（{asked.get('title', '')}），{n} 张，申请摘要 {formats.digest(asked)[:16]}",
        f"{en}: poll {asked['number']}, {n} envelopes",
    )


def _mark(asked: Record) -> str:
    """The poll's number as part of a file name."""
    number = formats.field(asked, "number")
    return "".join(c if c.isascii() and (c.isalnum() or c == "-") else "-" for c in number)[:60]


def say(zh: str, en: str) -> None:
    print(f"{zh}\n    {en}")


def main(arguments: Sequence[str] | None = None) -> int:
    try:
        given = sys.argv[1:] if arguments is None else list(arguments)
        if given:
            _by_arguments(given)
        else:
            _by_asking(input)
    except FileError as error:
        print(f"没有办成：{error.zh}\n    Not done: {error.en}", file=sys.stderr)
        return 1
    except (EOFError, KeyboardInterrupt):
        print("\n已停止，什么也没有写。\n    Stopped; nothing was written.", file=sys.stderr)
        return 1
    return 0


def _by_arguments(given: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m consult.voting.custody", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    steps = parser.add_subparsers(dest="step", required=True)
    one = steps.add_parser("custodian", help="保管人的钥匙 a custodian's own key")
    one.add_argument("name")
    two = steps.add_parser("key", help="票箱的钥匙 a poll's key")
    two.add_argument("request", type=Path)
    two.add_argument("--custodian", type=Path, action="append", required=True)
    three = steps.add_parser("first", help="第一人开外层 the first custodian's half")
    three.add_argument("request", type=Path)
    three.add_argument("--boxes", type=Path, required=True)
    three.add_argument("--secret", type=Path, required=True)
    four = steps.add_parser("second", help="第二人开箱 the second custodian opens")
    four.add_argument("request", type=Path)
    four.add_argument("--half", type=Path, required=True)
    four.add_argument("--secret", type=Path, required=True)
    for each in (one, two, three, four):
        each.add_argument("--into", type=Path, default=Path())
    chosen = parser.parse_args(given)
    match chosen.step:
        case "custodian":
            custodian(chosen.name, chosen.into)
        case "key":
            key(chosen.request, chosen.custodian, chosen.into)
        case "first":
            first(chosen.request, chosen.boxes, chosen.secret, chosen.into)
        case "second":
            second(chosen.request, chosen.half, chosen.secret, chosen.into)


def _by_asking(ask: Callable[[str], str]) -> None:
    say(
        "密封票箱保管程序。请先拔掉网线、关掉无线网络。要做哪一步？",
        "Custody of a sealed ballot box. Take this machine off every network first. Which step?",
    )
    say("  1  做我自己的保管人钥匙（每人一次）", "  1  make my own custodian's key (once)")
    say("  2  做一次表决的票箱钥匙", "  2  make a poll's key")
    say("  3  演练或开箱：第一人", "  3  rehearse or unseal: the first custodian")
    say("  4  演练或开箱：第二人", "  4  rehearse or unseal: the second custodian")
    step = ask("1–4: ").strip()

    def file(zh: str, en: str) -> Path:
        say(zh, en)
        return Path(ask("> ").strip().strip("'\""))

    def into() -> Path:
        return file("写到哪个文件夹（自己的优盘）", "Into which folder (your own medium)")

    match step:
        case "1":
            say("您的姓名", "Your name")
            custodian(ask("> "), into())
        case "2":
            request = file("系统下载的制钥申请", "The request for a key, as downloaded")
            publics = [
                file(f"第 {n} 名保管人的公钥文件", f"Public key file of custodian {n}") for n in (1, 2, 3)
            ]
            key(request, publics, into())
        case "3":
            request = file("系统下载的开箱申请", "The request to open, as downloaded")
            held = file("锁匣文件（-boxes）", "The boxes")
            first(request, held, file("您的私钥文件（-SECRET）", "Your secret key file"), into())
        case "4":
            request = file("系统下载的开箱申请", "The request to open, as downloaded")
            half = file("第一人的半开件（-half）", "The first custodian's half")
            second(request, half, file("您的私钥文件（-SECRET）", "Your secret key file"), into())
        case _:
            raise FileError("请输入 1 到 4", "Choose 1 to 4")


if __name__ == "__main__":
    sys.exit(main())
