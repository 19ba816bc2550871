"""docs/flow.md, written from flow.py: the table for people who read documents and not code."""

from __future__ import annotations

from consult import flow


def rendered() -> str:
    """The whole page. `manage.py schema` writes it; a test compares."""
    lines = [
        "# The flow 流程",
        "",
        "Generated from `consult/flow.py` by `make schema`; do not edit. A verb without anybody in the third column is done by the",
        "system, or to a session, poll, resolution or order, and carries the matter along.",
        "",
    ]
    for name, rows in flow.TABLES.items():
        lines += [f"## {name}", "", "| verb | from | to | who | only if |", "|---|---|---|---|---|"]
        for row in rows:
            guards = "<br>".join(guard.rsplit(".", 1)[-1] for guard in row.guards)
            lines.append(
                f"| `{row.verb}` | {_list(row.stages)} | {_list(row.to) or '='} | {_list(row.who) or '—'} | {guards} |"
            )
        lines.append("")
    lines += ["## The rail 进程条", "", "| station | stages |", "|---|---|"]
    lines += [f"| {station} | {stages.replace(' ', ', ')} |" for station, stages in flow.STATIONS]
    return "\n".join(lines) + "\n"


def _list(names: tuple[str, ...]) -> str:
    return ", ".join(names)
