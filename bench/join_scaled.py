"""`bench.join` against the scaled form that runs: a thousand phones at its door at once, by two ways.

Half of them at each Daphne with the compiled client, which speaks no TLS and so comes past nginx: what the Daphnes can do.
Then all of them through nginx over TLS with the reference client, a thousand in one process, which is slower than what it
measures: how much of the time it calculated itself is shown beside it. The reconnect storm is not here: killing what
somebody else runs is not a bench's business (tests/scaled kills one of two).
"""

from __future__ import annotations

import json
import os
import signal
import statistics
import sys
import tempfile
from pathlib import Path

from bench import machine
from bench.join_phones import lines
from bench.load import Hall, Talker, made_hall, phones_at
from bench.scaled import Scaled


def main(there: Scaled, *, phones: int, history: int, rounds: int) -> int:
    with tempfile.TemporaryDirectory(prefix="consult-bench-") as temporary:
        folder = Path(temporary)
        print(f"{machine.model()}: {phones:,} phones at two Daphnes, where the system puts them", flush=True)
        hall = made_hall(folder / "hall", phones=phones, history=history, there=there)
        return report(there, folder, machine.compiled_client(folder), hall, rounds=rounds)


def report(there: Scaled, folder: Path, client: Path, hall: Hall, *, rounds: int) -> int:
    figures = past_nginx(there, folder, client, hall, rounds) | through_nginx(there, hall)
    print(json.dumps({name: round(value, 3) for name, value in figures.items()}))
    return 0


def past_nginx(there: Scaled, folder: Path, client: Path, hall: Hall, rounds: int) -> dict[str, float]:
    everybody = lines(hall.told, there.base)
    with phones_at(there, client, everybody[: len(there.ports)], folder) as first:
        # Whoever opened the room. What a server loads at its first request is not the crowd's.
        for one in first:
            one.ask("ready")
    before = there.resident_bytes()
    last, cpu, kib = [], [], 0.0
    print(f"{'past nginx':<12} {'last s':>8} {'mean s':>8} {'CPU ms/phone':>13}")
    for number in range(1, rounds + 1):
        began = there.cpu_seconds()
        with phones_at(there, client, everybody, folder, at_once=len(everybody)) as crowds:
            came = [crowd.ask("ready") for crowd in crowds]
            if sum(one["greeted"] for one in came) != len(everybody):
                raise SystemExit(f"not every phone came in: {came}")
            cpu.append((there.cpu_seconds() - began) / len(everybody) * 1000)
            last.append(max(one["seconds"] for one in came))
            mean = statistics.mean(one["mean_seconds"] for one in came)
            # Of the first round: the later ones find the memory that it has left.
            kib = kib or (there.resident_bytes() - before) / len(everybody) / 1024
        print(f"{number:<12} {last[-1]:>8.2f} {mean:>8.2f} {cpu[-1]:>13.2f}", flush=True)
    return {
        "first_state_s": statistics.median(last),
        "cpu_ms_per_phone": statistics.median(cpu),
        "kib_per_phone": kib,
    }


def through_nginx(there: Scaled, hall: Hall) -> dict[str, float]:
    began = there.cpu_seconds()
    crowd = Talker(
        [sys.executable, "-m", "bench.join_phones", hall.file, there.base],
        cores=machine.CLIENT_CORES,
        environment=os.environ,
    )
    try:
        came = crowd.ask("enter")
    finally:
        crowd.stop(signal.SIGKILL)
    each = (there.cpu_seconds() - began) / came["inside"] * 1000
    print(
        f"through nginx over TLS: {came['inside']:,} inside after {came['seconds']:.2f} s, of which the phones' one process"
        f" calculated {came['busy_seconds']:.2f} s; {each:.2f} ms of the Daphnes' CPU a phone"
    )
    return {"through_nginx_s": came["seconds"], "through_nginx_client_busy_s": came["busy_seconds"]}
