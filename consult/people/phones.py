"""Phone numbers: mainland mobiles in eleven digits or E.164 come in, E.164 is stored."""

from __future__ import annotations

import phonenumbers

from consult.kernel.errors import invalid

# The carriers' prefixes change faster than this list would: eleven digits from 13 to 19 is what the numbering plan keeps
# for mobiles. The demonstration numbers (199 0000 xxxx) lie within it.
_COUNTRY = 86


def e164(typed: str) -> str:
    """+8613900000001 for 139 0000 0001, +86 139-0000-0001 and the like. Raises Refusal `invalid` on `phone`."""
    try:
        number = phonenumbers.parse(typed, "CN")
    except phonenumbers.NumberParseException as error:
        raise _not_a_mobile() from error
    national = str(number.national_number)
    mobile = len(national) == 11 and national[0] == "1" and "3" <= national[1] <= "9"
    if number.country_code != _COUNTRY or not mobile or number.extension:
        raise _not_a_mobile()
    return f"+{_COUNTRY}{national}"


def _not_a_mobile() -> Exception:
    return invalid("phone", "请填写 11 位手机号码", "Please give a mainland mobile number of 11 digits")
