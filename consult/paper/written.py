"""How days, moments, areas and shares are written in a Chinese document."""

from datetime import date, datetime, timedelta, timezone

# China keeps one zone and no summer time, so a fixed offset needs no zone database.
CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")


def day(value: date) -> str:
    """2026年4月2日. A moment is first moved to Chinese time."""
    if isinstance(value, datetime):
        value = value.astimezone(CHINA)
    return f"{value.year}年{value.month}月{value.day}日"


def moment(value: datetime) -> str:
    """2026年4月2日 15:04, in Chinese time. A moment without a zone is a mistake of the caller: ValueError."""
    if value.tzinfo is None:
        raise ValueError("a moment on paper needs its time zone")
    value = value.astimezone(CHINA)
    return f"{day(value)} {value:%H:%M}"


def area(cm2: int) -> str:
    """Square metres from integer cm²: 623500 → 62.35 ㎡; four decimals only where the last two say something."""
    whole, rest = divmod(cm2, 10_000)
    digits = f"{rest:04d}"
    return f"{whole:,}.{digits[:2] if digits.endswith('00') else digits} ㎡"


def share(part: int, whole: int) -> str:
    """part/whole as a percentage with two decimals, cut off and never rounded up.

    74.996 % must not read 75.00 % beside a rule that asks for three quarters. Nothing of nothing is a dash.
    """
    if whole == 0:
        return "—"
    hundredths = part * 10_000 // whole
    return f"{hundredths // 100}.{hundredths % 100:02d}%"
