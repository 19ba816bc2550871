"""`manage.py check --deploy`: the days of rest of the coming weeks are those of the State Council's notice."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Warning, register

from . import clock, workdays


@register(deploy=True)
def holidays_arranged(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    return [
        Warning(
            f"packs/holidays.toml: the days of rest of {year} are not those of the State Council's notice yet",
            hint=f"{year} 年的放假调休安排还没有录入，工作日和公示期的末日可能算错；请按国务院办公厅通知补全",
            id="kernel.W001",
        )
        for year in workdays.unarranged(clock.today())
    ]
