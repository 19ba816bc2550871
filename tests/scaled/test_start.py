"""The scaled form from outside: signing in over TLS, one room on two processes, and nothing left when it stops."""

from __future__ import annotations

import os
import re
import signal
import ssl
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from deploy.scaled import listens
from tests.outbox import sent_code
from tests.scaled.conftest import Run, Stack
from tests.scaled.going import PATIENCE, redis_carries

pytestmark = pytest.mark.scaled
ROOT = Path(__file__).resolve().parents[2]


def sockets_at(address: str) -> int:
    """How many connections stand to this port, as the kernel has them."""
    port = int(address.rpartition(":")[2])
    rows = Path("/proc/net/tcp").read_text().splitlines()[1:]
    ends = [(row.split()[1], row.split()[3]) for row in rows]
    return sum(int(local.rpartition(":")[2], 16) == port and state == "01" for local, state in ends)


def test_a_resident_signs_in_over_tls_with_the_code_of_the_sms(stack: Stack) -> None:
    running = stack.running
    number = stack.told["people"]["王阿姨"]["phone"]
    trusted = ssl.create_default_context(cafile=str(running.certificate))
    with httpx.Client(base_url=running.base, verify=trusted, trust_env=False) as browser:
        browser.get("/_allauth/browser/v1/auth/session")
        headers = {"Origin": running.base, "Referer": f"{running.base}/"}

        def post(path: str, body: dict[str, Any]) -> httpx.Response:
            token = browser.cookies.get("csrftoken", "")
            return browser.post(
                f"/_allauth/browser/v1/auth/{path}", json=body, headers={**headers, "X-CSRFToken": token}
            )

        asked = post("code/request", {"phone": number})
        assert asked.status_code == 401, asked.text
        code = sent_code(running.folder / "outbox", number)
        assert post("code/confirm", {"code": code}).status_code == 200
        room = browser.get(f"/api/v1/rooms/{stack.told['room']}")
        assert (room.status_code, room.json()["audience"]) == (200, "residents")
        [cookie] = [one for one in browser.cookies.jar if one.name == "sessionid"]
        assert cookie.secure


def test_a_room_is_one_whichever_process_serves_a_phone(stack: Stack, run: Run) -> None:
    names = ("王阿姨", "小谷", "老尹", "葛阿姨")
    phones = [stack.phone(name) for name in names]
    for phone in phones:
        run(phone.enter())
    assert all(sockets_at(daphne) >= 2 for daphne in stack.running.daphnes), "nginx gives both some"
    here, there = (stack.phone("孙副主任", at=daphne) for daphne in stack.running.daphnes)
    for desk in (here, there):
        run(desk.enter())
    redis_carries(run, here, there)
    before = here.state.pos
    for phone in phones:
        run(phone.until(lambda phone=phone: phone.state.pos == before))
    run(here.post("/remark", text="从第一个进程"))
    run(there.post("/remark", text="从第二个进程"))
    everybody = [*phones, here, there]
    for phone in everybody:
        run(phone.until(lambda phone=phone: phone.state.pos == before + 2))
    assert [phone.state.shared["remarks"] for phone in phones[1:]] == [phones[0].state.shared["remarks"]] * 3
    assert here.state.shared == there.state.shared
    assert all(phone.snapshots == 1 for phone in everybody)


def test_a_worker_settles_what_is_due_and_both_processes_show_it(stack: Stack, run: Run) -> None:
    """The workers are processes of their own: what they write is found in the stream's head."""
    here, there = (stack.phone("王阿姨", at=daphne) for daphne in stack.running.daphnes)
    for phone in (here, there):
        run(phone.enter())
    script = (
        "import sys, django; django.setup()\n"
        "from consult.meeting import remarks\nfrom consult.meeting.models import Room\n"
        "from consult.people.models import Person\nfrom consult.people.who import actor_of\n"
        "remarks.send(actor=actor_of(Person.objects.get(pk=sys.argv[2])),"
        " room=Room.objects.get(pk=sys.argv[1]), text='从命令行')\n"
    )
    person = stack.told["people"]["小谷"]["id"]
    subprocess.run(
        [sys.executable, "-c", script, stack.told["room"], person],
        cwd=ROOT,
        env=dict(stack.running.environment),
        check=True,
    )
    for phone in (here, there):
        run(
            phone.until(
                lambda phone=phone: "从命令行" in str(phone.state.shared["remarks"]), seconds=PATIENCE
            )
        )
    assert here.state.shared == there.state.shared


def test_the_one_log_names_who_speaks(stack: Stack) -> None:
    named = {line.partition(" | ")[0] for line in stack.said.read_text().splitlines() if " | " in line}
    assert named >= {"postgres", "redis", "daphne-1", "daphne-2", "worker-1", "worker-2"}


@pytest.mark.parametrize("number", [signal.SIGINT])
def test_ctrl_c_stops_all_of_it_and_leaves_nothing(number: signal.Signals) -> None:
    """Started as `make scaled` does, but with nothing in the database."""
    code = (
        "import sys; from deploy import scaled\n"
        "from deploy.services import stop_on_signals\n"
        "stop_on_signals()\n"
        "with scaled.scaled(prepare=('-c', '')) as it:\n"
        "    urls = [it.base, *it.daphnes, it.services.database_url, it.services.redis_url]\n"
        "    print(' '.join(urls), it.folder, flush=True)\n"
        "    scaled._watch(it)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        *urls, folder = process.stdout.readline().split()
        ports = [int(re.findall(r":(\d+)", url)[-1]) for url in urls]
        assert len(ports) == 5
        assert all(listens(port) for port in ports)
        process.send_signal(number)
        assert process.wait(timeout=60) == 128 + number
    assert not any(listens(port) for port in ports)
    assert not os.path.exists(folder)
