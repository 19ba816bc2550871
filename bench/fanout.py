"""`make bench-fanout`: what one event costs in a hall of 200, 1,000 and 3,000 phones, ours beside two others.

A *frame* is one phone's delivery of one event: 20 events to 1,000 phones are 20,000 frames, with every rival alike. CPU per
frame is all the processor time of the server's process in the window in which the events are sent, its looking after the
room and its permits included, divided by the frames that arrived. A latency is from the moment written into the event when
it begins to be made to its receipt, one for every frame.

Ours is `manage.py serve` with a real room in a real database; plain is Channels' groups with a consumer a phone, the same
permits and audiences, on the same Daphne; node is the `ws` package, without permits. All send the same 300 bytes, from one
machine, in one run, to the same compiled client, server and client on a core each. Rounds of all rivals alternate; medians
are reported. The last line is one JSON object.

Started by `make scaled RUN=".venv/bin/python -m bench.fanout"` ours alone is measured, at what runs there (fanout_scaled.py).
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bench import fanout_scaled, machine
from bench.fanout_frames import EVENTS, WARM_UP, Measured, idle_share, median, publish
from bench.load import Hall, Talker, made_hall, phones, serving
from bench.machine import ROOT
from bench.scaled import running
from deploy.services import free_port, throwaway

SIZES = (200, 1000, 3000)
# Plain Channels takes seconds for an event to 3,000: its frames are measured over fewer of them.
PLAIN_EVENTS = {200: 20, 1000: 8, 3000: 2}
# Stalled phones must be offered more than the kernel takes for them: larger events, and more of them.
STALLED_EVENTS, STALLED_RATE, STALLED_BYTES = 120, 6, 4096
WS = ROOT / "frontend" / "node_modules" / "ws"


class Bench:
    def __init__(self, folder: Path, client: Path, hall: Hall) -> None:
        self.folder, self.client, self.hall = folder, client, hall

    def command(self, rival: str, port: int) -> list[str | Path]:
        if rival == "node":
            return ["node", ROOT / "bench" / "servers" / "node.mjs", str(port), WS]
        module = "bench.servers.plain" if rival == "plain" else "bench.servers.ours"
        extra = ["--plain-writes"] if rival == "fallback" else []
        return [sys.executable, "-m", module, self.hall.file, str(port), *extra]

    def lines(self, rival: str, server: Talker, port: int, count: int) -> list[str]:
        """The phones, with tickets issued now: they are good for a minute."""
        if rival == "node":
            return [
                f'-\t-\t/\thttp://127.0.0.1:{port}\t{{"audience":"{audience}"}}\n'
                for audience, *_ in self.hall.told["phones"][:count]
            ]
        file = self.folder / f"tickets-{port}"
        server.ask(f"tickets {file}")
        return file.read_text().splitlines(keepends=True)[:count]

    @contextmanager
    def room(
        self, rival: str, count: int, *, stalled: int = 0, variables: dict[str, str] | None = None
    ) -> Iterator[tuple[Talker, Talker, float]]:
        """A server, its phones inside, and the bytes of memory each of them took."""
        port = free_port()
        environment = {**self.hall.environment, **(variables or {})}
        with serving(self.command(rival, port), port=port, environment=environment) as server:
            lines = self.lines(rival, server, port, count)
            before = machine.resident_bytes(server.pid)
            with phones(self.client, lines, self.folder, port=port, stalled=stalled) as hall:
                greeted = hall.ask("ready")
                if greeted["greeted"] != count:
                    raise SystemExit(f"{rival}: {greeted['greeted']} of {count} phones came in")
                grown = machine.resident_bytes(server.pid) - before
                yield server, hall, grown / count / 1024

    def measure(self, rival: str, count: int) -> Measured:
        events = PLAIN_EVENTS.get(count, EVENTS) if rival == "plain" else EVENTS
        with self.room(rival, count) as (server, hall, kib):
            publish(server, [hall], count, min(events, WARM_UP))
            idle = idle_share(server.pid)
            spent, told = publish(server, [hall], count, events)
            return Measured(spent / told["frames"] * 1e6, told["p50_ms"], told["p99_ms"], kib, idle)

    def stalled(self, count: int, share: int) -> dict[str, float]:
        """The same load with all phones reading, and with a third of them not."""
        found: dict[str, float] = {}
        for name, still in (("p99_all_read", 0), ("p99_third_stalled", count // share)):
            with self.room("ours", count, stalled=still) as (server, hall, _):
                publish(server, [hall], count - still, WARM_UP, size=STALLED_BYTES)
                before = machine.resident_bytes(server.pid)
                _, told = publish(
                    server, [hall], count - still, STALLED_EVENTS, rate=STALLED_RATE, size=STALLED_BYTES
                )
                found[name] = told["p99_ms"]
                if still:
                    found["mib_grown"] = (machine.resident_bytes(server.pid) - before) / 2**20
                    found["mib_cap"] = still * 256 / 1024
                    # Who does not read for twenty seconds is cut.
                    deadline = time.monotonic() + 30
                    while hall.ask("report")["lost_stalled"] < still and time.monotonic() < deadline:
                        time.sleep(0.5)
                    found["stalled"], found["cut"] = still, hall.ask("report")["lost_stalled"]
        return found

    def two(self, count: int) -> Measured:
        """Half of the phones on each of two processes, over Redis; both on the one core."""
        with ExitStack() as stack:
            services = stack.enter_context(throwaway(postgres=False))
            redis = {"REDIS_URL": services.redis_url or ""}
            rooms = [stack.enter_context(self.room("ours", count // 2, variables=redis)) for _ in range(2)]
            servers, halls = [room[0] for room in rooms], [room[1] for room in rooms]
            pids = [server.pid for server in servers]
            publish(servers[0], halls, count // 2, WARM_UP, pids=pids)
            idle = idle_share(*pids)
            spent, told = publish(servers[0], halls, count // 2, EVENTS, pids=pids)
            kib = statistics.mean(room[2] for room in rooms)
            return Measured(spent / told["frames"] * 1e6, told["p50_ms"], told["p99_ms"], kib, idle)


def row(name: str, count: int, one: Measured) -> str:
    return (
        f"{name:<22} {count:>6,} {one.us_per_frame:>10.1f} {one.p50:>9.1f} {one.p99:>9.1f}"
        f" {one.kib_per_phone:>10.1f} {one.idle * 100:>8.1f}"
    )


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.fanout", description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES)
    parser.add_argument("--only", nargs="*", default=["plain", "fallback", "node", "stalled", "two"])
    arguments = parser.parse_args()
    machine.raise_file_limit()
    if there := running():
        return fanout_scaled.main(there, sizes=arguments.sizes, rounds=arguments.rounds)
    if not WS.exists():
        raise SystemExit("Node's ws is not installed: make test, or `npm ci` in frontend/")
    with tempfile.TemporaryDirectory(prefix="consult-bench-") as temporary:
        folder = Path(temporary)
        client = machine.compiled_client(folder)
        print(machine.said(), flush=True)
        hall = made_hall(folder / "hall", phones=max(arguments.sizes), history=20)
        return report(Bench(folder, client, hall), arguments)


def report(bench: Bench, arguments: argparse.Namespace) -> int:
    rounds: dict[tuple[str, int], list[Measured]] = {}
    print(
        f"{'':<22} {'phones':>6} {'µs/frame':>10} {'p50 ms':>9} {'p99 ms':>9} {'KiB/phone':>10} {'idle %':>8}"
    )
    for number in range(arguments.rounds):
        for count in arguments.sizes:
            for rival in ("ours", "node", "plain", "fallback"):
                # Plain Channels at 3,000 takes minutes, and nothing hangs on its third digit.
                once = rival == "plain" and count > 1000 and number > 0
                other = rival == "fallback" and count != 1000
                if once or other or rival not in ("ours", *arguments.only):
                    continue
                one = bench.measure(rival, count)
                rounds.setdefault((rival, count), []).append(one)
                print(row(f"{number + 1} {rival}", count, one), flush=True)
        if "two" in arguments.only:
            rounds.setdefault(("two", 1000), []).append(bench.two(1000))
            print(row(f"{number + 1} two over Redis", 1000, rounds[("two", 1000)][-1]), flush=True)
    best = {key: median(found) for key, found in rounds.items()}
    print("\nmedians")
    for (rival, count), one in sorted(best.items(), key=lambda item: (item[0][1], item[0][0])):
        print(row(rival, count, one))
    stalled = bench.stalled(1000, 3) if "stalled" in arguments.only else {}
    return verdict(best, stalled)


def verdict(best: dict[tuple[str, int], Measured], stalled: dict[str, float]) -> int:
    """Every target beside what was measured; the last line is for machines."""

    def us(rival: str, count: int) -> float:
        found = best.get((rival, count))
        return found.us_per_frame if found else float("nan")

    ours = us("ours", 1000)
    targets = [
        ("ours_over_node_1000", ours / us("node", 1000), 0.9),
        ("ours_over_plain_1000", ours / us("plain", 1000), 1 / 20),
        ("ours_p99_ms_3000", best[("ours", 3000)].p99 if ("ours", 3000) in best else float("nan"), 60),
        ("ours_3000_over_200", us("ours", 3000) / us("ours", 200), 1.2),
        ("fallback_over_plain_1000", us("fallback", 1000) / us("plain", 1000), 1 / 5),
        ("two_over_one_1000", us("two", 1000) / ours, 1.4),
    ]
    if stalled:
        targets += [
            ("stalled_p99_ratio", stalled["p99_third_stalled"] / stalled["p99_all_read"], 2),
            ("stalled_growth_over_cap", stalled["mib_grown"] / stalled["mib_cap"], 1),
            ("stalled_not_cut", stalled["stalled"] - stalled["cut"], 0),
        ]
        print("\na third stalled: " + ", ".join(f"{name} {value:.1f}" for name, value in stalled.items()))
    print()
    for name, value, limit in targets:
        word = "" if value != value else "ok" if value <= limit else "MISSED"
        print(f"{name:<26} {value:>8.3f}   at most {limit:.3f}   {word}")
    figures = {
        f"{rival}_{count}": {
            "us_per_frame": round(one.us_per_frame, 2),
            "p50_ms": one.p50,
            "p99_ms": one.p99,
            "kib_per_phone": round(one.kib_per_phone, 1),
            "idle": round(one.idle, 4),
        }
        for (rival, count), one in best.items()
    }
    said = {name: round(value, 4) for name, value, _ in targets if value == value}
    print(json.dumps({**said, "stalled": stalled, "measured": figures}))
    return int(any(value > limit for _, value, limit in targets))


if __name__ == "__main__":
    sys.exit(main())
