"""How often: counters every process shares, exact also when many ask at once.

They stand in the database and not in the cache: Redis counts exactly but may be lost, and the embedded cache table has
no atomic increment. Windows are fixed: one begins with its first use.
"""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.crypto import salted_hmac

from consult.kernel import clock

from .models import Allowance

Window = tuple[int, int]
"""How many, in how many seconds."""


def take(what: str, whose: str, window: Window) -> bool:
    """Use one of `window` for this purpose by this number, address or code; False when none is left.

    Each step is one statement whose condition decides, so that of many at once no more than allowed get True. The key
    is a keyed hash: neither numbers nor addresses can be read from the table.
    """
    most, seconds = window
    key = salted_hmac(f"consult.limits.{what}.{seconds}", whose, algorithm="sha256").hexdigest()
    moment = clock.now()
    until = moment + timedelta(seconds=seconds)
    row = Allowance.objects.filter(key=key)
    for _ in range(2):
        if row.filter(until__gt=moment, used__lt=most).update(used=F("used") + 1):
            return True
        if row.filter(until__lte=moment).update(used=1, until=until):
            return True
        try:
            with transaction.atomic():
                Allowance.objects.create(key=key, used=1, until=until)
        except IntegrityError:
            # It was there: used up, or begun by somebody else between our statements. Look once more.
            continue
        Allowance.objects.filter(until__lt=moment - timedelta(hours=1)).delete()
        return True
    return False


def take_all(what: str, whose: str, windows: tuple[Window, ...]) -> bool:
    """Use one of each window; stops at the first that has none left."""
    return all(take(what, whose, window) for window in windows)


def may_send_code(*, phone: str, address: str) -> bool:
    """Whether this number may be sent a code at the wish of this address (an IP). The same for numbers known or not."""
    return take_all("code.address", address, settings.CODES_AN_ADDRESS) and take_all(
        "code.phone", phone, settings.CODES_A_PHONE
    )


def within_budget(community: str) -> bool:
    """Whether the day's codes of a community ("" for numbers unknown anywhere) are not spent.

    Over budget the code is not sent and the answer is the same: a different one would tell known numbers from unknown.
    """
    return take("code.budget", community, settings.CODES_A_COMMUNITY_AND_DAY)


def may_try(*, phone: str, code: str) -> bool:
    """Whether one more try at this very code may be looked at."""
    return take("code.tries", code, (settings.ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS, 3600)) and take(
        "code.tries_a_day", phone, settings.TRIES_A_PHONE_AND_DAY
    )


def first_use(code: str) -> bool:
    """Whether a code is used for the first time."""
    return take("code.use", code, (1, 3600))
